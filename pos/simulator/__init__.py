"""CLICK on loopback, written from its documentation alone.

For training mode and for tests. It shares no code with `click_api`: the same mistake must not stand on
both sides of the wire.
"""

from pos.simulator.codes import TABLE, Scenario, make_code, scenario_of
from pos.simulator.faults import Answer, Endpoint, Fault
from pos.simulator.ledger import Ledger, Online, Payment, Receipt, ShopBreach, ShopStage, State
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
from pos.simulator.shop_payments import Exchange, ShopNotConnected, ShopPaymentOutcome
from pos.simulator.shop_wire import ShopCall, ShopReply

__all__ = [
    "TABLE",
    "TRAINING_MERCHANT_ID",
    "TRAINING_MERCHANT_USER_ID",
    "TRAINING_SECRET_KEY",
    "TRAINING_SERVICE_ID",
    "Answer",
    "Endpoint",
    "Exchange",
    "Fault",
    "Ledger",
    "LinkMissing",
    "MtiDay",
    "Online",
    "Payment",
    "Personality",
    "Receipt",
    "Scenario",
    "SecondReceipt",
    "ShopBreach",
    "ShopCall",
    "ShopNotConnected",
    "ShopPaymentOutcome",
    "ShopReply",
    "ShopStage",
    "Simulator",
    "SimulatorOptions",
    "State",
    "make_code",
    "scenario_of",
]
