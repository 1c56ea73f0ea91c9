"""The named points, and for each the sales on whose way it lies. A seed names one of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A place to die.

    Attributes:
        name: as the victim writes it into its trace.
        acts: sales that pass it; one is chosen by the seed.
        stage: what is killed there: `pay`, `recover` (after a first kill of `pay`),
            `save-settings`.
        fresh: it is passed on a first start only.
        before: for `recover`: where `pay` was killed first.
        most: which passage of it at the latest.
        window: the victim is `pos till`.
    """

    name: str
    acts: tuple[str, ...] = ("approved",)
    stage: str = "pay"
    fresh: bool = False
    before: tuple[str, ...] = ()
    most: int = 1
    window: bool = False

    @property
    def title(self) -> str:
        """Its name in the table."""
        if self.window:
            return f"till: {self.name}"
        return self.name if self.stage == "pay" else f"{self.stage}: {self.name}"


def _recover(name: str, *before: str) -> Point:
    return Point(name, stage="recover", before=before)


OFF = ("approved, mode off",)
PAID = ("approved", "approved, mode off", "confirm slow", "settles late", "answer lost")
HELD = ("approved", "slow", "confirm lost", "confirm's answer lost", "settles late", "OFD down")
LOST = ("answer lost", "answer lost, mode off", "request lost", "502 after", "late",
        "late, mode off")  # fmt: skip
FISCAL = ("approved", "approved, mode off", "receipt's answer lost", "receipt lost")
CONFIRMED = ("confirm: sent", "confirm: answered", "before commit: paid")
CHARGED = ("payment: sent", "payment: answered", "after commit: held + confirming")

POINTS: tuple[Point, ...] = (
    Point("home: owned"),
    Point("file owner.json: written"),
    Point("before commit: schema", fresh=True),
    Point("journal: open"),
    Point("before commit: goods", fresh=True),
    Point("after commit: goods", fresh=True),
    Point("file fingerprint.key: written", fresh=True),
    Point("before commit: intent"),
    Point("after commit: intent", ("approved", "approved, mode off", "declined")),
    Point("black box: after", ("approved", "approved, mode off"), most=4),
    Point("payment: first byte", ("approved", "approved, mode off", "declined")),
    Point("payment: sent", ("approved", "approved, mode off", "declined", *LOST)),
    Point("payment: answered", ("approved", "approved, mode off", "slow", "stuck", "settles late")),
    Point("before commit: held + confirming", HELD),
    Point("after commit: held + confirming", HELD),
    Point("before commit: held", OFF),
    Point("after commit: held", OFF),
    Point("confirm: first byte", HELD),
    Point("confirm: sent", HELD, most=2),
    Point("confirm: answered", ("approved", "slow", "settles late", "confirm slow")),
    Point("before commit: confirming", ("answer lost", "502 after")),
    Point("after commit: confirming", ("answer lost", "502 after")),
    Point("before commit: paid", ("approved", "answer lost", "settles late")),
    Point("after commit: paid", ("approved", "answer lost", "settles late")),
    Point("before commit: paid_without_confirm", OFF),
    Point("after commit: paid_without_confirm", OFF),
    Point("before commit: fiscal put", PAID),
    Point("after commit: fiscal put", PAID),
    Point("after commit: fiscal sending", FISCAL),
    Point("submit_items: sent", FISCAL),
    Point("submit_items: answered"),
    Point("before commit: fiscal done"),
    Point("after commit: fiscal done"),
    Point("before commit: answer_lost", LOST),
    Point("after commit: answer_lost", LOST),
    Point("before commit: window_over", ("confirm lost", "stuck")),
    Point("after commit: found_in_window", ("answer lost", "502 after")),
    Point("status: answered", ("settles late", "stuck"), most=2),
    Point("status_by_mti: answered", LOST, most=2),
    Point("ofd_data: answered", FISCAL),
    Point("after commit: refused", ("declined",)),
    Point("after commit: answered_with_error", ("declined with an id",)),
    Point("after commit: never_sent", ("deaf",)),
    Point("paper: before", PAID),
    Point("paper: after", PAID),
    Point("said: before", PAID),
    Point("said: after", ("approved", "approved, mode off", "declined", "deaf")),
    Point("close: before"),
    _recover("journal: open", *CHARGED),
    _recover("before commit: recovered", *CHARGED, *CONFIRMED),
    _recover("after commit: recovered", *CHARGED, *CONFIRMED),
    _recover("status: answered", "after commit: held + confirming", *CONFIRMED),
    _recover("status_by_mti: answered", "after commit: intent", "payment: sent"),
    _recover("before commit: found_paid", *CONFIRMED),
    _recover("after commit: found_paid", *CONFIRMED),
    _recover("before commit: found_cancelled", *CHARGED),
    _recover("after commit: found_cancelled", *CHARGED),
    _recover("before commit: absent", "after commit: intent"),
    _recover("after commit: absent", "after commit: intent"),
    _recover("after commit: fiscal put", *CONFIRMED, "after commit: paid"),
    _recover("after commit: fiscal sending", *CONFIRMED, "after commit: paid"),
    _recover("submit_items: sent", *CONFIRMED, "after commit: paid"),
    _recover("before commit: fiscal done", "after commit: fiscal put", "submit_items: sent"),
    _recover("said: after", *CHARGED, *CONFIRMED),
    Point("file settings.toml: before", stage="save-settings"),
    Point("file settings.toml: written", stage="save-settings"),
    Point("file settings.toml: after", stage="save-settings"),
)


def point_of(seed: int, points: tuple[Point, ...] = POINTS) -> Point | None:
    """The point of a seed; None means a random instant. After each turn some seeds die at such instants."""
    place = seed % (len(points) + len(points) // 5)
    return points[place] if place < len(points) else None
