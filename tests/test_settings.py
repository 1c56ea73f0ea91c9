"""Settings: the file, the environment over it, and a plain word about each mistake."""

import contextlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.core.errors import BadSettings, InsecureAddress
from pos.core.fiscal import AmountScale, FiscalDefaults
from pos.core.receipt import Shop
from pos.core.secret import SecretKey
from pos.paths import Home
from pos.settings import (
    CLICK_URL,
    CameraSettings,
    ClickSettings,
    PrinterSettings,
    Settings,
    ShopSettings,
    load,
    save,
    variable,
)
from pos.settings_file import line_of
from pos.settings_values import LANGUAGES, PRINTER_KINDS, READERS, REASONS, THEMES, is_loopback

CANARY = "canary-5ecret"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def written(home: Home, text: str) -> Home:
    home.settings.write_text(text, "utf-8")
    return home


def refusal(home: Home, environ: dict[str, str] | None = None) -> BadSettings:
    with pytest.raises(BadSettings) as caught:
        load(home, environ or {})
    assert caught.value.facts["why"] in REASONS
    assert str(caught.value.facts["where"]) in str(caught.value)
    return caught.value


def test_without_file_and_variables_everything_has_its_default(home: Home) -> None:
    settings = load(home, {"POS_HOME": "/x", "PATH": "/bin"})
    assert settings == Settings()
    assert settings.click.base_url == CLICK_URL
    assert settings.click.confirm_window_s == 30
    assert settings.missing() == ("click.service_id", "click.merchant_user_id", "click.secret_key")
    assert not settings.is_simulator


def test_every_setting_can_come_from_the_file_and_from_the_environment(home: Home) -> None:
    written(
        home,
        """
        language = "uz"   # a comment
        [click]
        base_url = "http://127.0.0.1:8080/v2/merchant"
        service_id = 12345
        confirm_window_s = 3
        [shop]
        name = "Do‘kon «Anor»"
        [fiscal]
        tin = "123456789"
        default_vat_percent = 0
        way = "device"
        [printer]
        auto = false
        """,
    )
    environ = {
        "POS_CLICK__SERVICE_ID": " 777 ",
        "POS_CLICK__SECRET_KEY": CANARY,
        "POS_CLICK__CONFIRM_WINDOW_S": "2.5",
        "POS_CLICK__MERCHANT_USER_ID": "42",
        "POS_CLICK__CASHBOX_CODE": "KASSA-1",
        "POS_LANGUAGE": "uz_Cyrl",
        "POS_FISCAL__DEFAULT_NAME": "Товар",
        "POS_FISCAL__DEFAULT_SPIC": "10202001002000000",
        "POS_FISCAL__DEFAULT_PACKAGE_CODE": "1500001",
        "POS_FISCAL__AMOUNT_SCALE": "thousandths",
        "POS_PRINTER__AUTO_FISCAL_COPY": "false",
        "POS_SHOP__ADDRESS": "",
    }
    settings = load(home, environ)
    assert settings.click == ClickSettings(
        base_url="http://127.0.0.1:8080/v2/merchant/",
        service_id=777,
        merchant_user_id=42,
        secret_key=SecretKey(CANARY),
        cashbox_code="KASSA-1",
        confirm_window_s=2.5,
    )
    assert settings.fiscal == FiscalDefaults(
        tin="123456789",
        name="Товар",
        spic="10202001002000000",
        package_code="1500001",
        vat_percent=0,
        amount_scale="thousandths",
        way="device",
    )
    assert settings.fiscal.scale is AmountScale.THOUSANDTHS
    assert settings.printer == PrinterSettings(auto=False, auto_fiscal_copy=False)
    assert settings.language == "uz_Cyrl"
    assert settings.missing() == ()
    assert settings.is_simulator
    assert settings.receipt_shop(training=True) == Shop(
        name="Do‘kon «Anor»", tin="123456789", cashbox="KASSA-1", training=True, fiscal_device=True
    )


