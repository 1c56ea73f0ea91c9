"""`pos shop-api test` against a real HTTP server on loopback: what it says, writes and returns."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from pos.cli import main
from tests.shop_api.model_shop import ACCOUNT, ModelShop

KEY = "a key for tests"
ENVIRON = {"SHOP_KEY": KEY, "POS_LANGUAGE": "en"}


@pytest.fixture
def shop() -> ModelShop:
    return ModelShop(31, KEY)


@pytest.fixture
def address(shop: ModelShop) -> Iterator[str]:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = shop(httpx.Request("POST", f"http://shop{self.path}", content=body)).content
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def arguments(address: str, *more: str) -> list[str]:
    return [
        "shop-api", "test",
        "--prepare-url", f"{address}/click/prepare", "--complete-url", f"{address}/click/complete",
        "--service-id", "31", "--merchant-user-id", "4", "--secret-key-env", "SHOP_KEY",
        "--merchant-trans-id", ACCOUNT.order_id, *more,
    ]  # fmt: skip


class Page(HTMLParser):
    """The texts of a page and its tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def test_a_good_server_passes_and_the_report_says_so(
    address: str, shop: ModelShop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.html"
    assert main(arguments(address, "--json", "--report", str(report)), ENVIRON) == 0
    out, err = capsys.readouterr()
    told = json.loads(out.splitlines()[-1])
    assert (told["passed"], told["count"]) == (29, 29)
    assert [step["number"] for step in told["steps"]] == [*range(1, 16), *range(101, 115)]
    assert "OK  15  Complete after the cancel" in err
    page = Page(report.read_text(encoding="utf-8"))
    texts = "\n".join(page.texts)
    for text in ("Passed: 29 of 29", "Reconciliation", "ours, stricter", "ACCOUNT1A", "not sent to CLICK"):
        assert text in texts
    assert page.tags.count("tr") == 30
    assert page.tags.index("table") < page.tags.index("details"), "it opens with the reconciliation"
    assert not {"script", "link", "img"} & set(page.tags), "it needs nothing else"
    assert KEY not in out + err + texts
    assert shop.paid == 3


@pytest.mark.parametrize("language", ["ru", "uz", "uz_Cyrl", "en"])
def test_a_bad_server_fails_and_its_steps_lie_open(address: str, tmp_path: Path, language: str) -> None:
    report = tmp_path / "report.html"
    environ = {**ENVIRON, "SHOP_KEY": "another", "POS_LANGUAGE": language}
    assert main(arguments(address, "--report", str(report)), environ) == 3
    text = report.read_text(encoding="utf-8")
    assert "<details open>" in text
    assert f'lang="{language[:2]}"' in text


def test_one_step_brings_those_that_follow(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments(address, "--scenario", "8", "--json"), ENVIRON) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [step["number"] for step in told["steps"]] == [8, 9, 10, 11]


@pytest.mark.parametrize(
    ("more", "environ"),
    [
        (("--scenario", "99"), ENVIRON),
        (("--amount", "0"), ENVIRON),
        (("--amount", "abc"), ENVIRON),
        ((), {"POS_LANGUAGE": "en"}),
        (("--prepare-url", "ftp://x"), ENVIRON),
        (("--service-id", "x"), ENVIRON),
    ],
)
def test_bad_use_is_said_before_anything_is_sent(
    address: str, shop: ModelShop, more: tuple[str, ...], environ: dict[str, str]
) -> None:
    assert main(arguments(address, *more), environ) == 2
    assert shop.bodies == []


def test_a_server_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments("http://127.0.0.1:9", "--scenario", "7"), ENVIRON) == 3
    out, err = capsys.readouterr()
    assert "no answer: ConnectError" in err
    assert "Passed: 0 of 1" in out


def test_a_report_that_cannot_be_written_is_said(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "nowhere" / "report.html"
    assert main(arguments(address, "--scenario", "7", "--report", str(missing)), ENVIRON) == 2
    assert f"{missing} cannot be written" in capsys.readouterr().err


def test_what_a_server_says_is_only_text_in_the_report(address: str, shop: ModelShop, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    hostile = "<script>alert(1)</script>"
    assert main(arguments(address, "--merchant-trans-id", hostile, "--report", str(report)), ENVIRON) == 3
    page = Page(report.read_text(encoding="utf-8"))
    assert "script" not in page.tags
    assert hostile in "".join(page.texts)
