"""A code scanned while a page of goods lies over the sale: codes that pay are refused in words. No Qt."""

from __future__ import annotations

from pos.core.errors import BadInput
from pos.core.marking import read_marking
from pos.core.scan import GS, ScanKind, classify
from pos.core.weighed import read_weighed
from pos.flow.good_edit import GoodDraft
from pos.flow.goods_ports import GoodsDesk
from pos.screens.goods_entry import MASKED_DIGITS
from pos.screens.naming import not_goods_text
from pos.screens.words import Sentence, _


def payment_sentence(text: str) -> Sentence | None:
    """Why a code has no place on a page of goods; None for one that may be goods.

    The code itself is in no sentence: it may be a payment credential. Fewer digits than a payment QR has
    may be a code of the shop's own.
    """
    kind = classify(text).kind
    if kind is ScanKind.CLICK_PASS:
        too_short = len(text) < MASKED_DIGITS
        return None if too_short else Sentence(_("This is a payment QR. Close this page, then press F8"))
    if sentence := not_goods_text(kind):
        return Sentence(sentence)
    return None


def unknown_sentence(text: str) -> Sentence:
    """What to say of a code that no good has."""
    bare = text.strip()
    return payment_sentence(bare) or Sentence.of(
        _("No goods with the code {code}. Type a name to find others"), code=bare[:40]
    )


async def find_scanned(desk: GoodsDesk, text: str) -> GoodDraft | None:
    """The good of a scanned code: by itself, by the PLU of a label, by the barcode inside a marking code.

    Raises BadInput for a label or a marking code that cannot be read, JournalTrouble.
    """
    scan = classify(text)
    if not scan.text:
        return None
    for code in (scan.text, *await _codes_inside(desk, scan.kind, scan.text)):
        if draft := await desk.edit.draft(code):
            return draft
    return None


async def _codes_inside(desk: GoodsDesk, kind: ScanKind, code: str) -> tuple[str, ...]:
    if kind is ScanKind.WEIGHED and (weighed := read_weighed(code, await desk.scales.schemes())):
        return weighed.codes
    if kind is ScanKind.MARKING:
        try:
            return tuple(read_marking(code).barcodes)
        except BadInput:
            return (code.lstrip(GS)[3:16],)  # what is not marked for the shop may be half a code
    return ()
