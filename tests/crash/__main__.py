"""`python -m tests.crash --kills N`: kill the till N times and compare the ledgers. Exit 1 on a breach.

Every named point is hit at least N / 50 times; what remains dies at random instants. `--from SEED` begins
with another seed: `--kills 1 --from SEED` repeats one shop.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.crash.campaign import Wanted, campaign


def main() -> int:
    """Run the campaign and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--gui", type=int, default=0, metavar="N", help="so many with the window")
    parser.add_argument("--from", type=int, default=0, dest="seed", metavar="SEED")
    options = parser.parse_args()
    bad = False
    for wanted, gui in ((options.kills, False), (options.gui, True)):
        if wanted:
            at_each = wanted // 50
            score = asyncio.run(campaign(options.seed, Wanted(wanted, at_each), gui=gui))
            print(score.summary())  # noqa: T201 - this is what the command is for
            bad = bad or bool(score.bad) or score.fewest < at_each
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
