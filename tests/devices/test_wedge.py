"""A scanner's burst told from a typist."""

import pytest

from pos.devices.wedge import Wedge, WedgeResult

EAN = "4780012345677"


class Keyboard:
    """Types on a wedge and does what an event filter does with its answers."""

    def __init__(self) -> None:
        self.scans: list[str] = []
        self.wedge = Wedge(self.scans.append)
        self.typed = ""
        self.now_s = 100.0

    def take(self, result: WedgeResult, char: str = "") -> None:
        self.typed += result.typed
        if char and not result.swallow:
            self.typed += char

    def keys(self, text: str, gap_s: float) -> None:
        for char in text:
            self.now_s += gap_s
            self.take(self.wedge.key(char, self.now_s), char)

    def rest(self, seconds: float = 0.05) -> None:
        self.now_s += seconds
        self.take(self.wedge.pause(self.now_s))


@pytest.mark.parametrize(
    ("text", "gap_s", "scans", "typed"),
    [
        (EAN + "\r", 0.001, [EAN], ""),
        (EAN + "\r", 0.02, [EAN], ""),
        (EAN + "\r", 0.0349, [EAN], ""),
        (EAN + "\t", 0.01, [EAN], ""),
        (EAN + "\n", 0.01, [EAN], ""),
        (EAN, 0.01, [EAN], ""),
        ("0104780012345677215ab\x1d93dGVz\r", 0.01, ["0104780012345677215ab\x1d93dGVz"], ""),
        ("880101698207133392\r", 0.01, ["880101698207133392"], ""),
        (EAN + "\r", 0.06, [], EAN + "\r"),
        ("чай ахмад\r", 0.12, [], "чай ахмад\r"),
        ("12345\r", 0.01, [], "12345\r"),
        ("123456\r", 0.01, ["123456"], ""),
        ("\r", 1.0, [], "\r"),
        ("7", 1.0, [], "7"),
        ("+++++++++\r", 0.03, [], "+++++++++\r"),
        ("", 1.0, [], ""),
    ],
)
def test_speed_and_length_decide(text: str, gap_s: float, scans: list[str], typed: str) -> None:
    keyboard = Keyboard()
    keyboard.keys(text, gap_s)
    keyboard.rest()
    assert (keyboard.scans, keyboard.typed) == (scans, typed)
    assert not keyboard.wedge.holds


def test_no_key_of_a_scan_reaches_a_widget_after_typing() -> None:
    keyboard = Keyboard()
    keyboard.keys("3*", 0.1)
    keyboard.now_s += 1.0
    keyboard.keys(EAN + "\r", 0.005)
    assert (keyboard.scans, keyboard.typed) == ([EAN], "3*")


def test_two_scans_in_a_row_are_two_scans() -> None:
    keyboard = Keyboard()
    keyboard.keys(EAN + "\r" + "96385074" + "\r", 0.005)
    assert (keyboard.scans, keyboard.typed) == ([EAN, "96385074"], "")


def test_a_scan_without_an_end_key_is_closed_by_the_next_key_when_the_timer_is_late() -> None:
    keyboard = Keyboard()
    keyboard.keys(EAN, 0.005)
    keyboard.now_s += 0.2
    keyboard.keys("5", 0.005)
    assert (keyboard.scans, keyboard.typed) == ([EAN], "")
    keyboard.rest()
    assert keyboard.typed == "5"


def test_an_end_key_that_comes_late_is_still_part_of_the_scan() -> None:
    keyboard = Keyboard()
    keyboard.keys(EAN, 0.005)
    keyboard.keys("\r", 0.08)
    assert (keyboard.scans, keyboard.typed) == ([EAN], "")


def test_a_fast_roll_of_two_keys_loses_no_letter() -> None:
    keyboard = Keyboard()
    keyboard.keys("ab", 0.02)
    keyboard.keys("c", 0.2)
    keyboard.rest()
    assert (keyboard.scans, keyboard.typed) == ([], "abc")


def test_enter_is_guarded_for_three_tenths_of_a_second_after_a_scan() -> None:
    keyboard = Keyboard()
    assert not keyboard.wedge.guards_enter(100.0)
    keyboard.keys(EAN + "\r", 0.01)
    ended_s = keyboard.wedge.last_scan_at_s
    assert ended_s == pytest.approx(keyboard.now_s)
    assert keyboard.wedge.guards_enter(keyboard.now_s + 0.299)
    assert not keyboard.wedge.guards_enter(keyboard.now_s + 0.301)
