"""The system libraries that Click POS needs on Debian and Ubuntu, and their installation with apt."""

from __future__ import annotations

import os
import sys

from shell import SetUpError, answer, call, say, which

QT = (
    *("libegl1", "libgl1", "libglib2.0-0", "libdbus-1-3", "libfontconfig1", "libbrotli1"),
    *("libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0"),
    *("libxcb-xkb1", "libxcb-randr0", "libxcb-sync1", "libxcb-xfixes0"),
)
PACKAGES = {
    "ca-certificates": "to trust the servers the till talks to",
    **dict.fromkeys(QT, "for the window (Qt)"),
    "libzbar0": "to read QR and bar codes",
}
TEST_PACKAGES = dict.fromkeys(("xvfb", "xauth", "xdotool"), "to test a real window without a screen")


def packages_for(kind: str) -> dict[str, str]:
    """Return the system packages (name to reason) that `kind`, "run" or "test", needs on Debian."""
    return PACKAGES if kind == "run" else {**PACKAGES, **TEST_PACKAGES}


def names_of(package: str) -> tuple[str, str]:
    """Return the names a package goes by: since Ubuntu 24.04 and Debian 13 some end in t64."""
    return package, package + "t64"


def install_system_packages(wanted: dict[str, str]) -> None:
    """Install with apt what is missing of `wanted` (name to reason); nothing where there is no apt."""
    if not sys.platform.startswith("linux"):
        return
    if not (which("dpkg-query") and which("apt-get")):
        say("not Debian or Ubuntu; if the window does not open, install the like of: " + " ".join(wanted))
        return
    names = [name for package in wanted for name in names_of(package)]
    lines = answer("dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names).splitlines()
    present = {line.split()[0] for line in lines if line.endswith(" installed")}
    missing = [package for package in wanted if present.isdisjoint(names_of(package))]
    if missing:
        say("this computer lacks system libraries, which apt installs now:")
        for reason in dict.fromkeys(wanted[package] for package in missing):
            say(f"  {reason}: " + " ".join(p for p in missing if wanted[p] == reason))
        apt_install(missing)


def apt_install(missing: list[str]) -> None:
    """Run apt-get as root or through sudo; where that may not be, name the one line to run."""
    by_hand = "apt-get update && apt-get install -y --no-install-recommends " + " ".join(missing)
    apt = [*as_root(by_hand), "apt-get", "-q", "-y"]
    if call(*apt, "update") != 0:
        say("apt could not refresh its lists (no network?); going on with the old ones.")
    shown = answer("apt-cache", "show", "--no-all-versions", *(n for p in missing for n in names_of(p)))
    known = {line.split()[1] for line in shown.splitlines() if line.startswith("Package: ")}
    chosen = [next((name for name in reversed(names_of(p)) if name in known), p) for p in missing]
    if call(*apt, "install", "--no-install-recommends", *chosen) != 0:
        raise SetUpError(
            "apt could not install them; its own words stand above (it needs the network, and no other apt "
            f"running). Run this again, or do it by hand as an administrator:\n  {by_hand}"
        )


def as_root(by_hand: str) -> list[str]:
    """Return the beginning of a command that runs as root, or say which line to run instead."""
    quietly = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if sys.platform != "win32" and os.geteuid() == 0:
        return quietly
    ask = [] if sys.stdin and sys.stdin.isatty() else ["-n"]
    if which("sudo") and call("sudo", *ask, "true") == 0:
        return ["sudo", *ask, *quietly]
    raise SetUpError(
        f"I may not install them: not root, no sudo. As an administrator, run once:\n  {by_hand}"
    )
