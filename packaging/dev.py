"""Set up Click POS on this computer, then run, test or lock it: `dev.py run`, `test`, `lock`, `shots`.

Stdlib only, and nothing heavy is imported until it is needed: this file stands in front of every start
of the till from source. It speaks on stderr, so that the last line of stdout is the program's own.
"""

from __future__ import annotations

import os
import sys

from set_up import DEV_LOCK, RUNTIME_LOCK, WINDOWS, program, set_up, this_python, uv
from shell import ROOT, SetUpError, call, say

TYPE_CHECKING = False  # as typing has it, without importing typing at each start
if TYPE_CHECKING:
    from collections.abc import Callable

OLDEST, TOO_NEW = (3, 11), (3, 15)

USAGE = """\
usage: dev.py run [ARGS...]          set up what is missing, then run: pos ARGS (no ARGS: pos demo)
       dev.py test [PYTEST ARGS...]  set up what is missing, then format, lint, types, imports, pytest
       dev.py lock [--upgrade]       write both lock files anew from pyproject.toml
       dev.py shots                  take the pictures of the README anew
"""


def run(args: list[str]) -> int:
    """Set up, then be `pos ARGS`, in the user's own folder."""
    set_up("run")
    command = [program("pos"), *(args or ["demo"])]
    if not WINDOWS:
        os.execv(command[0], command)  # noqa: S606 (no shell is meant)
    import subprocess

    return subprocess.call(command)


def test(args: list[str]) -> int:
    """Set up, then check everything; the first step that fails ends it with its exit code."""
    import subprocess

    set_up("test")
    steps = {
        "format": [program("ruff"), "format", "--check", "."],
        "lint": [program("ruff"), "check", "."],
        "types": [program("mypy")],
        "imports": [program("lint-imports")],
        "tests": [program("python"), "-m", "pytest", *args],
    }
    for name, command in steps.items():
        print(f"== {name}", flush=True)
        code = subprocess.call(command, cwd=ROOT)
        if code != 0:
            print(f"== {name}: failed with exit code {code}", flush=True)
            return code
    return 0


def lock(args: list[str]) -> int:
    """Write both locks anew: the first one's versions hold in the second; no index address in either."""
    if args not in ([], ["--upgrade"]):
        raise SetUpError("lock takes no argument but --upgrade.")
    if not uv():
        set_up("test")
    command = [uv() or program("uv"), "pip", "compile", "pyproject.toml", "-q", "--no-header", *args]
    command += ["--universal", "--python-version", this_oldest(), "--generate-hashes"]
    command += ["--only-binary", ":all:", "--no-emit-index-url"]
    runtime, dev = (os.path.relpath(path, ROOT) for path in (RUNTIME_LOCK, DEV_LOCK))
    return call(*command, "-o", runtime, cwd=ROOT) or call(
        *command, "--group", "dev", "-c", runtime, "-o", dev, cwd=ROOT
    )


def this_oldest() -> str:
    """Return the oldest Python we run on, as "3.11"."""
    return f"{OLDEST[0]}.{OLDEST[1]}"


def shots(args: list[str]) -> int:
    """Take the README's pictures anew from one sale of the demo."""
    import shutil
    import tempfile

    if args:
        raise SetUpError("shots takes no argument.")
    set_up("run")
    pictures = os.path.join(ROOT, "resources", "readme")
    os.makedirs(pictures, exist_ok=True)
    with tempfile.TemporaryDirectory() as out:
        code = call(program("pos"), "demo", "--headless", "--sales", "1", "--out", out)
        if code != 0:
            return code
        for name in ("sale.png", "paying.png"):
            if not os.path.exists(os.path.join(out, name)):
                raise SetUpError(f"the demo made no {name}.")
            shutil.copyfile(os.path.join(out, name), os.path.join(pictures, name))
            say("wrote resources/readme/" + name)
    return 0


VERBS: dict[str, Callable[[list[str]], int]] = {"run": run, "test": test, "lock": lock, "shots": shots}


def right_python() -> None:
    """Refuse a Python that cannot run the till, before anything is changed."""
    if not OLDEST <= sys.version_info[:2] < TOO_NEW:
        newest = f"{TOO_NEW[0]}.{TOO_NEW[1] - 1}"
        raise SetUpError(
            f"Click POS needs Python {this_oldest()} to {newest}; this is {this_python()} ({sys.executable})."
        )
    if sys.maxsize < 2**32:
        raise SetUpError("Click POS needs a 64-bit Python; this one is 32-bit.")


def main(args: list[str]) -> int:
    """Run one verb; every expected trouble ends in a sentence and exit code 1."""
    if not args or args[0] not in VERBS:
        helped = args[:1] in (["-h"], ["--help"])
        (sys.stdout if helped else sys.stderr).write(USAGE)
        return 0 if helped else 2
    try:
        right_python()
        return VERBS[args[0]](args[1:])
    except SetUpError as trouble:
        say(str(trouble))
    except OSError as trouble:
        full = trouble.errno == 28
        say("the disk is full. Make room and run this again." if full else f"could not go on: {trouble}")
    except KeyboardInterrupt:
        say("stopped.")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
