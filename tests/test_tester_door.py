"""The SHOP-API tester behind its window: who is asked, in which order, with which key, what is seen of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest

from pos.core.errors import BadInput, HomeUnusable, JournalBroken
from pos.core.money import Money
from pos.core.secret import SecretKey
from pos.paths import Home
from pos.screens.tester_port import Prefill, TesterForm
from pos.settings import ClickSettings, Settings, ShopApiSettings
from pos.shop_api.scenarios import ALL, CLICKS, Ask
from pos.tester_door import TesterDoor, prefill_of
from pos.till_life import TillLife
from tests.shop_api.model_shop import ACCOUNT, NOW, ModelShop
from tests.simulator.kit import until

pytestmark = pytest.mark.anyio
OWN_KEY = "the till's own key"
SERVICE = 73504
FORM = TesterForm(
    prepare_url="http://shop.test/click/prepare",
    complete_url="http://shop.test/click/complete",
    service_id=SERVICE,
    merchant_user_id=31204,
    secret_key=SecretKey("typed key"),
    merchant_trans_id=ACCOUNT.order_id,
    amount=Money.of_sum(500),
)
UNTYPED = replace(FORM, secret_key=SecretKey())
PREPARE, COMPLETE = (next(one for one in CLICKS if one.ask is ask and 0 in one.expected) for ask in Ask)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Opened:
    """As much of a till's parts as the tester looks at."""

    settings: Settings


