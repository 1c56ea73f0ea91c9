"""The first start: asks for what CLICK gave the shop, tests it, keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pos.core.errors import ClickRefused, NoConnection, OutcomeUnknown, WrongKey
from pos.core.secret import SecretKey
from pos.paths import Home, resource
from pos.screens.words import Words
from pos.settings import Settings, load, save, variable

if TYPE_CHECKING:
    from pos.click_api.gateway import ClickGateway


class WizardDoor:
    """Where the wizard's values go (`screens.wizard_screen.WizardPort`)."""

    def __init__(self, home: Home, environ: Mapping[str, str]) -> None:
        self._home = home
        self._environ = environ

    def has_vault(self) -> bool:
        """Whether the system keeps secrets."""
        from pos.vault import open_vault

        return not open_vault(self._home).is_fallback

    async def test_connection(self, values: Mapping[str, str]) -> None:
        """Ask CLICK for the status of a random id; returns when the key is good. Reads only.

        Raises:
            WrongKey, NoConnection, OutcomeUnknown, ClickRefused, BadSettings.
        """
        from pos.click_api.client import ClickClient
        from pos.click_api.gateway import ClickGateway, KeyVerdict
        from pos.clock import SystemClock

        settings = self._settings(values)
        client = ClickClient(
            base_url=settings.click.base_url,
            service_id=settings.click.service_id,
            merchant_user_id=settings.click.merchant_user_id,
            secret_key=settings.click.secret_key,
            clock=SystemClock(),
        )
        gateway: ClickGateway = ClickGateway(client)
        try:
            reply = await gateway.probe()
        finally:
            await client.aclose()
        match reply.verdict:
            case KeyVerdict.KEY_GOOD:
                return
            case KeyVerdict.KEY_WRONG:
                raise WrongKey(reply.note, code=None, note=reply.note, http_status=401)
            case KeyVerdict.NO_CONNECTION:
                raise NoConnection(reply.note)
            case _ if reply.note:
                raise ClickRefused(reply.note, code=None, note=reply.note, http_status=None)
            case _:
                raise OutcomeUnknown("no clear answer")

    async def save(self, values: Mapping[str, str]) -> None:
        """Keep the settings and, apart from them, the key. Raises BadSettings, HomeUnusable, DiskFull."""
        from pos.vault import open_vault

        settings = self._settings(values)
        key = settings.click.secret_key
        save(self._home, settings.with_secret_key(SecretKey()), self._environ)
        open_vault(self._home).store(key)

    def _settings(self, values: Mapping[str, str]) -> Settings:
        """The file's settings with the wizard's values over them, read as environment variables are."""
        typed = {variable(name): value for name, value in values.items() if value}
        return load(self._home, {**self._environ, **typed})


def run_wizard(home: Home, settings: Settings, environ: Mapping[str, str], words: Words) -> bool:
    """Show the wizard until it is saved (True) or closed (False). Main thread."""
    from pos.engine import Engine
    from pos.logs import report_bug
    from pos.qt.app import call_quit_later, make_app, make_look
    from pos.qt.bridge import Bridge
    from pos.qt.first_window import place
    from pos.qt.wizard_view import WizardWindow
    from pos.screens.wizard_screen import WizardPresenter

    app = make_app(["Click POS"], resource("fonts"))
    engine = Engine(report_bug)
    engine.start()
    window = WizardWindow(make_look(dark=settings.theme == "dark"))
    saved: list[bool] = []

    def was_saved() -> None:
        saved.append(True)
        call_quit_later(app)

    presenter = WizardPresenter(
        port=WizardDoor(home, environ),
        runner=Bridge(engine),
        words=words,
        render=window.render,
        saved=was_saved,
        cancelled=lambda: call_quit_later(app),
        values=_values(settings),
    )
    window.field_changed.connect(presenter.edited)
    window.test_pressed.connect(presenter.test)
    window.save_pressed.connect(presenter.save)
    window.cancelled.connect(presenter.cancel)
    app.setQuitOnLastWindowClosed(True)
    presenter.start()
    outer = place(window)
    app.exec()
    app.setQuitOnLastWindowClosed(False)
    engine.stop(1.0)
    del outer  # held until here: a window that nobody holds is gone, and nothing could be closed
    return bool(saved)


def _values(settings: Settings) -> dict[str, str]:
    """What is known already; the key is never put into a field."""
    click, fiscal = settings.click, settings.fiscal
    known = {
        "click.service_id": str(click.service_id or ""),
        "click.merchant_id": str(click.merchant_id or ""),
        "click.merchant_user_id": str(click.merchant_user_id or ""),
        "click.cashbox_code": click.cashbox_code,
        "shop.name": settings.shop.name,
        "shop.address": settings.shop.address,
        "fiscal.tin": fiscal.tin,
        "fiscal.default_name": fiscal.name,
        "fiscal.default_spic": fiscal.spic,
        "fiscal.default_package_code": fiscal.package_code,
        "fiscal.default_vat_percent": "" if fiscal.vat_percent is None else str(fiscal.vat_percent),
    }
    return {name: value for name, value in known.items() if value}
