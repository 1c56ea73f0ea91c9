"""`python -m tests.wire [--all] [--only TEXT]`: the table of wire faults, with every case's end."""

from __future__ import annotations

import argparse
import sys
import time

from tests.wire.cases import all_cases, some_cases
from tests.wire.runner import run_cases
from tests.wire.sale import Seen
from tests.wire.verdict import Verdict


def main() -> int:
    """Run the chosen cases; exit 1 when one is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="the whole table instead of a third of it")
    parser.add_argument("--only", default="", help="only cases whose name holds this text")
    options = parser.parse_args()
    cases = [case for case in (all_cases() if options.all else some_cases()) if options.only in str(case)]
    began_s, rows = time.monotonic(), {}

    def done(seen: Seen, verdict: Verdict) -> None:
        classes = {str(call.outcome) for call in seen.calls if call.strike}
        rows[str(seen.case)] = (
            f"{seen.case!s:62} {'/'.join(sorted(classes)):18} {seen.payment.state:10}"
            f" {seen.hits:3} hits {seen.took_s:5.1f} s  {verdict}"
        )
        filled = 40 * len(rows) // len(cases)
        print(f"\r[{'#' * filled:40}] {len(rows)}/{len(cases)}", end="", file=sys.stderr, flush=True)  # noqa: T201

    verdicts = run_cases(cases, done)
    print(file=sys.stderr)  # noqa: T201
    for name in sorted(rows):
        print(rows[name])  # noqa: T201
    bad = [verdict for verdict in verdicts.values() if verdict.breaches or verdict.surprises]
    breaches = sum(bool(verdict.breaches) for verdict in bad)
    print(f"{len(verdicts)} cases, {breaches} with a breach, {len(bad) - breaches} otherwise unexpected,")  # noqa: T201
    print(f"{time.monotonic() - began_s:.0f} s")  # noqa: T201
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