def test_each_setting_has_its_variable() -> None:
    assert variable("click.base_url") == "POS_CLICK__BASE_URL"
    assert variable("fiscal.default_vat_percent") == "POS_FISCAL__DEFAULT_VAT_PERCENT"
    assert variable("language") == "POS_LANGUAGE"


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ('[click]\nservice_id = "5"\n', 2, "must be a whole number"),
        ("[click]\n\n# x\nservice_id = true\n", 4, "must be a whole number"),
        ("[click]\nservice_id = -1", 2, "is out of range"),
        ("[click]\nservise_id = 5", 2, "there is no such setting"),
        ("theme = 'dark'\n[clik]\nservice_id = 5", 3, "there is no such setting"),
        ("\n[[click]]\nservice_id = 5", 2, "there is no such setting"),
        ("click = 5", 1, "there is no such setting"),
        ("[click]\nshop = {name = 'x'}", 2, "there is no such setting"),
        ("lang = 'ru'", 1, "there is no such setting"),
        ("\n\nlanguage = 'fr'", 3, "is not one of the allowed words"),
        ("[shop]\nname = 5", 2, "must be text in quotes"),
        (
            "[shop]\naddress = 'ok'\n  'name' = \"a\\nb\"",
            3,
            "holds a line break or another control character",
        ),
        ("shop.name = 'x'\nfiscal . tin = '12'", 2, "must be 9 or 14 digits"),
        ("[click]\nconfirm_window_s = 0", 2, "is out of range"),
        ("[click]\nconfirm_window_s = nan", 2, "must be a number"),
        ("[click]\nconfirm_window_s = inf", 2, "must be a number"),
        ("[printer]\nauto = 1", 2, "must be true or false"),
        ("[fiscal]\ndefault_spic = '123'", 2, "must be 17 digits"),
        ("[fiscal]\ndefault_package_code = 'пачка'", 2, "must be at most 20 Latin letters and digits"),
        ("[shop]\nname = 'a'\nname = 'b'", 3, "is not valid TOML"),
        ("[click]\n\nservice_id = ", 3, "is not valid TOML"),
        ("[click]\nservice_id 5\n", 2, "is not valid TOML"),
        ("[shop]\nname = 'x", 2, "is not valid TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(home: Home, text: str, line: int, why: str) -> None:
    error = refusal(written(home, text))
    assert error.facts["where"] == f"{home.settings}:{line}"
    assert error.facts["why"] == why


def test_deep_nesting_and_huge_numbers_are_no_traceback(home: Home) -> None:
    assert refusal(written(home, "x = " + "[" * 5000)).facts["why"] == "is not valid TOML"
    assert refusal(written(home, "x = " + "1" * 5000)).facts["why"] == "is not valid TOML"


def test_bytes_that_are_no_text_are_named_with_their_line(home: Home) -> None:
    home.settings.write_bytes('language = "ru"\n[shop]\nname = "Магазин"'.encode("cp1251"))
    error = refusal(home)
    assert error.facts["where"] == f"{home.settings}:3"
    assert error.facts["why"] == "is not UTF-8 text"


def test_notepads_mark_and_line_ends_are_taken(home: Home) -> None:
    home.settings.write_bytes('\ufeff[click]\r\nservice_id = 5\r\n[shop]\r\nname = "x"\r\n'.encode())
    assert load(home, {}).click.service_id == 5


def test_an_empty_section_says_nothing(home: Home) -> None:
    assert load(written(home, "[click]\n# service_id = 1\n[shop]\n"), {}) == Settings()


def test_a_file_that_cannot_be_read_is_said_so(home: Home) -> None:
    home.settings.mkdir()
    assert refusal(home).facts["why"] == "cannot be read"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("POS_CLICK__SERVICE_ID", "12a"),
        ("POS_CLICK__SERVICE_ID", "１２"),
        ("POS_CLICK__SERVICE_ID", "1_000"),
        ("POS_CLICK__SERVICE_ID", "9" * 30),
        ("POS_CLICK__CONFIRM_WINDOW_S", "-3"),
        ("POS_CLICK__CONFIRM_WINDOW_S", "1e3"),
        ("POS_CLICK__CONFIRM_MODE", "ON"),
        ("POS_CLICK__SERVIS_ID", "5"),
        ("POS_X__Y", "5"),
        ("POS_LANGUAGE", "russian"),
        ("POS_FISCAL__DEFAULT_VAT_PERCENT", "101"),
        ("POS_PRINTER__AUTO", "yes"),
        ("POS_SHOP__NAME", "\udcd0\udc9c"),
    ],
)
def test_a_mistake_in_the_environment_is_named_by_its_variable(home: Home, name: str, text: str) -> None:
    assert refusal(home, {name: text}).facts["where"] == name


