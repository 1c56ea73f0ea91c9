"""`pos doctor`: whether this till can sell, and what to do where it cannot. Only reads; moves no money."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from pos.bootstrap import Parts, with_key
from pos.commands.output import DONE, REFUSED, Output
from pos.control import CommandResult, hand_over, own
from pos.core.errors import HomeBusy, PosError
from pos.core.payment import Timers
from pos.doctor import BooksSeen, Patient, examine, read_books, within
from pos.paths import Home
from pos.screens.doctor_words import Check, Level
from pos.settings import Settings, load

if TYPE_CHECKING:
    from pos.click_api.gateway import ClickGateway

BY_TILL_S = 20.0
VAULT_S = 3.0


def run_doctor(
    home: Home, options: argparse.Namespace, argv: list[str], environ: Mapping[str, str], output: Output
) -> int:
    """Let the till that owns the home examine itself, else look from here; exit 3 when anything is red.

    A till that cannot answer, and a home that a short command has, are looked at from here: reading only.
    """
    settings: Settings | PosError
    try:
        settings = load(home, environ)
        output.words.switch(options.language or settings.language)
    except PosError as error:
        settings = error
    result = _by_the_till(home, ["--language", output.words.language, *argv])
    if result is not None and result.exit_code in (DONE, REFUSED):
        for line in result.err.splitlines():
            output.err(line)
        for line in result.out.splitlines():
            output.out(line)
        return result.exit_code
    return asyncio.run(_from_here(home, settings, options, output))


def _by_the_till(home: Home, argv: list[str]) -> CommandResult | None:
    """What the till that owns the home says; None when there is none that answers."""
    if not home.lock.exists():
        return None
    try:
        own(home, "command").release()
    except HomeBusy as busy:
        if busy.facts.get("kind") == "till":
            try:
                return hand_over(home, argv, BY_TILL_S)
            except PosError:
                return None  # it took the question and fell silent: look from here
    except PosError:
        return None  # the folder is a finding of its own
    return None


async def _from_here(
    home: Home, settings: Settings | PosError, options: argparse.Namespace, output: Output
) -> int:
    from pos.clock import SystemClock

    key_trouble: PosError | None = None
    if isinstance(settings, Settings):
        settings, key_trouble = await _with_key(home, settings)
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        click = None
        if isinstance(settings, Settings) and not options.offline:
            click = await stack.enter_async_context(asked(settings))
        patient = Patient(
            home=home,
            settings=settings,
            click=click,
            clock=clock,
            books=_books_of(home, settings),
            key_trouble=key_trouble,
        )
        return _tell(await examine(patient), output, as_json=options.json)


async def _with_key(home: Home, settings: Settings) -> tuple[Settings, PosError | None]:
    """The settings with the vault's key; a vault that is locked or hangs is a finding."""
    from pos.core.errors import Unavailable

    try:
        return await within(VAULT_S, partial(with_key, home, settings, to_charge=False)), None
    except TimeoutError:
        return settings, Unavailable("the vault does not answer", device="vault")
    except PosError as error:
        return settings, error


def _books_of(home: Home, settings: Settings | PosError) -> Callable[[], BooksSeen] | None:
    """Opens the journal for reading alone, reads it, closes it; None when there is no file."""
    if not home.journal.exists():
        return None
    service_id = settings.click.service_id if isinstance(settings, Settings) else 0

    def read() -> BooksSeen:
        from pos.journal.database import Journal

        journal = Journal(home.journal, read_only=True)
        try:
            return read_books(journal, service_id, home.black_box)
        finally:
            journal.close()

    return read


@asynccontextmanager
async def asked(settings: Settings) -> AsyncIterator[ClickGateway]:
    """A way to CLICK for a question or two, closed afterwards. Raises BadSettings, InsecureAddress."""
    from pos.click_api.client import ClickClient
    from pos.click_api.gateway import ClickGateway
    from pos.clock import SystemClock

    click = settings.click
    client = ClickClient(
        base_url=click.base_url,
        service_id=click.service_id,
        merchant_user_id=click.merchant_user_id,
        secret_key=click.secret_key,
        clock=SystemClock(),
        timers=Timers.for_window(max(click.confirm_window_s, 30.0)),
    )
    try:
        yield ClickGateway(client)
    finally:
        await client.aclose()


async def doctor(parts: Parts, options: argparse.Namespace, output: Output) -> int:
    """The same inside the till that owns the home, over its own journal and connection."""
    service_id = parts.settings.click.service_id
    patient = Patient(
        home=parts.home,
        settings=parts.settings,
        click=None if options.offline else parts.gateway,
        clock=parts.clock,
        books=lambda: read_books(parts.books.journal, service_id, parts.home.black_box),
        in_owner=True,
    )
    return _tell(await examine(patient), output, as_json=options.json)


def _tell(checks: list[Check], output: Output, *, as_json: bool) -> int:
    from pos.screens.doctor_words import as_json as json_of
    from pos.screens.doctor_words import report

    if as_json:
        output.json(json_of(checks, output.words))
    else:
        for line in report(checks, output.words):
            output.out(line)
    return REFUSED if any(check.level is Level.RED for check in checks) else DONE
