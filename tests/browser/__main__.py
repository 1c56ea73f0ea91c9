"""`python -m tests.browser DIR`: the order page in headless Chromium, opened, paid, watched; pictures of it.

The whole of it runs on loopback: the training's CLICK takes the money on its own page and calls the
training's shop. Needs `chromium` and `chromium-driver` of the system, which it installs where it may.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from pos.bootstrap import Parts, open_parts
from pos.commands.demo_parts import connect_shop, training_settings
from pos.core.money import Quantity
from pos.core.order import OrderId
from pos.core.sale import Sale, SaleId
from pos.paths import Home
from pos.screens.words import Words
from pos.simulator import Simulator, SimulatorOptions

PHONE = (390, 844)
LANGUAGES = ("ru", "uz", "en")
LIVE_S = 10


def chromium() -> webdriver.Chrome:
    """The browser, as wide as a phone."""
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        if os.geteuid() != 0:
            raise SystemExit(
                "chromium and chromium-driver are missing: apt-get install chromium chromium-driver"
            )
        subprocess.run(["apt-get", "install", "-y", "chromium", "chromium-driver"], check=True)
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    service = webdriver.ChromeService(shutil.which("chromedriver") or "")
    browser = webdriver.Chrome(options=options, service=service)
    device = {"width": PHONE[0], "height": PHONE[1], "deviceScaleFactor": 2, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", device)
    return browser


class Visit:
    """One payer's way; every call blocks, so it runs beside the loop of the shop."""

    def __init__(self, browser: webdriver.Chrome, folder: Path) -> None:
        self.browser = browser
        self.folder = folder

    def look(self, url: str, stage: str) -> None:
        """A picture of the page in each language."""
        for language in LANGUAGES:
            self.browser.get(f"{url}?lang={language}")
            self.picture(f"{stage}-{language}")

    def picture(self, name: str) -> None:
        """Keep what is on the screen."""
        self.browser.save_screenshot(str(self.folder / f"{name}.png"))

    def pay(self, url: str) -> str:
        """Open the page in one window, pay in another; what the first one shows without being touched."""
        self.browser.get(f"{url}?lang=ru")
        before = self.browser.find_element(By.TAG_NAME, "main").text
        page = self.browser.current_window_handle
        link = self.browser.find_element(By.PARTIAL_LINK_TEXT, "CLICK").get_attribute("href")
        self.browser.switch_to.new_window("tab")
        self.browser.get(str(link))
        self.picture("click-page")
        self.browser.find_element(By.ID, "pay").click()
        self.picture("click-result")
        self.browser.close()
        self.browser.switch_to.window(page)
        reloading = [StaleElementReferenceException, NoSuchElementException]
        WebDriverWait(self.browser, LIVE_S, 0.1, reloading).until(
            lambda browser: browser.find_element(By.TAG_NAME, "main").text != before
        )
        self.picture("live-paid")
        return self.browser.find_element(By.TAG_NAME, "main").text

    def errors(self) -> list[str]:
        """What the browser itself complains of."""
        log = self.browser.get_log("browser")  # type: ignore[no-untyped-call]
        severe = [str(line["message"]) for line in log if line["level"] == "SEVERE"]
        return [line for line in severe if "favicon" not in line]


async def run(folder: Path) -> int:
    """The way of one order; 0 when the page told the truth at every step."""
    async with Simulator(SimulatorOptions(window_s=3)) as click:
        settings = training_settings(3, "ru")
        settings = replace(settings, click=replace(settings.click, base_url=click.base_url))
        with tempfile.TemporaryDirectory() as home:
            parts = open_parts(home=Home(Path(home)).make(), settings=settings, say=Words("ru").say)
            await connect_shop(parts, click)
            try:
                return await _visit(parts, folder)
            finally:
                await parts.close()


async def _visit(parts: Parts, folder: Path) -> int:
    sale = Sale(SaleId(""))
    for good in parts.books.catalogue.quick_keys()[:3]:
        sale = sale.add(good.barcode, good, Quantity.pieces(2))
    desk = parts.online.desk
    link = await desk.order_from_sale(sale)
    browser = await asyncio.to_thread(chromium)
    visit = Visit(browser, folder)
    try:
        await asyncio.to_thread(visit.look, link.url, "waiting")
        shown = await asyncio.to_thread(visit.pay, link.url)
        await asyncio.to_thread(visit.look, link.url, "paid")
        await desk.hand_over_order(OrderId(link.card.order.order_id), "")
        await asyncio.to_thread(visit.look, link.url, "handed-over")
        errors = await asyncio.to_thread(visit.errors)
    finally:
        await asyncio.to_thread(browser.quit)
    print(f"shown after the payment, by itself:\n{shown}\n\npictures in {folder}; complaints: {errors}")  # noqa: T201
    return 0 if "Оплачено" in shown and not errors else 1


if __name__ == "__main__":
    pictures = Path(sys.argv[1] if len(sys.argv) > 1 else "out/browser")
    pictures.mkdir(parents=True, exist_ok=True)
    sys.exit(asyncio.run(run(pictures)))
