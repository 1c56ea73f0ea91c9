"""What the presenters themselves draw of payments in doubt, in any language: nothing is hand-written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from pos.core.device_receipt import SCAN_THE_PAPER
from pos.core.errors import JournalDamaged, NoConnection, ReceiptTaken, WrongReceiptLink
from pos.core.fiscal import FiscalState
from pos.core.payment import CardFacts, PaymentId, PaymentState, TransactionId
from pos.core.sale import Sale, SaleId
from pos.flow.events import AlarmKind, AlarmRaised, FiscalChanged
from pos.flow.fiscal_ports import FiscalEntry
from pos.flow.ports import ModeKnown, TimelineEntry
from pos.screens.aside_screen import AsidePresenter
from pos.screens.decision_screen import DecisionPresenter
from pos.screens.page_views import DecisionView, TableView
from pos.screens.queue_screen import QueuePresenter
from pos.screens.views import Intent, SaleView
from pos.screens.words import Words
from tests.fakes.click import LINK
from tests.fakes.inline_runner import InlineRunner
from tests.fakes.till import BAG, MILK, OTP, START, FakeTill, FakeTime, news
from tests.screens.counter_kit import FIRST_SALE, Kit

FIRST = TransactionId("TRANSACTION0001X")
FACTS: dict[AlarmKind, dict[str, object]] = {
    AlarmKind.CLOCK_WRONG: {"skew_s": 1830.0},
    AlarmKind.JOURNAL_FAILED: {"transaction_id": FIRST},
    AlarmKind.RECEIPT_FOUND: {"payment_id": 2_184_559_071},
    AlarmKind.PAYMENT_ID_TAKEN: {"transaction_id": FIRST},
    AlarmKind.FISCAL_REFUSED: {"payment_id": 2_184_559_071, "why": "SPIC"},
}


def unknown(language: str) -> Kit:
    kit = Kit(language)
    kit.till.mode = ModeKnown(seen=True, seen_at=START, asked=None, expected=True)
    kit.unknown()
    return kit


def manual(language: str) -> Kit:
    kit = unknown(language)
    kit.screen.on_event(news(kit.payment(PaymentState.MANUAL, reason="given_up", payment_id=None), 0.0))
    return kit


def wished(language: str) -> Kit:
    kit = unknown(language)
    kit.press(Intent.CANCEL_LATER)
    return kit


def recovered(language: str) -> Kit:
    kit = Kit(language)
    sale = Sale(SaleId("SALE9999X")).add(MILK.barcode, MILK).add(BAG.barcode, BAG)
    paid = kit.till.make(sale, PaymentState.PAID, 9)
    kit.till.sales[paid.transaction_id] = sale
    kit.till.payments[paid.transaction_id] = paid
    kit.screen.on_event(news(paid, 0.0))
    return kit


def to_return(language: str) -> Kit:
    kit = wished(language)
    kit.screen.on_event(news(kit.payment(PaymentState.PAID), 0.0))
    return kit


def given_back(language: str) -> Kit:
    kit = recovered(language)
    kit.press(Intent.GIVE_BACK)
    return kit


def dropped(language: str) -> Kit:
    kit = wished(language)
    kit.screen.on_event(news(kit.payment(PaymentState.REFUSED, reason="absent"), 0.0))
    return kit


def read_only(language: str) -> Kit:
    kit = Kit(language)
    kit.till.trouble = JournalDamaged("x")
    kit.screen.start()
    kit.scan(MILK.barcode)
    return kit


def queue_waits(language: str) -> Kit:
    """A sale while receipts wait for the OFD, one of them nearly too long, and the mode is off."""
    kit = Kit(language)
    kit.till.mode = ModeKnown(seen=False, seen_at=START, asked=None, expected=True)
    kit.till.queue = entries()
    kit.screen.start()
    kit.scan(MILK.barcode)
    return kit


def paid_awaits_paper(language: str) -> Kit:
    """Paid in a shop whose own fiscal device makes the receipt: its QR is awaited."""
    kit = Kit(language)
    kit.waiting()
    kit.till.queue = papers()[:1]
    kit.scan(OTP, "camera")
    kit.screen.on_event(
        FiscalChanged(FIRST_SALE.sale_id, PaymentId(1), FiscalState.NONE, None, SCAN_THE_PAPER, queue=1)
    )
    return kit


def paper_refused(language: str) -> Kit:
    """The paper of another sale was scanned."""
    kit = paid_awaits_paper(language)
    kit.till.attach_error = ReceiptTaken("x", receipt="N0002X7K")
    kit.scan(LINK)
    return kit


def paper_attached(language: str) -> Kit:
    kit = paid_awaits_paper(language)
    kit.scan(LINK)
    return kit


def alarm(kind: AlarmKind) -> Callable[[str], Kit]:
    def make(language: str) -> Kit:
        kit = Kit(language)
        kit.scan(MILK.barcode)
        other = AlarmKind.CONFIRM_MODE_ON if kind is not AlarmKind.CONFIRM_MODE_ON else AlarmKind.CLOCK_WRONG
        for raised in (kind, other, kind):
            kit.screen.on_event(AlarmRaised(raised, START, FACTS.get(raised, {})))
        return kit

    return make


KITS: dict[str, Callable[[str], Kit]] = {
    "unknown": unknown,
    "manual": manual,
    "wished": wished,
    "recovered": recovered,
    "to-return": to_return,
    "given-back": given_back,
    "dropped": dropped,
    "read-only": read_only,
    "queue-waits": queue_waits,
    "paid-awaits-paper": paid_awaits_paper,
    "paper-refused": paper_refused,
    "paper-attached": paper_attached,
    **{f"alarm-{kind.value.replace('_', '-')}": alarm(kind) for kind in AlarmKind},
}


def sale_view(name: str, language: str) -> SaleView:
    kit = KITS[name](language)
    view = kit.view
    kit.runner.drop_all()
    return view


def entries() -> list[FiscalEntry]:
    made = []
    for number, (hours, sends, why) in enumerate(
        [(45, 7, "NoConnection"), (20, 1, "sent, no link yet"), (3, 2, "refused: SPIC не найден"), (0, 0, "")]
    ):
        made.append(
            FiscalEntry(
                payment_id=PaymentId(2_184_559_071 + number),
                sale_id=FIRST_SALE.sale_id,
                transaction_id=TransactionId(f"TRANSACTION{number:04d}X"),
                state=FiscalState.PENDING,
                frozen=b"{}",
                link=None,
                sent_at=START if sends else None,
                sends=sends,
                why=why,
                created_at=START - timedelta(hours=hours),
            )
        )
    lacks = replace(made[-1], state=FiscalState.NONE, why="fiscal.tin", payment_id=PaymentId(7))
    return [*made, lacks]


def papers() -> list[FiscalEntry]:
    """A queue of a shop with a fiscal device: two wait for their paper, one is sent, one was refused."""
    late, sent, refused, fresh, _lacks = entries()
    awaited = {"state": FiscalState.NONE, "frozen": None, "why": SCAN_THE_PAPER, "sends": 0, "sent_at": None}
    return [replace(entry, **awaited) for entry in (late, fresh)] + [sent, refused]  # type: ignore[arg-type]


def queue_of_papers(language: str, step: str = "") -> TableView:
    """The page over that queue; `step`: a paper was attached, or a wrong code was scanned."""
    till, views = FakeTill(), list[TableView]()
    till.queue = papers()
    for entry in till.queue:
        till.payments[entry.transaction_id] = till.make(FIRST_SALE, PaymentState.PAID, 1)
    presenter = QueuePresenter(
        till=till, runner=InlineRunner(), words=Words(language), now=FakeTime().now, render=views.append
    )
    presenter.open()
    if step == "wrong":
        till.attach_error = WrongReceiptLink("x", kind="goods")
    if step:
        presenter.scanned(LINK, till.queue[0].transaction_id)
    return views[-1]


def queue(language: str, *, empty: bool = False, fails: bool = False) -> TableView:
    till, views = FakeTill(), list[TableView]()
    till.queue = [] if empty else entries()
    for entry in till.queue:
        till.payments[entry.transaction_id] = till.make(FIRST_SALE, PaymentState.PAID, 1)
    presenter = QueuePresenter(
        till=till, runner=InlineRunner(), words=Words(language), now=FakeTime().now, render=views.append
    )
    presenter.open()
    if fails:
        till.queue_error = NoConnection("x")
        presenter.send()
    return views[-1]


def aside(language: str) -> TableView:
    kit, views = Kit(language), list[TableView]()
    for number, state in enumerate((PaymentState.UNKNOWN, PaymentState.MANUAL, PaymentState.PAID), 5):
        sale = Sale(SaleId(f"SALE{number:04d}X")).add(MILK.barcode, MILK)
        kit.screen.on_event(news(kit.till.make(sale, PaymentState.UNKNOWN, number), 0.0, 40.0))
        kit.scan(BAG.barcode)
        kit.screen.on_event(news(kit.till.make(sale, state, number), 0.0, 40.0))
    AsidePresenter(
        background=kit.screen.counter.background, words=Words(language), now=kit.time.now, render=views.append
    ).open()
    return views[-1]


def decision(language: str, *, step: str = "choose") -> DecisionView:
    """`empty`, `missing`, `choose` or `confirm`."""
    till, time, views = FakeTill(), FakeTime(), list[DecisionView]()
    card = CardFacts("private", "UZCARD", "860002******8331", "99822***4567")
    till.payments[FIRST] = till.make(
        FIRST_SALE, PaymentState.MANUAL, 1, payment_id=None, card=card, reason="absent_unproven"
    )
    notes = (("intent", "sending"), ("answer_lost", "unknown"), ("recovered", "unknown"))
    till.timelines[FIRST] = [
        TimelineEntry(START + timedelta(seconds=20 * number), PaymentState(state), note, None, {})
        for number, (note, state) in enumerate((*notes, ("absent_unproven", "manual")))
    ]
    presenter = DecisionPresenter(
        till=till,
        runner=InlineRunner(),
        words=Words(language),
        monotonic_s=time.monotonic_s,
        render=views.append,
    )
    presenter.open(FIRST)
    if step == "missing":
        presenter.choose("paid")
        presenter.go_on()
    elif step != "empty":
        presenter.choose("paid")
        presenter.choose_reason("0")
        presenter.edited("by", "Рустам А.")
        presenter.edited("payment_id", "2184559071")
    if step == "confirm":
        presenter.go_on()
    return views[-1]
