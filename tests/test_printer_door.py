"""The printer's door over a real settings file and a printer on a real socket: tried, saved, taken up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest

from pos.bootstrap import Parts, open_parts
from pos.commands.demo_parts import training_settings
from pos.core.errors import BadSettings, PrinterTrouble
from pos.core.receipt import Receipt, Text
from pos.core.sale import SaleId
from pos.counter_devices import escpos_printers, paper_spool
from pos.paths import Home
from pos.printer_door import NAMES, PrinterDoor
from pos.screens.words import Words
from pos.settings import PrinterSettings, Settings, load, text_of, with_texts
from pos.simulator import Simulator, SimulatorOptions
from pos.till_life import TillLife
from tests.devices.escpos_reader import _CODE_PAGES, DrawerOpened, PrintedQr, read_escpos, texts
from tests.devices.printing_kit import LoopbackPrinter, Mood, loopback_printer

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 24, 9, 32, tzinfo=UTC)
FEW_SECONDS = 8.0


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Kit:
    """A till in its home, with the door to its printer."""

    def __init__(self, folder: Path, click: Simulator, environ: dict[str, str] | None = None) -> None:
        self.home = Home(folder).make()
        settings = training_settings(3, "ru")
        self.settings = replace(
            settings,
            click=replace(settings.click, base_url=click.base_url),
            printer=PrinterSettings(kind="none"),
        )
        self.life = TillLife(self._opened)
        self.door = self.make(environ)

    def make(self, environ: dict[str, str] | None = None, *, keeps: bool = True) -> PrinterDoor:
        return PrinterDoor(
            home=self.home,
            life=self.life,
            settings=self.settings,
            environ=environ or {},
            printers_of=escpos_printers,
            names=lambda: ("Xprinter",),
            now=lambda: NOW,
            keeps=keeps,
        )

    async def _opened(self) -> Parts:
        return open_parts(
            home=self.home, settings=self.settings, say=Words("ru").say, spool=paper_spool(self.home)
        )

    def values(self, **changed: str) -> dict[str, str]:
        known = {name: text_of(self.settings, name) for name in NAMES}
        return known | {f"printer.{name}": text for name, text in changed.items()}

    async def puts(self, name: str) -> bool:
        """A paper of the till; whether it came out."""
        queue = (await self.life.parts()).checkout.printing.queue
        assert queue is not None
        return await queue.put(Receipt(name, (Text(name),)), SaleId(f"S-{name}"), "КОПИЯ")


@pytest.fixture
async def kit(tmp_path: Path) -> AsyncIterator[Kit]:
    async with Simulator(SimulatorOptions(window_s=3)) as click:
        made = Kit(tmp_path, click)
        yield made
        await made.life.close(3)


@pytest.fixture
def printer() -> Iterator[LoopbackPrinter]:
    with loopback_printer() as made:
        yield made


def at(printer: LoopbackPrinter, **more: str) -> dict[str, str]:
    return {"kind": "escpos_network", "host": "127.0.0.1", "port": str(printer.port), **more}


async def test_the_test_page_goes_to_the_printer_that_is_typed_and_not_to_the_saved_one(
    kit: Kit, printer: LoopbackPrinter
) -> None:
    await kit.door.print_page(kit.values(**at(printer, drawer="5", header="Каждый день")))
    printer.switch_off()
    [data] = printer.papers
    printed = read_escpos(data)
    assert printed[0] == DrawerOpened(5)
    said = texts(printed)
    assert "Каждый день" in said
    assert "1234567890" * 4 + "12345678" in said
    assert any(isinstance(item, PrintedQr) for item in printed)
    assert f"127.0.0.1:{printer.port}" in "".join(said)
    assert not kit.home.settings.exists(), "nothing was saved"


async def test_the_code_pages_are_printed(
    kit: Kit, printer: LoopbackPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(80):
        monkeypatch.setitem(_CODE_PAGES, number, _CODE_PAGES.get(number, "cp866"))
    await kit.door.print_code_pages(kit.values(**at(printer, profile="pos-5890")))
    printer.switch_off()
    [data] = printer.papers
    assert "> 59  866 АБВГД ёжзик" in texts(read_escpos(data))


@pytest.mark.parametrize(
    ("mood", "why"),
    [(None, "Connection refused"), (Mood.STALLS, ""), (Mood.DROPS, ""), (Mood.HAS_NO_PAPER, "out of paper")],
)
async def test_a_printer_that_does_not_print_is_told_in_a_few_seconds(
    kit: Kit, printer: LoopbackPrinter, mood: Mood | None, why: str
) -> None:
    if mood is None:
        printer.switch_off()
    else:
        printer.mood = mood
    begun_s = monotonic()
    ticks = 0

    async def others() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0)
            ticks += 1

    beside = asyncio.create_task(others())
    values = kit.values(**at(printer, asks_status="true", profile="raster-80", logo=""))
    failed: PrinterTrouble | None = None
    try:
        await kit.door.print_page({**values, "printer.header": "\n".join(["ў" * 190] * 8)})
    except PrinterTrouble as error:
        failed = error
    beside.cancel()
    assert monotonic() - begun_s < FEW_SECONDS
    assert ticks > 3, "the engine went on meanwhile"
    assert failed is not None
    assert failed.facts["device"] == f"127.0.0.1:{printer.port}"
    assert why in str(failed.facts["why"])


async def test_saving_keeps_every_other_setting_and_the_key_stays_out(
    kit: Kit, printer: LoopbackPrinter
) -> None:
    kit.home.settings.write_text(
        'language = "uz"\n[shop]\nname = "Барака"\n[printer]\nport = 9105\n', "utf-8"
    )
    await kit.door.save(kit.values(**at(printer, footer="Раҳмат!\nЯна келинг", profile="pos-5890")))
    saved = load(kit.home, {})
    assert (saved.language, saved.shop.name) == ("uz", "Барака")
    assert saved.printer == PrinterSettings(
        kind="escpos_network",
        host="127.0.0.1",
        port=printer.port,
        footer="Раҳмат!\nЯна келинг",
        profile="pos-5890",
    )
    assert "secret" not in kit.home.settings.read_text("utf-8")
    assert kit.door.start().values["printer.profile"] == "pos-5890"
    assert (kit.door.profile.paper_mm, kit.door.profile.chars) == (58, 32)


async def test_the_till_prints_with_what_was_saved_at_once(kit: Kit, printer: LoopbackPrinter) -> None:
    assert await kit.puts("before"), "without a printer nothing waits"
    await kit.door.save(kit.values(**at(printer)))
    assert await kit.puts("after")
    printer.mood = Mood.DROPS
    printer.switch_off()
    [data] = printer.papers
    assert texts(read_escpos(data))[0] == "after"
    assert not await kit.puts("later")
    assert await kit.door.waiting() == 1
    with loopback_printer() as other:
        await kit.door.save(kit.values(**at(other, auto="false", language="uz")))
        assert await kit.door.print_waiting() == 1
        other.switch_off()
        assert texts(read_escpos(other.papers[0]))[0] == "later"
    printing = (await kit.life.parts()).checkout.printing
    assert printing.say("TOTAL") == "JAMI"
    assert not printing.auto.sales


async def test_papers_that_nobody_needs_are_forgotten_on_the_disk_too(
    kit: Kit, printer: LoopbackPrinter
) -> None:
    printer.switch_off()
    await kit.door.save(kit.values(**at(printer)))
    for name in ("one", "two"):
        assert not await kit.puts(name)
    assert len(list((kit.home.folder / "spool").iterdir())) == 2
    assert await kit.door.forget_waiting() == 2
    assert await kit.door.waiting() == 0
    assert list((kit.home.folder / "spool").iterdir()) == []


async def test_training_writes_nothing_and_prints_all_the_same(kit: Kit, printer: LoopbackPrinter) -> None:
    door = kit.make(keeps=False)
    await door.save(kit.values(**at(printer)))
    assert not kit.home.settings.exists()
    assert await kit.puts("now")
    assert not door.start().keeps


async def test_what_is_refused_changes_neither_file_nor_till(kit: Kit) -> None:
    with pytest.raises(BadSettings) as refused:
        await kit.door.save(kit.values(port="70000"))
    assert refused.value.facts["setting"] == "printer.port"
    assert not kit.home.settings.exists()
    assert kit.door.start().values["printer.port"] == "9100"


async def test_a_variable_of_the_environment_is_fixed_and_not_written(tmp_path: Path) -> None:
    async with Simulator(SimulatorOptions(window_s=3)) as click:
        environ = {"POS_PRINTER__HOST": "10.0.0.9"}
        kit = Kit(tmp_path, click, environ)
        kit.settings = replace(kit.settings, printer=replace(kit.settings.printer, host="10.0.0.9"))
        door = kit.make(environ)
        assert door.start().fixed == {"printer.host"}
        await door.save(kit.values(kind="none", header="Салом"))
        assert "10.0.0.9" not in kit.home.settings.read_text("utf-8")
        await kit.life.close(3)


async def test_the_sample_follows_the_settings_and_a_lost_logo_is_named(kit: Kit, tmp_path: Path) -> None:
    look = await kit.door.look(
        kit.values(profile="raster-58", language="uz_Cyrl", logo=str(tmp_path / "no.png"))
    )
    assert (look.columns, look.paper_mm) == (32, 58)
    assert look.logo_trouble is not None
    assert look.logo_trouble.facts["why"] == "there is no such file"
    said = [getattr(row, "left", "") for row in look.receipt.rows]
    assert "ЖАМИ" in said


async def test_without_a_printer_the_test_page_says_so(kit: Kit) -> None:
    with pytest.raises(PrinterTrouble, match="no printer is chosen"):
        await kit.door.print_page(kit.values())


def test_every_text_of_the_settings_is_read_back() -> None:
    full = Settings(
        printer=PrinterSettings("escpos_file", path="/dev/usb/lp0", header="a\nb", auto=False, width_chars=42)
    )
    known = {name: text_of(full, name) for name in NAMES}
    assert with_texts(Settings(), known) == full