def test_an_empty_variable_counts_as_not_set(home: Home) -> None:
    written(home, "[click]\nservice_id = 5")
    assert load(home, {"POS_CLICK__SERVICE_ID": "", "POS_LANGUAGE": " "}).click.service_id == 5


# ── the address ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "url",
    [
        "https://api.click.uz/v2/merchant",
        "http://127.0.0.1:8080/",
        "http://127.255.0.3",
        "http://localhost:1/",
        "http://[::1]:99/",
    ],
)
def test_https_and_this_pc_are_taken(home: Home, url: str) -> None:
    assert load(home, {"POS_CLICK__BASE_URL": url}).click.base_url.endswith("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://api.click.uz/v2/merchant/",
        "http://127.0.0.1.example.uz/",
        "http://localhost.example.uz/",
        "http://127.0.0.256/",
        "http://0.0.0.0/",
        "http://[::2]/",
        "http://192.168.1.5:8080/",
    ],
)
def test_an_address_without_tls_is_refused_unless_it_is_this_pc(home: Home, url: str) -> None:
    with pytest.raises(InsecureAddress) as caught:
        load(home, {"POS_CLICK__BASE_URL": url})
    assert caught.value.facts["url"] == url
    assert caught.value.facts["where"] == "POS_CLICK__BASE_URL"
    assert not is_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        "api.click.uz",
        "ftp://127.0.0.1/",
        "https://",
        "https:///v2",
        "https://user:pw@api.click.uz/",
        "http://127.0.0.1@evil.example/",
        "http://127.0.0.1\\@evil.example/",
        "https://api.click.uz/?a=1",
        "https://api.click.uz/#a",
        "https://api.click.uz:99999/",
        "https://api click.uz/",
        "https://[::1/",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_plain_address_is_refused(home: Home, url: str) -> None:
    error = refusal(home, {"POS_CLICK__BASE_URL": url})
    assert not isinstance(error, InsecureAddress)


# ── the key ──────────────────────────────────────────────────────────────────────────────────────


def test_the_key_is_never_shown(home: Home) -> None:
    settings = load(home, {"POS_CLICK__SECRET_KEY": CANARY})
    key = settings.click.secret_key
    shown = f"{settings!r} {settings} {key!r} {key} {key:>20} {key!s:20} %s %r" % (key, [key])
    assert CANARY not in shown
    assert key.reveal() == CANARY


def test_the_key_must_not_stand_in_the_file(home: Home) -> None:
    error = refusal(written(home, f'[click]\nservice_id = 1\nsecret_key = "{CANARY}"\n'))
    assert error.facts["where"] == f"{home.settings}:3"
    assert CANARY not in f"{error} {error.facts}"


def test_a_secret_compares_and_never_leaves_by_pickling() -> None:
    import copy
    import pickle

    one = SecretKey(CANARY)
    assert one == SecretKey(CANARY) == copy.deepcopy(copy.copy(one))
    assert hash(one) == hash(SecretKey(CANARY))
    assert one != SecretKey("x")
    assert one != CANARY
    assert not SecretKey()
    with pytest.raises(TypeError):
        pickle.dumps(one)
    assert not hasattr(one, "__dict__")


# ── saving ───────────────────────────────────────────────────────────────────────────────────────

