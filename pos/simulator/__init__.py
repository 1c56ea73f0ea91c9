"""CLICK on loopback, written from its documentation alone.

For training mode and for tests. It shares no code with `click_api`: the same mistake must not stand on
both sides of the wire.
"""

from pos.simulator.codes import TABLE, Scenario, make_code, scenario_of
from pos.simulator.faults import Answer, Endpoint, Fault
from pos.simulator.ledger import Ledger, Payment, Receipt, State
from pos.simulator.options import (
    TRAINING_MERCHANT_ID,
    TRAINING_MERCHANT_USER_ID,
    TRAINING_SECRET_KEY,
    TRAINING_SERVICE_ID,
    LinkMissing,
    MtiDay,
    Personality,
    SecondReceipt,
    SimulatorOptions,
)
from pos.simulator.server import Simulator

__all__ = [
    "TABLE",
    "TRAINING_MERCHANT_ID",
    "TRAINING_MERCHANT_USER_ID",
    "TRAINING_SECRET_KEY",
    "TRAINING_SERVICE_ID",
    "Answer",
    "Endpoint",
    "Fault",
    "Ledger",
    "LinkMissing",
    "MtiDay",
    "Payment",
    "Personality",
    "Receipt",
    "Scenario",
    "SecondReceipt",
    "Simulator",
    "SimulatorOptions",
    "State",
    "make_code",
    "scenario_of",
]
