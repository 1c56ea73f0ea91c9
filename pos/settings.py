"""The settings of one register: the file in its home, overridden by POS_… variables. Frozen; any thread.

The secret key comes from the environment or from `pos.vault`; it is never written by this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pos.core.errors import BadSettings
from pos.core.fiscal import FiscalDefaults
from pos.core.receipt import Shop
from pos.core.secret import SecretKey
from pos.paths import Home, write_private
from pos.settings_file import Given, Plain, read_file, write_text
from pos.settings_values import NO_SUCH, READERS, is_loopback

CLICK_URL = "https://api.click.uz/v2/merchant/"


@dataclass(frozen=True, slots=True)
class ClickSettings:
    """Who we are at CLICK. `confirm_mode` is what the till assumes until a payment shows it (decision 7).

    `confirm_window_s`: seconds within which CLICK waits for the confirm; every timer is scaled from it.
    """

    base_url: str = CLICK_URL
    service_id: int = 0
    merchant_id: int = 0
    merchant_user_id: int = 0
    secret_key: SecretKey = field(default_factory=SecretKey)
    cashbox_code: str = ""
    confirm_window_s: float = 30.0
    confirm_mode: Literal["on", "off"] = "on"

    @property
    def is_simulator(self) -> bool:
        """Whether the address is this PC, so that no real money can move."""
        return is_loopback(self.base_url)


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """What paper says of the shop; its TIN is `fiscal.tin`.

    `asks_tasnif`: the tax service may be asked for the ИКПУ of a barcode. `cash_step_sum`: what is paid in
    cash is rounded down to whole steps of so many sum; 0: not at all (decision 22). `discount_limit_percent`:
    more than that no cashier takes off, neither by a discount nor by a lower price.
    """

    name: str = ""
    address: str = ""
    asks_tasnif: bool = False
    cash_step_sum: int = 50
    discount_limit_percent: int = 100


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """Where paper comes out.

    Attributes:
        kind: one of PRINTER_KINDS; `pdf` writes into the home's folder of print-outs.
        name: the system's printer, empty for its default one.
        host, port: an ESC/POS printer in the network.
        path: the file or device an ESC/POS printer hangs on.
        profile: one of `PROFILES`: what the ESC/POS printer can do; empty: a generic one for the width.
        width_chars: letters in a line, 48 on 80 mm of paper and 32 on 58 mm; 0: as the profile has them.
        cut: full, partial or none; empty: as the profile has it.
        drawer: the pin of the cash drawer, "2", "5" or "none"; empty: as the profile has it.
        asks_status: ask a network printer for its paper and cover before each print-out.
        language: of the paper; empty: the cashier's.
        logo: a PNG or BMP file that stands at the top of the paper.
        header, footer: the shop's own words, in up to eight lines each.
        auto: print each paid sale by itself.
        auto_fiscal_copy: print the copy by itself when the link comes after the paper (decision 24).
    """

    kind: str = "pdf"
    name: str = ""
    host: str = ""
    port: int = 9100
    path: str = ""
    profile: str = ""
    width_chars: int = 0
    cut: str = ""
    drawer: str = ""
    asks_status: bool = False
    language: str = ""
    logo: str = ""
    header: str = ""
    footer: str = ""
    auto: bool = True
    auto_fiscal_copy: bool = True


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """The camera. `source` is its number, a file or an address that OpenCV opens; empty means none."""

    source: str = "0"
    width: int = 1280
    height: int = 720
    fps: int = 30


@dataclass(frozen=True, slots=True)
class ShopApiSettings:
    """The server that CLICK calls, and the online orders behind it.

    Attributes:
        enabled: the till's engine serves; otherwise only `pos shop-api serve` does.
        host, port: where it listens; an address that others can reach needs `behind_proxy`.
        public_url: where a payer's browser reaches this server, for the order page; empty means nowhere.
        amount_tolerance_sum: how far CLICK's sum may be from the order's (a payer's commission).
        cancel_of_paid: the answer to a cancellation of a confirmed payment, "-4" or "-9" (decision 18).
        reserve_minutes: how long a Prepare keeps the goods.
        pull_url: the other host that answers CLICK; this till shows its orders. Empty: the orders are here.
    """

    enabled: bool = False
    host: str = "127.0.0.1"
    port: int = 8080
    behind_proxy: bool = False
    prepare_path: str = "/click/prepare"
    complete_path: str = "/click/complete"
    public_url: str = ""
    amount_tolerance_sum: int = 0
    cancel_of_paid: Literal["-4", "-9"] = "-4"
    reserve_minutes: int = 15
    api_key: SecretKey = field(default_factory=SecretKey)
    woocommerce_secret: SecretKey = field(default_factory=SecretKey)
    till_key: SecretKey = field(default_factory=SecretKey)
    pull_url: str = ""
    pull_key: SecretKey = field(default_factory=SecretKey)


@dataclass(frozen=True, slots=True)
class Settings:
    """All of them, as they are for the whole run."""

    click: ClickSettings = ClickSettings()
    shop: ShopSettings = ShopSettings()
    fiscal: FiscalDefaults = field(default_factory=FiscalDefaults)
    printer: PrinterSettings = PrinterSettings()
    camera: CameraSettings = CameraSettings()
    shop_api: ShopApiSettings = field(default_factory=ShopApiSettings)
    language: str = "ru"
    theme: str = "system"

    @property
    def is_simulator(self) -> bool:
        """Whether the address is this PC, so that no real money can move."""
        return self.click.is_simulator

    def missing(self) -> tuple[str, ...]:
        """Names of the settings without which nothing can be charged."""
        needed: dict[str, object] = {
            "click.service_id": self.click.service_id,
            "click.merchant_user_id": self.click.merchant_user_id,
            "click.secret_key": self.click.secret_key,
        }
        return tuple(name for name, value in needed.items() if not value)

    def with_secret_key(self, key: SecretKey) -> Settings:
        """The same with the key that the vault gave."""
        return replace(self, click=replace(self.click, secret_key=key))

    def receipt_shop(self, training: bool = False) -> Shop:
        """What every print-out says of the shop; its logo is loaded when first printed."""
        return Shop(
            name=self.shop.name,
            address=self.shop.address,
            tin=self.fiscal.tin,
            cashbox=self.click.cashbox_code,
            training=training,
            header=tuple(self.printer.header.splitlines()),
            footer=tuple(self.printer.footer.splitlines()),
            fiscal_device=self.fiscal.way == "device",
        )


def load(home: Home, environ: Mapping[str, str]) -> Settings:
    """The file of this home, if there is one, overridden by the environment. Writes nothing.

    An empty variable counts as not set. POS_ variables without a section that we do not know are not ours.

    Raises:
        BadSettings: with `where` (file and line, or the variable) and `why` (one of REASONS).
        InsecureAddress: the base URL is neither https nor loopback.
    """
    values = _file_values(home)
    values.update(_environment_values(environ))
    return _build(values)


def save(home: Home, settings: Settings, environ: Mapping[str, str]) -> None:
    """Write what differs from the defaults, whole or not at all. The secret key is never written.

    What only the environment gave is not written either: the file keeps its own value of it.

    Raises:
        BadSettings: a value could not be read back; `where` is the setting's name.
        HomeUnusable, DiskFull.
    """
    from_environment = _environment_values(environ)
    try:
        in_file = _file_values(home)
    except BadSettings:
        in_file = {}  # it is being replaced
    chosen: dict[str, Plain] = {}
    for name in READERS:
        value = _value_of(settings, name)
        if name in from_environment and from_environment[name] == value:
            value = in_file.get(name, _value_of(_DEFAULTS, name))
        if isinstance(value, (str, int, float)) and value != _value_of(_DEFAULTS, name):
            _read(name, Given(value, name), as_text=False)
            chosen[name] = value
    write_private(home.settings, write_text(chosen).encode())


def with_texts(settings: Settings, texts: Mapping[str, str]) -> Settings:
    """The same with the settings that `texts` names, read as variables are; an empty text counts, too.

    Raises BadSettings with `setting` and `why`.
    """
    for name, text in texts.items():
        section, key = _attribute(name)
        value = _read(name, Given(text, name), as_text=True)
        changed = replace(getattr(settings, section), **{key: value}) if section else value
        settings = replace(settings, **{section or key: changed})  # type: ignore[arg-type]
    return settings


def text_of(settings: Settings, name: str) -> str:
    """A setting as the text that `with_texts` reads back."""
    value = _value_of(settings, name)
    return str(value).lower() if isinstance(value, bool) else str(value)


def variable(name: str) -> str:
    """The environment variable of a setting: `click.service_id` → `POS_CLICK__SERVICE_ID`."""
    return "POS_" + name.upper().replace(".", "__")


_VARIABLES = {variable(name): name for name in READERS}
_DEFAULTS = Settings()


def _read(name: str, given: Given, as_text: bool) -> object:
    try:
        if name not in READERS:
            raise BadSettings(NO_SUCH, why=NO_SUCH)
        return READERS[name](given.value, as_text)
    except BadSettings as error:
        error.facts |= {"where": given.where, "setting": name}
        error.detail = f"{given.where}: {name}: {error.facts['why']}"
        error.args = (error.detail,)
        raise


def _file_values(home: Home) -> dict[str, object]:
    found = read_file(home.settings)
    return {name: _read(name, given, as_text=False) for name, given in found.items()}


def _environment_values(environ: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, text in environ.items():
        ours = name in _VARIABLES or (name.startswith("POS_") and "__" in name)
        if ours and text.strip():
            setting = _VARIABLES.get(name, name)
            values[setting] = _read(setting, Given(text.strip(), name), as_text=True)
    return values


def _attribute(name: str) -> tuple[str, str]:
    """Section and attribute: `fiscal.default_name` stands in `FiscalDefaults.name`."""
    section, _, key = name.rpartition(".")
    return section, key.removeprefix("default_") if section == "fiscal" else key


def _value_of(settings: Settings, name: str) -> object:
    section, key = _attribute(name)
    found: object = getattr(getattr(settings, section) if section else settings, key)
    return found


def _build(values: Mapping[str, object]) -> Settings:
    sections: dict[str, dict[str, object]] = {}
    for name, value in values.items():
        section, key = _attribute(name)
        sections.setdefault(section, {})[key] = value
    top = sections.pop("", {})
    for section, found in sections.items():
        top[section] = replace(getattr(_DEFAULTS, section), **found)
    return replace(_DEFAULTS, **top)  # type: ignore[arg-type]
