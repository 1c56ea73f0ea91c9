"""`pos simulator`: one ready line, documented codes, and a sentence when it cannot start."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from pos.simulator import TABLE, Scenario, make_code, scenario_of
from tests.commands.kit import LIMIT_S, Pos


def test_every_documented_code_is_listed_with_what_it_does(pos: Pos) -> None:
    rows = pos("simulator", "codes", "--json").json
    assert {row["scenario"] for row in rows} == set(Scenario)
    for row in rows:
        assert len(row["code"]) == 18
        assert row["code"].startswith("88")
        assert row["code"].endswith(row["tail"])
        assert scenario_of(row["code"]) == row["scenario"]
        assert row["code"] == make_code(Scenario(row["scenario"]), 1)


@pytest.mark.parametrize("language", ["ru", "uz", "uz_Cyrl", "en"])
def test_a_person_reads_one_line_per_code(pos: Pos, language: str) -> None:
    lines = pos("simulator", "codes", "--language", language).out.splitlines()
    assert len(lines) == len(TABLE) + 1
    for row, line in zip(TABLE, lines, strict=False):
        assert row.example in line
        assert (row.title_en if language == "en" else row.title_ru) in line


@pytest.mark.parametrize(
    ("argv", "environ", "word"),
    [
        (["--host", "0.0.0.0"], {}, "0.0.0.0"),
        (["--host", "192.168.1.5"], {}, "192.168.1.5"),
        (["--host", "click.uz"], {}, "click.uz"),
        ([], {"POS_CLICK__SERVICE_ID": "many"}, "many"),
        (["--ledger", "/dev/null/ledger"], {}, ""),
    ],
)
def test_what_it_cannot_start_with_is_named(
    pos: Pos, argv: list[str], environ: dict[str, str], word: str
) -> None:
    ran = pos("simulator", *argv, **environ)
    assert (ran.code, ran.out) == (2, "")
    assert "simulator cannot start" in ran.err
    assert word in ran.err


def test_a_port_in_use_is_said(pos: Pos) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        ran = pos("simulator", "--port", str(server.getsockname()[1]))
    assert ran.code == 2
    assert "simulator cannot start" in ran.err


def test_the_ready_line_says_all_that_a_caller_needs_and_a_signal_ends_it(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    argv = ["simulator", "--json", "--window", "2", "--confirm-mode", "off", "--ledger", str(ledger)]
    environ = {"POS_CLICK__SERVICE_ID": "77", "POS_CLICK__SECRET_KEY": "CANARY-KEY", "PATH": ""}
    with subprocess.Popen(
        [sys.executable, "-m", "pos", *argv], env=environ, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        ready = json.loads(line)
        assert (ready["service_id"], ready["confirm_mode"], ready["window_s"]) == (77, False, 2.0)
        assert ready["base_url"] == f"http://127.0.0.1:{ready['port']}/v2/merchant/"
        assert "CANARY" not in line
        root = ready["base_url"].removesuffix("v2/merchant/")
        assert httpx.get(root + "__ledger", trust_env=False).json()["payments"] == []
        process.send_signal(signal.SIGTERM)
        assert process.wait(LIMIT_S) == 0
        assert process.stdout.read() == ""
