"""What the training till is made of: its home, its settings, its simulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pos.bootstrap import Parts, open_parts, with_training_credentials
from pos.core.fiscal import FiscalDefaults
from pos.paths import Home, find_home
from pos.settings import ClickSettings, Settings, ShopSettings

if TYPE_CHECKING:
    from pos.commands.station_run import StationRun
    from pos.simulator import Simulator

LOOPBACK = "http://127.0.0.1:9/v2/merchant/"  # replaced by the simulator's own address when it runs


def training_home(given: str | None, environ: Mapping[str, str]) -> Home:
    """A folder of its own, so that training and live never meet."""
    if given:
        return Home(Path(given).expanduser().absolute())
    live = find_home(None, environ).folder
    return Home(live.with_name(live.name + "-training"))


def training_settings(window_s: float, language: str) -> Settings:
    """A shop that does not exist, at an address on this PC."""
    settings = Settings(
        click=ClickSettings(base_url=LOOPBACK, confirm_window_s=window_s, cashbox_code="Касса 2"),
        shop=ShopSettings(name="Магазин «Учебный»", address="Ташкент, ул. Навои, 1"),
        fiscal=FiscalDefaults(
            tin="123456789",
            name="Услуга (раз)",
            spic="10305008002000000",
            package_code="1514296",
            vat_percent=12,
        ),
        language=language,
        theme="light",
    )
    return with_training_credentials(settings)


async def open_training(run: StationRun) -> Parts:
    """Start the simulator in the engine's loop and open the parts against it."""
    from pos.simulator import Simulator, SimulatorOptions

    window_s = run.settings.click.confirm_window_s
    simulator = Simulator(
        SimulatorOptions(window_s=window_s, ledger_path=run.home.folder / "simulator.jsonl")
    )
    await simulator.start()
    run.keep(simulator)
    click = replace(run.settings.click, base_url=simulator.base_url)
    parts = open_parts(
        home=run.home,
        settings=replace(run.settings, click=click),
        say=run.receipt_words.say,
        printers=run.printers,
        listeners=(run.on_event,),
    )
    if parts.books.trouble is None:
        await connect_shop(parts, simulator)
    return parts


async def connect_shop(parts: Parts, simulator: Simulator) -> str:
    """Let the training's CLICK call the training's shop, on a free port; the root of its addresses."""
    shop = replace(parts.settings.shop_api, port=0)
    host, port = await parts.online.serve(replace(parts.settings, shop_api=shop))
    root = f"http://{host}:{port}"
    simulator.connect_shop(root + shop.prepare_path, root + shop.complete_path)
    parts.online.settings = replace(
        parts.online.settings, shop_api=replace(shop, public_url=f"{root}/", port=port)
    )
    return root
