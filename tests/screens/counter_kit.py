"""A sale screen on a fake till, driven step by step, with all that it drew and played."""

from __future__ import annotations

from pos.core.discount_limit import NO_LIMIT
from pos.core.money import ZERO, Money
from pos.core.payment import Payment, PaymentState
from pos.core.sale import Sale, SaleId
from pos.flow.order_ports import OrderDesk
from pos.screens.rules import Rules
from pos.screens.sale_screen import SalePresenter
from pos.screens.till_port import Till
from pos.screens.views import CustomerView, Intent, PanelView, SaleView
from pos.screens.words import Words
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.till import MILK, OTP, FakeTill, FakeTime, news


class Kit:
    """One register for one test."""

    def __init__(
        self,
        language: str = "ru",
        window_s: float = 30.0,
        online: OrderDesk | None = None,
        cash_step: Money = ZERO,
        discount_limit: int = NO_LIMIT,
    ) -> None:
        self.till = FakeTill()
        self.time = FakeTime()
        self.runner = InlineRunner()
        self.views: list[SaleView] = []
        self.customer: list[CustomerView] = []
        self.sounds: list[str] = []
        self.opened: list[tuple[Intent, str]] = []
        self.troubles: list[BaseException] = []
        port: Till = self.till
        self.screen = SalePresenter(
            till=port,
            online=online,
            runner=self.runner,
            words=Words(language),
            now=self.time.now,
            monotonic_s=self.time.monotonic_s,
            render=self.views.append,
            render_customer=self.customer.append,
            sound=self.sounds.append,
            navigate=lambda intent, text: self.opened.append((intent, text)),
            trouble=self.troubles.append,
            shop="Baraka Market",
            register="Касса 2",
            window_s=window_s,
            rules=Rules(cash_step, discount_limit),
        )
        self.screen.start()

    @property
    def view(self) -> SaleView:
        """What the cashier sees now."""
        return self.views[-1]

    @property
    def panel(self) -> PanelView:
        """The state panel, which must be there."""
        assert self.view.panel is not None
        return self.view.panel

    @property
    def tone(self) -> str:
        return self.panel.tone

    @property
    def mode(self) -> str:
        return self.view.input.mode

    @property
    def alert(self) -> str:
        return self.view.input.alert

    def wait(self, seconds: float) -> None:
        """Time goes by, with a tick each second."""
        while seconds > 0:
            step = min(1.0, seconds)
            self.time.seconds += step
            seconds -= step
            self.screen.tick()

    def scan(self, text: str, source: str = "wedge") -> None:
        """A scan, long enough after the last."""
        self.time.seconds += 1.5
        self.screen.scanned(text, source)

    def press(self, *intents: Intent) -> None:
        for intent in intents:
            self.screen.intent(intent)

    def waiting(self) -> None:
        """Milk on the receipt, F8 pressed."""
        self.scan(MILK.barcode)
        self.press(Intent.CLICK_PASS)

    def processing(self) -> Payment:
        """The code is scanned, CLICK has not answered; the answer of `pay` is held back."""
        self.waiting()
        self.runner.hold = True
        self.scan(OTP, "camera")
        sending = self.payment(PaymentState.SENDING)
        self.screen.on_event(news(sending, 30.0))
        return sending

    def unknown(self) -> Payment:
        """The answer was lost."""
        self.processing()
        lost = self.payment(PaymentState.UNKNOWN)
        self.screen.on_event(news(lost, 18.0, 5.0))
        return lost

    def given_up(self) -> None:
        """The answer was lost, and `pay` has handed the payment to the background."""
        self.unknown()
        self.till.pay_answer = PaymentState.UNKNOWN
        self.runner.release_all()
        self.runner.hold = False
        self.till.pay_answer = PaymentState.PAID

    def payment(self, state: PaymentState, number: int = 1, **facts: object) -> Payment:
        """A payment of the first sale, which holds one milk."""
        return self.till.make(FIRST_SALE, state, number, **facts)


FIRST_SALE = Sale(SaleId("SALE0001X")).add(MILK.barcode, MILK)
