"""The tax service is asked for one barcode; here it is a stand-in on loopback."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pos.core.classifier import SpicEntry
from pos.core.errors import DeviceTrouble
from pos.shop_api.serving import Serving
from pos.tasnif import look_up

pytestmark = pytest.mark.anyio
SPIC = "00401001001000001"
Answer = Callable[[Request], Response]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@asynccontextmanager
async def answering(answer: Answer) -> AsyncIterator[str]:
    async def endpoint(request: Request) -> Response:
        return answer(request)

    serving = Serving([Route("/get/information", endpoint)])
    host, port = await serving.start("127.0.0.1", 0)
    try:
        yield f"http://{host}:{port}/get/information"
    finally:
        await serving.stop()


def said(told: object, status: int = 200) -> Answer:
    return lambda _request: Response(json.dumps(told), status, media_type="application/json")


@pytest.mark.parametrize(
    "told",
    [
        {"success": True, "data": {"mxikCode": SPIC, "mxikName": "Молоко", "packages": [{"code": 1514296}]}},
        {"data": [{"mxik": SPIC, "nameRu": "Молоко", "packages": [{"packageCode": "1514296"}]}]},
        [{"mxik_code": SPIC, "name": "Молоко", "package_code": "1514296"}],
    ],
)
async def test_each_way_of_saying_a_code_is_understood(told: object) -> None:
    async with answering(said(told)) as address:
        assert await look_up(address, "4780012340016") == [
            SpicEntry(SPIC, "Молоко", "", "4780012340016", "1514296")
        ]


async def test_it_is_asked_for_the_barcode() -> None:
    asked: list[str] = []

    def answer(request: Request) -> Response:
        asked.append(request.url.query)
        return said({"data": []})(request)

    async with answering(answer) as address:
        assert await look_up(address, "4780012340016") == []
    assert asked == ["shtrixCode=4780012340016&lang=ru"]


@pytest.mark.parametrize(
    "told",
    [
        {},
        [],
        None,
        5,
        "x",
        {"data": None},
        {"data": [1, None, {"mxikCode": "123"}]},
        {"data": {"mxik": [SPIC]}},
    ],
)
async def test_what_is_not_understood_is_no_code(told: object) -> None:
    async with answering(said(told)) as address:
        assert await look_up(address, "1") == []


async def test_what_it_does_not_know_is_no_trouble() -> None:
    async with answering(said({}, 404)) as address:
        assert await look_up(address, "1") == []


@pytest.mark.parametrize("answer", [said({}, 500), said({}, 302), lambda _request: Response("<html>")])
async def test_an_answer_that_is_none_is_a_trouble_and_changes_nothing(answer: Answer) -> None:
    async with answering(answer) as address:
        with pytest.raises(DeviceTrouble):
            await look_up(address, "1")


async def test_nobody_there_is_a_trouble() -> None:
    async with answering(said({})) as address:
        pass
    with pytest.raises(DeviceTrouble):
        await look_up(address, "1")
