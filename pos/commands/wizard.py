"""The first start: asks for what CLICK gave the shop, tests it, keeps it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from pos.core.errors import ClickRefused, NoConnection, OutcomeUnknown, PosError, WrongKey
from pos.core.secret import SecretKey
from pos.paths import Home, resource
from pos.screens.words import Words
from pos.settings import Settings, load, save, variable

if TYPE_CHECKING:
    from pos.flow.ports import Clock, ModeAsked

Remember = Callable[[int, "ModeAsked"], None]
"""Keeps, for a service_id, what CLICK was asked for. Raises JournalTrouble."""


class WizardDoor:
    """Where the wizard's values go (`screens.wizard_screen.WizardPort`)."""

    def __init__(
        self,
        home: Home,
        environ: Mapping[str, str],
        remember: Remember | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Keep the places.

        Args:
            home: of the register.
            environ: the environment, whose settings count over the file's.
            remember: keeps a request for the confirmation mode; the journal of the home otherwise.
            clock: the system's otherwise.
        """
        self._home = home
        self._environ = environ
        self._remember = remember or self._in_journal
        self._clock = clock

    def has_vault(self) -> bool:
        """Whether the system keeps secrets."""
        from pos.vault import open_vault

        return not open_vault(self._home).is_fallback

    async def test_connection(self, values: Mapping[str, str]) -> None:
        """Ask CLICK for the status of a random id; returns when the key is good. Reads only.

        Raises:
            WrongKey, NoConnection, OutcomeUnknown, ClickRefused, BadSettings.
        """
        from pos.click_api.gateway import KeyVerdict
        from pos.commands.doctor import asked

        async with asked(self._settings(values)) as gateway:
            reply = await gateway.probe()
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

    async def ask_for_confirm_mode(self, values: Mapping[str, str]) -> None:
        """Ask CLICK to switch the confirmation mode on; remember in the home's journal that it took it.

        Raises:
            ClickRefused, WrongKey, NoConnection, OutcomeUnknown, BadSettings.
        """
        from pos.clock import SystemClock
        from pos.commands.doctor import asked
        from pos.flow.ports import ModeAsked

        settings = self._settings(values)
        async with asked(settings) as gateway:
            await gateway.set_confirm_mode(True)
        now = (self._clock or SystemClock()).now()
        # CLICK has taken it: a journal that cannot be written must not make that a failure. The till itself
        # says what is wrong with the journal when it starts, and the first payment shows the mode.
        with contextlib.suppress(PosError):
            self._remember(settings.click.service_id, ModeAsked(on=True, at=now))

    def _in_journal(self, service_id: int, asked: ModeAsked) -> None:
        from pos.journal.database import Journal
        from pos.journal.services import JournalServices

        journal = Journal(self._home.journal)
        try:
            JournalServices(journal).set_confirm_mode_asked(service_id, asked)
        finally:
            journal.close()

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
    from pos.qt.scan_guard import ScanGuard
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
        render_mode=window.render_mode,
        saved=was_saved,
        cancelled=lambda: call_quit_later(app),
        values=_values(settings),
    )
    window.field_changed.connect(presenter.edited)
    window.test_pressed.connect(presenter.test)
    window.save_pressed.connect(presenter.save)
    window.cancelled.connect(presenter.cancel)
    window.mode_on_pressed.connect(presenter.mode_on)
    window.mode_off_pressed.connect(presenter.mode_off)
    app.setQuitOnLastWindowClosed(True)
    presenter.start()
    outer = place(window)
    guard = ScanGuard(app)  # a scan in front of the form must press none of its buttons
    guard.watch(outer, None)
    app.exec()
    app.removeEventFilter(guard)
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
