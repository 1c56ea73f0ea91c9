"""What the window of the SHOP-API tester needs: one step played, one report written. No Qt, no HTTP.

`pos.shop_api.tester` has httpx beside its types, so the shape of an outcome is described here: its `Outcome`
and `Wrong` fit as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pos.core.money import Money
from pos.core.secret import SecretKey
from pos.shop_api.scenarios import Scenario


@dataclass(frozen=True, slots=True)
class Prefill:
    """What the till's settings know of the form, as texts. `has_key`: the till has a secret key of its own.

    The key itself is not handed to the window: with an empty field the port signs with the till's own.
    """

    prepare_url: str = ""
    complete_url: str = ""
    service_id: str = ""
    merchant_user_id: str = ""
    merchant_trans_id: str = ""
    amount: str = "500"
    has_key: bool = False


@dataclass(frozen=True, slots=True)
class TesterForm:
    """A form that is right. An empty `secret_key` means the till's own."""

    __test__ = False  # its name is no test's

    prepare_url: str
    complete_url: str
    service_id: int
    merchant_user_id: int
    secret_key: SecretKey
    merchant_trans_id: str
    amount: Money


class StepWrong(Protocol):
    """Why a step did not pass: an English sentence of the catalogues, and what stands in it."""

    @property
    def text(self) -> str:
        """The sentence."""
        ...

    @property
    def facts(self) -> Mapping[str, object]:
        """What stands in it; `why` is the name of httpx's error when there was no answer."""
        ...


class StepOutcome(Protocol):
    """One step as it went; `request` and `answer` have no key and no whole signature in them."""

    @property
    def scenario(self) -> Scenario:
        """Which step."""
        ...

    @property
    def request(self) -> str:
        """`POST address`, then a line `name=value` for each field."""
        ...

    @property
    def answer(self) -> str:
        """The body; empty without one."""
        ...

    @property
    def status(self) -> int | None:
        """Of HTTP; None when no answer came."""
        ...

    @property
    def error(self) -> int | None:
        """The `error` of the answer, when it is a whole number."""
        ...

    @property
    def wrong(self) -> StepWrong | None:
        """None when the step passed."""
        ...

    @property
    def took_s(self) -> float:
        """Seconds to the whole answer."""
        ...

    @property
    def prepare_id(self) -> int | None:
        """The merchant_prepare_id that the server gave."""
        ...

    @property
    def confirm_id(self) -> int | None:
        """The merchant_confirm_id that the server gave."""
        ...


class TesterPort(Protocol):
    """Where the steps are played. Moves no money: the server that is tested must be one for tests."""

    async def run_step(self, form: TesterForm, scenario: Scenario) -> StepOutcome:
        """Play one step and judge the answer. A server that does not answer is an outcome, not an error.

        The merchant_prepare_id of the last Prepare is carried from step to step as long as `form` is equal
        to the one before. After a stop a call may begin while the one before still waits for its answer:
        they are done one after the other. Where the till's own key signs, it is covered in the answer, too:
        the window cannot look for what it does not know.
        """
        ...

    async def save_report(self, html: str) -> str:
        """Write the page where the manager finds it and return its path. Raises a PosError."""
        ...
