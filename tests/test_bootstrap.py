"""The composition root: which key, which goods, and that opening the parts sends nothing."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from pos.bootstrap import demo_goods, open_parts, with_key, with_training_credentials
from pos.core.errors import Bug, JournalDamaged, SettingsMissing
from pos.core.money import Money
from pos.core.scan import check_digit_fits
from pos.core.secret import SecretKey
from pos.flow.events import Event
from pos.paths import Home
from pos.settings import ClickSettings, Settings
from pos.simulator import (
    TRAINING_MERCHANT_USER_ID,
    TRAINING_SECRET_KEY,
    TRAINING_SERVICE_ID,
    Simulator,
    SimulatorOptions,
)
from pos.vault import open_vault

LOOPBACK = "http://127.0.0.1:1/v2/merchant/"
LIVE = ClickSettings(service_id=31, merchant_id=7, merchant_user_id=42, cashbox_code="KASSA-1")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


# ── the key ──────────────────────────────────────────────────────────────────────────────────────


def test_an_address_on_this_pc_gets_the_training_credentials(home: Home) -> None:
    click = with_key(home, Settings(click=ClickSettings(base_url=LOOPBACK))).click
    assert click.service_id == TRAINING_SERVICE_ID
    assert click.merchant_user_id == TRAINING_MERCHANT_USER_ID
    assert click.secret_key.reveal() == TRAINING_SECRET_KEY
    assert click.cashbox_code


@pytest.mark.parametrize(
    "url",
    [
        "https://api.click.uz/v2/merchant/",
        "https://127.0.0.1.evil.uz/v2/merchant/",
        "https://127.0.0.1@a.uz/",
    ],
)
def test_another_address_never_gets_the_training_credentials(home: Home, url: str) -> None:
    with pytest.raises(SettingsMissing):
        with_key(home, Settings(click=ClickSettings(base_url=url)))
    some = with_key(home, Settings(click=ClickSettings(base_url=url)), to_charge=False).click
    assert (some.service_id, some.secret_key.reveal()) == (0, "")


def test_what_was_set_is_kept_beside_the_training_credentials() -> None:
    given = ClickSettings(
        base_url=LOOPBACK, service_id=5, secret_key=SecretKey("own-key"), cashbox_code="Касса 9"
    )
    click = with_training_credentials(Settings(click=given)).click
    assert (click.service_id, click.secret_key.reveal(), click.cashbox_code) == (5, "own-key", "Касса 9")
    assert click.merchant_user_id == TRAINING_MERCHANT_USER_ID


def test_what_is_missing_is_named_with_its_variable(home: Home) -> None:
    with pytest.raises(SettingsMissing) as caught:
        with_key(home, Settings(click=replace(LIVE, merchant_user_id=0)))
    names = str(caught.value.facts["names"])
    assert "click.merchant_user_id (POS_CLICK__MERCHANT_USER_ID)" in names
    assert "click.secret_key (POS_CLICK__SECRET_KEY)" in names
    assert "service_id (" not in names


def test_the_key_comes_from_the_vault_when_none_is_given(home: Home) -> None:
    open_vault(home).store(SecretKey("from-the-vault"))
    assert with_key(home, Settings(click=LIVE)).click.secret_key.reveal() == "from-the-vault"


def test_a_given_key_is_used_and_the_vault_is_left_alone(home: Home) -> None:
    open_vault(home).store(SecretKey("from-the-vault"))
    given = Settings(click=replace(LIVE, secret_key=SecretKey("given")))
    assert with_key(home, given).click.secret_key.reveal() == "given"
    assert open_vault(home).load().reveal() == "from-the-vault"


def test_the_key_of_the_training_home_is_not_written(home: Home) -> None:
    with_key(home, Settings(click=ClickSettings(base_url=LOOPBACK)))
    assert not home.secret.exists()


# ── the goods of the training ────────────────────────────────────────────────────────────────────


def test_the_training_has_thirty_goods_that_the_till_and_the_ofd_take() -> None:
    goods = demo_goods()
    assert len(goods) >= 30
    assert len({good.barcode for good in goods}) == len(goods)
    for good in goods:
        assert check_digit_fits(good.barcode), good
        assert len(good.barcode) in {8, 12, 13}, good
        assert len(good.spic) == 17, good
        assert good.spic.isdigit(), good
        assert good.package_code.isdigit(), good
        assert 0 < len(f"{good.name} ({good.unit})") <= 63, good
        assert good.price > Money(0), good
        assert good.vat_percent in {0, 12}, good
        assert good.name_uz, good


def test_the_training_has_goods_by_weight_and_quick_keys_in_order() -> None:
    goods = demo_goods()
    assert any(good.by_weight and good.unit == "кг" for good in goods)
    keys = [good.quick_key for good in goods if good.quick_key is not None]
    assert len(keys) >= 6
    assert len(set(keys)) == len(keys)


# ── the parts ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.anyio
@pytest.mark.parametrize(("url", "sells"), [(LOOPBACK, True), ("https://api.click.uz/v2/merchant/", False)])
async def test_only_a_simulator_gets_the_goods_of_the_training(home: Home, url: str, sells: bool) -> None:
    settings = Settings(click=replace(LIVE, base_url=url, secret_key=SecretKey("k")))
    parts = open_parts(home=home, settings=settings, say=str)
    assert parts.books.catalogue.is_empty() is not sells
    await parts.close()


@pytest.mark.anyio
async def test_the_goods_of_the_training_are_loaded_once_and_a_changed_price_stays(home: Home) -> None:
    settings = with_training_credentials(Settings(click=ClickSettings(base_url=LOOPBACK)))
    parts = open_parts(home=home, settings=settings, say=str)
    good = demo_goods()[0]
    parts.books.catalogue.load([replace(good, price=Money.of_sum(1))])
    await parts.close()
    again = open_parts(home=home, settings=settings, say=str)
    found = await again.checkout.find(good.barcode)
    assert found is not None
    assert found.price == Money.of_sum(1)
    await again.close()


@pytest.mark.anyio
async def test_opening_sends_nothing_and_tells_nobody(home: Home) -> None:
    heard: list[Event] = []
    async with Simulator(SimulatorOptions(window_s=3)) as click:
        settings = with_training_credentials(Settings(click=ClickSettings(base_url=click.base_url)))
        parts = open_parts(home=home, settings=settings, say=str, listeners=(heard.append,))
        await parts.close()
        assert not click.ledger.requests
    assert heard == []


@pytest.mark.anyio
async def test_every_timer_follows_the_confirm_window(home: Home) -> None:
    click = ClickSettings(base_url=LOOPBACK, confirm_window_s=3)
    parts = open_parts(home=home, settings=with_training_credentials(Settings(click=click)), say=str)
    assert parts.timers.window_s == 3
    assert parts.timers.post_s == pytest.approx(1.2)
    assert parts.client.timers is parts.timers
    await parts.close()


@pytest.mark.anyio
async def test_a_closed_till_can_be_closed_again_and_reads_nothing_more(home: Home) -> None:
    settings = with_training_credentials(Settings(click=ClickSettings(base_url=LOOPBACK)))
    parts = open_parts(home=home, settings=settings, say=str)
    await parts.close()
    await parts.close()
    with pytest.raises(Bug):
        parts.books.catalogue.is_empty()


@pytest.mark.anyio
async def test_a_file_that_is_no_journal_keeps_the_till_from_opening(home: Home) -> None:
    home.journal.write_bytes(b"a novel " * 1000)
    settings = with_training_credentials(Settings(click=ClickSettings(base_url=LOOPBACK)))
    with pytest.raises(JournalDamaged):
        open_parts(home=home, settings=settings, say=str)
    assert home.journal.read_bytes() == b"a novel " * 1000


@pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's here")
def test_the_stored_key_is_for_this_user_alone(home: Home) -> None:
    open_vault(home).store(SecretKey("from-the-vault"))
    assert home.secret.stat().st_mode & 0o077 == 0


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