CLEAN = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029"), max_size=60
)
WINDOWS = st.floats(min_value=0.001, max_value=3600)
CLICK = st.builds(
    ClickSettings,
    base_url=st.sampled_from([CLICK_URL, "http://127.0.0.1:5/"]),
    service_id=st.integers(0, 10**15),
    merchant_id=st.integers(0, 10**15),
    merchant_user_id=st.integers(0, 10**15),
    cashbox_code=CLEAN,
    confirm_window_s=WINDOWS,
    confirm_mode=st.sampled_from(["on", "off"]),
)
FISCAL = st.builds(
    FiscalDefaults,
    tin=st.sampled_from(["", "123456789", "12345678901234"]),
    name=CLEAN,
    spic=st.sampled_from(["", "1" * 17]),
    package_code=st.sampled_from(["", "1500001"]),
    vat_percent=st.none() | st.integers(0, 100),
    amount_scale=st.sampled_from(("pieces", "thousandths")),
)
PRINTER = st.builds(
    PrinterSettings,
    kind=st.sampled_from(PRINTER_KINDS),
    name=CLEAN,
    host=CLEAN,
    port=st.integers(1, 65535),
    path=CLEAN,
    width_chars=st.integers(24, 64),
    auto=st.booleans(),
    auto_fiscal_copy=st.booleans(),
)
ANY_SETTINGS = st.builds(
    Settings,
    click=CLICK,
    shop=st.builds(ShopSettings, name=CLEAN, address=CLEAN),
    fiscal=FISCAL,
    printer=PRINTER,
    camera=st.builds(CameraSettings, source=CLEAN, fps=st.integers(1, 120)),
    language=st.sampled_from(LANGUAGES),
    theme=st.sampled_from(THEMES),
)


@given(settings=ANY_SETTINGS)
def test_what_is_saved_is_read_back(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> None:
    home = Home(tmp_path_factory.mktemp("home"))
    save(home, settings, {})
    assert load(home, {}) == settings


@given(text=st.text(max_size=300), name=st.sampled_from(list(READERS)))
def test_no_text_as_a_file_is_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, text: str, name: str
) -> None:
    home = Home(tmp_path_factory.mktemp("home"))
    home.settings.write_bytes(f"{name} = {text}".encode("utf-8", "replace"))
    with contextlib.suppress(BadSettings):
        load(home, {})
    assert line_of(text, name) >= 1


def test_the_key_and_what_the_environment_gave_are_not_written(home: Home) -> None:
    written(home, "[click]\nservice_id = 5\n")
    environ = {
        "POS_CLICK__SECRET_KEY": CANARY,
        "POS_CLICK__BASE_URL": "http://127.0.0.1:1/",
        "POS_CLICK__SERVICE_ID": "99",
    }
    settings = load(home, environ)
    save(home, replace(settings, language="en").with_secret_key(SecretKey(CANARY)), environ)
    text = home.settings.read_text("utf-8")
    assert CANARY not in text
    assert load(home, {}) == Settings(click=ClickSettings(service_id=5), language="en")
    if sys.platform != "win32":
        assert home.settings.stat().st_mode & 0o777 == 0o600


def test_a_value_that_could_not_be_read_back_is_not_saved(home: Home) -> None:
    written(home, "[click]\nservice_id = 5\n")
    with pytest.raises(BadSettings) as caught:
        save(home, Settings(shop=ShopSettings(name="a\nb")), {})
    assert caught.value.facts["where"] == "shop.name"
    assert load(home, {}).click.service_id == 5


def test_a_broken_file_can_be_saved_over(home: Home) -> None:
    written(home, "][")
    save(home, Settings(language="en"), {})
    assert load(home, {}).language == "en"


def test_settings_import_nothing_heavy() -> None:
    code = (
        "import sys, pos.settings; print([m for m in "
        "('httpx', 'pydantic', 'keyring', 'asyncio', 'platformdirs', 'sqlite3') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert done.stdout.strip() == "[]"
