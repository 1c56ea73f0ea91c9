"""An online order as the commands tell it to other programs: stable names, sums in tiyin, times UTC."""

from __future__ import annotations

from datetime import datetime

from pos.bootstrap import Parts
from pos.core.order import Attempt
from pos.core.order_card import OrderCard
from pos.online import order_facts


def order_json(parts: Parts, card: OrderCard) -> dict[str, object]:
    """One order. `url` is where its customer pays: our page, else CLICK's, else None."""
    now = parts.clock.now()
    live = card.reserved_by(now)
    facts = order_facts(parts.online.settings, card, now)
    return {
        **facts,
        "source": str(card.source),
        "reserved_until": _time(live.reserved_until if live else None),
        "picked_at": _time(card.picked_at),
        "handed_at": _time(card.handed_at),
        "url": facts["page_url"] or facts["pay_url"],
        "lines": [
            {
                "barcode": line.good.barcode,
                "name": line.good.name,
                "quantity": line.quantity.digits(),
                "total_tiyin": line.total.tiyin,
            }
            for line in card.sale.live_lines
            if line.good is not None
        ],
        "attempts": [_attempt(one) for one in card.attempts],
        "transaction_id": parts.online.desk.payment_of(card),
    }


def _attempt(one: Attempt) -> dict[str, object]:
    return {
        "merchant_prepare_id": one.prepare_id,
        "click_trans_id": one.click_trans_id,
        "click_paydoc_id": one.click_paydoc_id,
        "amount_tiyin": one.amount.tiyin,
        "state": str(one.state),
        "owes_reversal": one.owes_reversal,
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
