"""`python -m tests.soak [--sales N] [--faults PERCENT] [--window]`: a long day, and what it left behind."""

from __future__ import annotations

import argparse
import os
import sys

from tests.soak.run import soak


def main() -> int:
    """Sell, compare, print; exit 1 when something is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sales", type=int, help="20,000; with --window 2,000")
    parser.add_argument("--faults", type=float, default=1.0, help="per cent of the sales that meet one")
    parser.add_argument("--confirm-window", type=float, help="seconds: 1; with --window 2")
    parser.add_argument("--window", action="store_true", help="through the real windows, offscreen")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.window:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from tests.soak.window import soak_in_window as run
    else:
        run = soak
    sales = options.sales or (2_000 if options.window else 20_000)
    window_s = options.confirm_window or (2.0 if options.window else 1.0)
    report = run(sales, options.faults, window_s, options.seed, tell)
    print(f"\n{report}")  # noqa: T201
    return int(bool(report.problems))


def tell(done: int, of: int) -> None:
    """One line that grows."""
    if done % 20 == 0 or done == of:
        filled = 40 * done // of
        print(f"\r[{'#' * filled:40}] {done}/{of}", end="", file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
