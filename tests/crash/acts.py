"""What may happen around a kill: the customer's code, CLICK's mode, and its troubles."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from pos.simulator import Endpoint, Fault, Personality, Scenario
from pos.simulator.options import LinkMissing


@dataclass(frozen=True)
class Act:
    """One sale as CLICK plays it; times of faults are parts of the confirm window.

    Attributes:
        scenario: the tail of the customer's code.
        confirm_mode: whether CLICK waits for a confirm.
        faults: ordered before the sale, as (endpoint, fault, seconds of late or delay in windows).
        traits: of CLICK's personality, beside those that chance chooses.
        deaf: nobody listens at CLICK's address.
    """

    name: str
    scenario: Scenario = Scenario.APPROVED
    confirm_mode: bool = True
    faults: tuple[tuple[Endpoint, dict[str, Any]], ...] = ()
    traits: dict[str, Any] = field(default_factory=dict)
    deaf: bool = False

    def order(self, window_s: float) -> list[tuple[Endpoint, Fault]]:
        """The faults with their times in seconds."""
        made = []
        for endpoint, given in self.faults:
            scaled = {
                name: value * window_s if name in {"late_s", "delay_s"} else value
                for name, value in given.items()
            }
            made.append((endpoint, Fault(**scaled)))
        return made


def _dropped(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - a fault's attributes
    from pos.simulator import Answer

    return {"answer": Answer.DROPPED, **more}


ACTS = {
    act.name: act
    for act in (
        Act("approved"),
        Act("approved, mode off", confirm_mode=False),
        Act("slow", Scenario.SLOW),
        Act("answer lost", Scenario.ANSWER_LOST),
        Act("answer lost, mode off", Scenario.ANSWER_LOST, confirm_mode=False),
        Act("request lost", faults=((Endpoint.PAYMENT, _dropped(executes=False)),)),
        Act("502 after", faults=((Endpoint.PAYMENT, {"http_status": 502}),)),
        Act("late", faults=((Endpoint.PAYMENT, {"late_s": 0.5}),)),
        Act("late, mode off", confirm_mode=False, faults=((Endpoint.PAYMENT, {"late_s": 1.2}),)),
        Act("confirm lost", Scenario.CONFIRM_LOST),
        Act("confirm's answer lost", faults=((Endpoint.CONFIRM, _dropped()),)),
        Act("confirm slow", faults=((Endpoint.CONFIRM, {"delay_s": 0.1}),)),
        Act("declined", Scenario.DECLINED),
        Act("declined with an id", Scenario.DECLINED, traits={"declined_has_payment_id": True}),
        Act("stuck", Scenario.STUCK),
        Act("settles late", traits={"settles_after_s": 0.3}),
        Act("OFD down", Scenario.OFD_DOWN),
        Act("receipt's answer lost", faults=((Endpoint.SUBMIT_ITEMS, _dropped()),)),
        Act("receipt lost", faults=((Endpoint.SUBMIT_ITEMS, _dropped(executes=False)),)),
        Act("deaf", deaf=True),
    )
}


def personality(act: Act, rng: random.Random) -> Personality:
    """CLICK where the documentation is silent: chance, then what the act needs."""
    chosen: dict[str, Any] = {
        "payment_id_as_text": rng.random() < 0.5,
        "confirm_mode_as_bool": rng.random() < 0.5,
        "charge_status": rng.choice((0, 1, 2)),
        "held_status": rng.choice((1, 2)),
        "second_confirm_ok": rng.random() < 0.5,
        "not_found_is_http": rng.random() < 0.3,
        "mti_shows_status": rng.random() < 0.8,
        "link_missing": rng.choice(tuple(LinkMissing)),
    }
    return Personality(**{**chosen, **act.traits})
