"""What tests of whole commands share: the command line called here, and CLICK in a thread of its own."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from pos.cli import main
from pos.engine import Engine
from pos.logs import LogFile, tear_down
from pos.simulator import Endpoint, Fault, Payment, Scenario, Simulator, SimulatorOptions, make_code

LIMIT_S = 20.0
NOWHERE = "http://127.0.0.1:1/v2/merchant/"


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - what the command printed last
        return json.loads(self.out.splitlines()[-1])


@dataclass
class Pos:
    """`pos …` in this process."""

    home: Path
    capsys: pytest.CaptureFixture[str]
    environ: dict[str, str] = field(default_factory=dict)

    def __call__(self, *argv: str, **environ: str) -> Ran:
        given = {"POS_HOME": str(self.home), "POS_LANGUAGE": "en", **self.environ, **environ}
        self.capsys.readouterr()
        code = main(argv, given)
        said = self.capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return Ran(code, said.out, said.err)


class Click:
    """A simulator in a loop of its own, so that this thread may wait for what it does."""

    def __init__(self, window_s: float = 3.0, **options: Any) -> None:  # noqa: ANN401 - the simulator's own
        self.faults: list[BaseException | None] = []
        self._engine = Engine(lambda _where, error: self.faults.append(error))
        self._simulator = Simulator(SimulatorOptions(window_s=window_s, **options))
        self._serial = 0

    def __enter__(self) -> Click:
        self._engine.start()
        self._engine.submit(self._simulator.start()).result(LIMIT_S)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        assert self._engine.stop(LIMIT_S)
        assert self.faults == []

    def stop(self) -> None:
        """As if CLICK had been switched off."""
        self._engine.submit(self._simulator.stop()).result(LIMIT_S)

    @property
    def base_url(self) -> str:
        return self._simulator.base_url

    def code(self, scenario: Scenario = Scenario.APPROVED) -> str:
        """A code that was never given."""
        self._serial += 1
        return make_code(scenario, self._serial)

    def fault(self, endpoint: Endpoint, fault: Fault) -> None:
        """Order a trouble."""

        async def order() -> None:
            self._simulator.faults.add(endpoint, fault)

        self._engine.submit(order()).result(LIMIT_S)

    @property
    def payments(self) -> list[Payment]:
        """The payments of the ledger, as they stand now."""

        async def read() -> list[Payment]:
            return list(self._simulator.ledger.payments.values())

        return self._engine.submit(read()).result(LIMIT_S)

    @property
    def asked(self) -> int:
        """How many calls of the Merchant API have come."""

        async def read() -> int:
            return sum(self._simulator.ledger.requests.values())

        return self._engine.submit(read()).result(LIMIT_S)

    @property
    def charges(self) -> int:
        """How many charging requests have come."""

        async def read() -> int:
            return sum(self._simulator.ledger.charge_posts.values())

        return self._engine.submit(read()).result(LIMIT_S)


@contextmanager
def without_log_files() -> Iterator[None]:
    """Take out of the logging what a command's own set-up put there."""
    root = logging.getLogger()
    level = root.level
    try:
        yield
    finally:
        for handler in [*root.handlers]:
            if isinstance(handler, LogFile):
                tear_down(handler)
        root.setLevel(level)
