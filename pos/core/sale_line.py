"""One line of a sale: what it costs and what is taken off it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from pos.core.catalogue import Good
from pos.core.discount import Discount, percent_of
from pos.core.money import ONE, THOUSAND, ZERO, Money, Quantity, vat_inside

LABEL_MAX = 38  # 01, 14 digits, 21 and a serial of 20
OFD_LABEL_MAX = 21  # click-docs «Фискализация товаров и услуг», Item.Labels


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line. `good` is None for a scanned barcode that the catalogue does not hold (a red line).

    `own_discount` was given on this line, `share` is its part of what is taken off the whole receipt.
    `own_price` stands in for the good's. `printed_total` is what a label of the scales says that the portion
    costs: then it is the subtotal to the tiyin, and the quantity only tells the weight. `labels` are the
    marking codes of its pieces, kept whole (01, GTIN, 21, serial); the OFD gets the beginning of each.
    """

    number: int
    scanned: str
    good: Good | None
    quantity: Quantity = ONE
    voided: bool = False
    own_discount: Discount | None = None
    own_price: Money | None = None
    printed_total: Money | None = None
    labels: tuple[str, ...] = ()
    note: str = ""
    share: Money = ZERO

    @property
    def counts(self) -> bool:
        """Whether it is part of the total."""
        return self.good is not None and not self.voided

    @property
    def is_unresolved(self) -> bool:
        """A red line that blocks payment until it is removed."""
        return self.good is None and not self.voided

    @property
    def price(self) -> Money:
        """What one unit costs here: its own price, else the good's; zero on a red line."""
        if self.own_price is not None:
            return self.own_price
        return self.good.price if self.good else ZERO

    @property
    def subtotal(self) -> Money:
        """Before discounts: price × quantity, half up, or the printed total; zero when it does not count."""
        if not self.counts:
            return ZERO
        return self.price.times(self.quantity) if self.printed_total is None else self.printed_total

    @property
    def own_off(self) -> Money:
        """What the discount of this line takes off."""
        return self.own_discount.off(self.subtotal) if self.own_discount and self.counts else ZERO

    @property
    def discount(self) -> Money:
        """All that is taken off: its own discount, its share of the receipt's and of the rounding."""
        return self.own_off + self.share

    @property
    def total(self) -> Money:
        """What the customer pays for it; zero for a line that does not count."""
        return self.subtotal - self.discount

    @property
    def vat(self) -> Money:
        """The VAT inside the total (decision 22: after discounts)."""
        return vat_inside(self.total, self.good.vat_percent) if self.good else ZERO

    @property
    def labels_lacking(self) -> int:
        """How many pieces of a marked good still wait for their label."""
        if self.good is None or self.voided or not self.good.marked or self.good.by_weight:
            return 0
        return max(0, self.quantity.thousandths // THOUSAND - len(self.labels))

    @property
    def price_cut_percent(self) -> int:
        """By how much its own price is below the good's, in hundredths of a percent; 0 when it is not."""
        if self.good is None or self.own_price is None or self.own_price >= self.good.price:
            return 0
        return percent_of(self.good.price - self.own_price, self.good.price)

    def grows_with(self, good: Good | None) -> bool:
        """Whether another scan of `good` is one more on this line: nobody has touched its price."""
        untouched = self.own_discount is None and self.own_price is None and not self.note
        return self.counts and untouched and good is not None and self.good == good and not good.by_weight


def ofd_label(label: str) -> str:
    """What the OFD takes of a marking code: its first 21 characters, which must tell it from the others."""
    return label[:OFD_LABEL_MAX]