class Life(TillLife):
    """A till that is open, or one that cannot be opened."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error
        self.asked = 0

    async def parts(self) -> object:  # type: ignore[override]
        self.asked += 1
        if self._error:
            raise self._error
        return Opened(Settings(click=ClickSettings(secret_key=SecretKey(OWN_KEY))))


@dataclass
class Server:
    """What answers; `held` requests wait until the test lets them go."""

    shop: ModelShop
    gate: asyncio.Event | None = None
    inside: int = 0
    most_inside: int = 0
    paths: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    answer: str = ""

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.path)
        self.bodies.append(request.content.decode())
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        if self.gate:
            await self.gate.wait()
        self.inside -= 1
        return httpx.Response(200, text=self.answer) if self.answer else self.shop(request)


def door(home: Path, server: Server, life: Life | None = None) -> TesterDoor:
    transport = httpx.MockTransport(server)
    return TesterDoor(Home(home), life or Life(), lambda: NOW, lambda: 0.0, transport)


def server(key: str = "typed key", answer: str = "") -> Server:
    return Server(ModelShop(SERVICE, key), answer=answer)


async def test_the_number_of_the_prepare_is_carried_to_the_complete_while_the_form_is_the_same(
    tmp_path: Path,
) -> None:
    asked = server()
    port = door(tmp_path, asked)
    prepared = await port.run_step(FORM, PREPARE)
    completed = await port.run_step(FORM, COMPLETE)
    assert (prepared.wrong, completed.wrong, completed.prepare_id) == (None, None, prepared.prepare_id)
    assert asked.paths == ["/click/prepare", "/click/complete"]
    other = await port.run_step(replace(FORM, amount=Money.of_sum(501)), COMPLETE)
    assert other.wrong is not None, "another form knows nothing of the Prepare before it"


async def test_one_step_is_sent_after_the_other_whoever_asks(tmp_path: Path) -> None:
    asked = server()
    asked.gate = asyncio.Event()
    tested = door(tmp_path, asked)
    both = [asyncio.create_task(tested.run_step(FORM, step)) for step in (PREPARE, COMPLETE)]
    await until(lambda: asked.inside)
    asked.gate.set()
    outcomes = await asyncio.gather(*both)
    assert [outcome.wrong for outcome in outcomes] == [None, None]
    assert asked.most_inside == 1


async def test_an_empty_key_is_the_tills_own_and_a_typed_one_asks_no_till(tmp_path: Path) -> None:
    life = Life()
    tested = door(tmp_path, server(OWN_KEY), life)
    assert (await tested.run_step(UNTYPED, PREPARE)).wrong is None
    assert life.asked == 1
    alone = door(tmp_path, server(), Life(JournalBroken("damaged")))
    assert (await alone.run_step(FORM, PREPARE)).wrong is None
    with pytest.raises(JournalBroken):
        await alone.run_step(UNTYPED, PREPARE)


@pytest.mark.parametrize(
    "answer",
    [
        f'{{"error": 0, "error_note": "{OWN_KEY}"}}',
        f"<html>{OWN_KEY}</html>",
        f'{{"error": "{OWN_KEY}"}}',
        '{"error": -1, "error_note": "' + "".join(f"\\u{ord(letter):04x}" for letter in OWN_KEY) + '"}',
    ],
)
async def test_the_tills_own_key_is_seen_in_nothing_that_is_handed_out(tmp_path: Path, answer: str) -> None:
    tested = door(tmp_path, server(OWN_KEY, answer))
    outcome = await tested.run_step(UNTYPED, PREPARE)
    assert outcome.wrong is not None
    assert OWN_KEY not in repr(outcome)
    assert "\\u0074" not in outcome.answer
    assert OWN_KEY not in str(outcome.wrong)
    assert OWN_KEY not in repr(UNTYPED) + repr(tested.__dict__)


async def test_closing_gives_up_a_step_that_waits_for_its_answer(tmp_path: Path) -> None:
    asked = server()
    asked.gate = asyncio.Event()
    tested = door(tmp_path, asked)
    both = [asyncio.create_task(tested.run_step(FORM, step)) for step in (PREPARE, COMPLETE)]
    await until(lambda: asked.inside)
    await tested.close()
    assert [step.cancelled() for step in both] == [True, True]
    asked.gate.set()
    assert (await tested.run_step(FORM, PREPARE)).wrong is None


async def test_every_step_is_played_and_a_server_that_is_right_passes(tmp_path: Path) -> None:
    tested = door(tmp_path, server())
    outcomes = [await tested.run_step(FORM, step) for step in ALL]
    assert [outcome.scenario.number for outcome in outcomes if outcome.wrong] == []
    await tested.close()
    assert (await tested.run_step(FORM, PREPARE)).wrong is None, "a closed one opens again"


@pytest.mark.parametrize("address", ["http://[1:2]/", "http://\N{PILE OF POO}.uz/"])
async def test_an_address_that_is_none_is_said_and_nothing_breaks(tmp_path: Path, address: str) -> None:
    tested = door(tmp_path, server())
    with pytest.raises(BadInput, match="address"):
        await tested.run_step(replace(FORM, prepare_url=address), PREPARE)
    assert (await tested.run_step(FORM, PREPARE)).wrong is None


def test_a_report_lies_in_the_home_under_the_time_of_the_test(tmp_path: Path) -> None:
    tested = door(tmp_path, server())
    file = Path(asyncio.run(tested.save_report("<html>Отчёт</html>")))
    assert file == tmp_path / "reports" / "shop-api-2026-11-24-140000.html"
    assert file.read_text(encoding="utf-8") == "<html>Отчёт</html>"
    assert asyncio.run(tested.save_report("<html></html>")) == str(file), "the same second, the same report"


async def test_a_report_that_cannot_be_written_is_a_trouble_of_the_house(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("no folder")
    with pytest.raises(HomeUnusable):
        await door(tmp_path, server()).save_report("<html></html>")


def test_the_form_opens_with_the_tills_own_server_and_never_with_its_key() -> None:
    click = ClickSettings(service_id=SERVICE, merchant_user_id=31204, secret_key=SecretKey(OWN_KEY))
    settings = Settings(click=click, shop_api=ShopApiSettings(host="0.0.0.0", port=8081))
    prefill = prefill_of(settings, None)
    assert prefill == Prefill(
        prepare_url="http://127.0.0.1:8081/click/prepare",
        complete_url="http://127.0.0.1:8081/click/complete",
        service_id=str(SERVICE),
        merchant_user_id="31204",
        has_key=True,
    )
    assert prefill_of(settings, ("127.0.0.1", 40001)).prepare_url == "http://127.0.0.1:40001/click/prepare"
    assert prefill_of(settings, ("::1", 8080)).complete_url == "http://[::1]:8080/click/complete"
    empty = prefill_of(Settings(), None)
    assert (empty.service_id, empty.merchant_user_id, empty.has_key) == ("", "", False)
