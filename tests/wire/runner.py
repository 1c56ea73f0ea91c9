"""Runs many cases at once in one loop of their own."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pos.click_api.exchange import tls_context
from tests.machines.ram import ram
from tests.wire.cases import Case
from tests.wire.certificates import Certificates, make_certificates
from tests.wire.roads import RoadsLoop
from tests.wire.sale import Seen, is_road_usable, run_case
from tests.wire.verdict import Verdict, judge

AT_ONCE = 32
Done = Callable[[Seen, Verdict], None]


def run_cases(cases: Iterable[Case], done: Done = lambda _seen, _verdict: None) -> dict[Case, Verdict]:
    """Run all; a surprise without a breach is tried once more, with fewer beside it."""
    usable = [case for case in cases if is_road_usable(case.fault.road)]
    with _trusted() as (folder, certificates), asyncio.Runner(loop_factory=RoadsLoop) as runner:

        async def all_of(some: list[Case], at_once: int, folder: Path) -> dict[Case, Verdict]:
            seats = asyncio.Semaphore(at_once)
            verdicts: dict[Case, Verdict] = {}

            async def one(case: Case) -> None:
                async with seats:
                    seen = await run_case(case, folder, certificates)
                verdicts[case] = judge(seen)
                done(seen, verdicts[case])

            await asyncio.gather(*(one(case) for case in some))
            return verdicts

        verdicts = runner.run(all_of(usable, AT_ONCE, folder / "first"))
        again = [case for case, verdict in verdicts.items() if verdict.surprises and not verdict.breaches]
        return verdicts | runner.run(all_of(again, max(1, AT_ONCE // 4), folder / "again"))


@contextmanager
def _trusted() -> Iterator[tuple[Path, Certificates]]:
    """Let the client trust the throw-away CA, by the environment, as any PC's own roots."""
    before = os.environ.get("SSL_CERT_FILE")
    with tempfile.TemporaryDirectory(prefix="pos-wire-", dir=ram()) as name:
        certificates = make_certificates(Path(name))
        os.environ["SSL_CERT_FILE"] = str(certificates.roots)
        tls_context.cache_clear()
        try:
            yield Path(name), certificates
        finally:
            tls_context.cache_clear()
            if before is None:
                del os.environ["SSL_CERT_FILE"]
            else:
                os.environ["SSL_CERT_FILE"] = before
