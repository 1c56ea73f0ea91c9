"""What the settings say of a printer becomes what is sent to it."""

import pytest

from pos.devices.print_profiles import (
    DOTS_PER_CHAR,
    GENERIC_58,
    GENERIC_80,
    PROFILES,
    PrinterProfile,
    profile_of,
)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))
def test_every_profile_holds_its_own_lines_and_a_qr_of_27_millimetres(profile: PrinterProfile) -> None:
    assert profile.chars * DOTS_PER_CHAR <= profile.dots < profile.paper_mm * 8
    assert profile.dots % 8 == 0
    assert profile.dots >= 216
    assert 0 <= profile.code_page_number < 256
    assert profile.code_page or not profile.native_qr


def test_a_till_that_was_told_nothing_has_wide_paper() -> None:
    assert profile_of("") == GENERIC_80
    assert profile_of("no such printer") == GENERIC_80


def test_a_narrow_line_alone_means_narrow_paper() -> None:
    assert profile_of("", 32) == GENERIC_58
    assert profile_of("", 48) == GENERIC_80


def test_letters_in_a_line_follow_the_profile_unless_they_are_set() -> None:
    assert profile_of("generic-58").chars == 32
    assert profile_of("generic-80", 42).chars == 42
    assert profile_of("generic-80", 42).dots == 576
    assert profile_of("generic-58", 64).chars == 32


def test_cut_and_drawer_can_be_set_beside_the_profile() -> None:
    assert profile_of("generic-58").cut == "none"
    assert profile_of("generic-58", cut="full", drawer="5") == PrinterProfile(
        "generic-58", 58, 384, 32, "cp866", 17, native_qr=True, cut="full", drawer_pin=5
    )
    assert profile_of("generic-80", drawer="none").drawer_pin == 0
