"""The SHOP-API tester as its window sees it: the steps are played in the engine thread. Moves no money.

httpx and asyncio are imported with the first step: the window does not wait for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from pos.core.errors import BadInput
from pos.core.secret import SecretKey
from pos.core.tashkent import TASHKENT
from pos.paths import Home, trouble, write_private
from pos.screens.tester_port import Prefill, TesterForm
from pos.screens.tester_words import address_of, covered, readable
from pos.settings import Settings
from pos.shop_api.scenarios import Scenario
from pos.till_life import TillLife

if TYPE_CHECKING:
    import asyncio

    import httpx

    from pos.shop_api.tester import Examiner, Outcome, Target

EVERYWHERE = ("0.0.0.0", "::")


class TesterDoor:
    """Implements `screens.tester_port.TesterPort`. The till's own key stays in here.

    `transport` stands for the network.
    """

    __test__ = False  # its name is no test's

    def __init__(
        self,
        home: Home,
        life: TillLife,
        now: Callable[[], datetime],
        monotonic_s: Callable[[], float],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._home, self._life = home, life
        self._now, self._monotonic_s = now, monotonic_s
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._turn: asyncio.Lock | None = None
        self._steps: set[asyncio.Task[object]] = set()
        self._examiner: tuple[TesterForm, SecretKey, Examiner] | None = None

    async def run_step(self, form: TesterForm, scenario: Scenario) -> Outcome:
        """Play one step. Raises BadInput for an address that is none, and what keeps the till's key away."""
        import asyncio

        import httpx

        task = asyncio.current_task()
        if task is not None:
            self._steps.add(task)
            task.add_done_callback(self._steps.discard)
        key = form.secret_key or (await self._life.parts()).settings.click.secret_key
        if self._turn is None:
            self._turn = asyncio.Lock()
        async with self._turn:  # the step before, stopped or not, has its answer first
            try:
                outcome = await self._examiner_of(form, key).step(scenario)
            except (httpx.InvalidURL, UnicodeError) as error:
                address = address_of(scenario, form)
                raise BadInput("not an address", field="url", value=address[:80]) from error
        return without_key(outcome, key)

    async def save_report(self, html: str) -> str:
        """Write the page into the home's folder of reports; the file. Raises HomeUnusable, DiskFull."""
        made_at = self._now().astimezone(TASHKENT).strftime("%Y-%m-%d-%H%M%S")
        file = self._home.reports / f"shop-api-{made_at}.html"
        try:
            file.parent.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise trouble(self._home.folder, error) from error
        write_private(file, html.encode("utf-8", "replace"))
        return str(file)

    async def close(self) -> None:
        """Let go of the connections; a step that waits for its answer is given up."""
        import asyncio

        steps = [step for step in self._steps if step is not asyncio.current_task()]
        for step in steps:
            step.cancel()
        await asyncio.gather(*steps, return_exceptions=True)
        client, self._client, self._examiner = self._client, None, None
        if client is not None:
            await client.aclose()

    def _examiner_of(self, form: TesterForm, key: SecretKey) -> Examiner:
        """The one of the step before while the form is the same: it knows the merchant_prepare_id."""
        import httpx

        from pos.shop_api.tester import Examiner

        known = self._examiner
        if known is not None and known[:2] == (form, key):
            return known[2]
        if self._client is None:
            self._client = httpx.AsyncClient(trust_env=False, transport=self._transport)
        made = Examiner(target_of(form, key), self._client, self._now, self._monotonic_s)
        self._examiner = (form, key, made)
        return made


def target_of(form: TesterForm, key: SecretKey) -> Target:
    """What is tested, with the key that signs."""
    from pos.shop_api.tester import Target

    return Target(
        prepare_url=form.prepare_url,
        complete_url=form.complete_url,
        service_id=form.service_id,
        merchant_user_id=form.merchant_user_id,
        secret_key=key.reveal(),
        merchant_trans_id=form.merchant_trans_id,
        amount=form.amount,
    )


def without_key(outcome: Outcome, key: SecretKey) -> Outcome:
    """The same for eyes: a server that repeats the key, as it is or in JSON's own letters, is covered."""
    answer = covered(outcome.answer, key)
    if covered(read := readable(outcome.answer, SecretKey()), key) != read:
        answer = readable(outcome.answer, key)
    wrong = outcome.wrong
    if wrong is not None:
        wrong = replace(wrong, facts={name: _covered(fact, key) for name, fact in wrong.facts.items()})
    return replace(outcome, request=covered(outcome.request, key), answer=answer, wrong=wrong)


def _covered(fact: object, key: SecretKey) -> object:
    return covered(fact, key) if isinstance(fact, str) else fact


def prefill_of(settings: Settings, address: tuple[str, int] | None) -> Prefill:
    """What the form opens with: this till's own server, at `address` while it listens."""
    click, shop = settings.click, settings.shop_api
    host, port = address or (shop.host, shop.port)
    host = "127.0.0.1" if host in EVERYWHERE else host
    root = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    return Prefill(
        prepare_url=root + shop.prepare_path,
        complete_url=root + shop.complete_path,
        service_id=str(click.service_id or ""),
        merchant_user_id=str(click.merchant_user_id or ""),
        has_key=bool(click.secret_key),
    )
