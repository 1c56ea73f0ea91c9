"""The documented test codes."""

from hypothesis import given
from hypothesis import strategies as st

from pos.simulator.codes import TABLE, Scenario, is_well_formed, luhn_holds, make_code, scenario_of


@given(st.sampled_from(Scenario), st.integers(min_value=0, max_value=10**12))
def test_a_code_tells_its_scenario(scenario: Scenario, serial: int) -> None:
    code = make_code(scenario, serial)
    assert len(code) == 18
    assert code.startswith("88")
    assert luhn_holds(code)
    assert is_well_formed(code)
    assert scenario_of(code) is scenario


def test_each_scenario_has_one_row_and_one_tail() -> None:
    assert [row.scenario for row in TABLE] == list(Scenario)
    assert len({row.tail for row in TABLE}) == len(TABLE)
    assert all(row.example.endswith(row.tail) for row in TABLE)


def test_other_codes_are_approved() -> None:
    for real in ("880101698207133392", "880227987004122008"):
        assert luhn_holds(real)
        assert is_well_formed(real)
        assert scenario_of(real) is Scenario.APPROVED


def test_goods_and_rivals_are_not_click_codes() -> None:
    for text in ("4780000000007", "50501012345678901234", "88010169820713339", "8801016982071333920", "88x"):
        assert not is_well_formed(text)
    assert is_well_formed("1234567415821")


def test_serial_numbers_make_different_codes() -> None:
    assert len({make_code(Scenario.STUCK, serial) for serial in range(500)}) == 500
