"""Every error the shop can meet, sorted by what the caller must do. Pure.

    PosError
    ├── Refused            expected; nothing happened; show it
    │   ├── BadInput, BadSettings, EmptySale, UnresolvedLines, NotAPaymentCode
    │   ├── CodeAlreadyUsed, SaleAlreadyInPayment, ClickRefused, FiscalRefused
    │   ├── WrongReceiptLink, ReceiptTaken, ReceiptNotAwaited
    ├── Unavailable        certainly did not happen; may be tried again
    │   ├── NoConnection, UntrustedServer, HostTrouble, DeviceTrouble
    ├── OutcomeUnknown     may have happened; look it up, never repeat it
    ├── JournalTrouble     stop selling and say so
    │   ├── JournalNewer, HomeUnusable, HomeBusy, DiskFull, JournalBusy
    │   ├── JournalOlder, JournalDamaged (JournalBroken), RecoveryStopped
    └── Bug                ours; log it, keep the money where it is

An adapter turns every foreign error into one of these at once. The words stand in
`pos.screens.wording`, found by the class; a test walks this tree.
"""

from __future__ import annotations


class PosError(Exception):
    """The root. `facts` fill the placeholders of the sentence the user sees; they hold no secret."""

    def __init__(self, detail: str = "", /, **facts: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.facts = facts


class Refused(PosError):
    """Expected: nothing happened, the person is told why."""


class BadInput(Refused):
    """What was typed or passed cannot be used. facts: field, value."""


class BadAmount(BadInput):
    """An amount that is empty, zero, negative, too large, or finer than a tiyin. facts: value."""


class UnreadablePicture(BadInput):
    """A file that is not a picture or cannot be opened. facts: file."""


class UnknownGood(BadInput):
    """A barcode that the catalogue does not hold. facts: barcode."""


class LabelRefused(BadInput):
    """A scanned code is no label for this online order.

    facts: why, which is one of payment, no_label, unreadable, other_good, not_marked, twice, all_there, full,
    state; good, its name or its GTIN.
    """


class LabelsLacking(BadInput):
    """An order is not handed over while pieces of its marked goods have no label. facts: count, good."""


class BadSettings(Refused):
    """The settings file or an environment variable is wrong. facts: where (file and line, or name), why."""


class SettingsMissing(BadSettings):
    """A setting without which the command cannot work. facts: names."""


class InsecureAddress(BadSettings):
    """The base URL is neither https nor loopback. facts: url."""


class EmptySale(Refused):
    """There is nothing to pay for."""


class UnresolvedLines(Refused):
    """The sale holds a line whose goods are unknown. facts: line."""


class OverLimit(Refused):
    """More is taken off than the cashier may. facts: given, limit; percent, as words."""


class NotAPaymentCode(Refused):
    """The scanned text is not a CLICK Pass QR; no request was made. facts: kind."""


class CodeAlreadyUsed(Refused):
    """This QR was already sent within the last 15 minutes; no request was made."""


class SaleAlreadyInPayment(Refused):
    """The sale has an attempt that is not over, or is paid; no request was made."""


class ClickRefused(Refused):
    """CLICK answered with an error code or a definite HTTP refusal. facts: code, note, http_status."""


class WrongKey(ClickRefused):
    """CLICK answered 401: the key or the PC's clock is wrong."""


class FiscalRefused(Refused):
    """The OFD items would not be, or were not, accepted. facts: field, why."""


class WrongReceiptLink(Refused):
    """The scanned text is not the link of a fiscal receipt; nothing was sent. facts: kind."""


class ReceiptTaken(Refused):
    """The fiscal receipt belongs to another payment; nothing was sent. facts: receipt, its number."""


class ReceiptNotAwaited(Refused):
    """This payment does not wait for the receipt of a fiscal device. facts: receipt."""


class Unavailable(PosError):
    """It certainly did not happen, and may be tried again."""


class NoConnection(Unavailable):
    """No byte of the request left this PC."""


class UntrustedServer(NoConnection):
    """TLS verification failed; no byte of the request left this PC."""


class HostTrouble(Unavailable):
    """The host of the online orders does not answer as it should; it may be asked again. facts: why."""


class DeviceTrouble(Unavailable):
    """A printer, camera or scanner does not answer. facts: device."""


class PrinterTrouble(DeviceTrouble):
    """The paper did not come out; the sale is safe."""


class CameraTrouble(DeviceTrouble):
    """No picture from the camera."""


class OutcomeUnknown(PosError):
    """The request may have been carried out. Look it up; never send it again."""


class JournalTrouble(PosError):
    """The journal cannot be written or read: stop selling, say so."""


class JournalNewer(JournalTrouble):
    """The journal was written by a newer program."""


class HomeUnusable(JournalTrouble):
    """The home folder cannot be made or written. facts: folder."""


class HomeBusy(JournalTrouble):
    """Another program owns this home folder."""


class DiskFull(JournalTrouble):
    """There is no room to write the journal. facts: folder, free_mb."""


class JournalBusy(JournalTrouble):
    """Another program holds the journal file; it may be tried again. facts: file."""


class JournalOlder(JournalTrouble):
    """Another, older copy of the journal lies in its place. facts: file, known_seq, found_seq."""


class JournalDamaged(JournalTrouble):
    """The journal file is not a readable journal. facts: file."""


class JournalBroken(JournalDamaged):
    """The journal can be read, but its chain of hashes does not hold. facts: file, seq, why."""


class RecoveryStopped(JournalTrouble):
    """The till stopped in its recovery again and again: nothing is begun by itself. facts: starts."""


class Bug(PosError):
    """A mistake of ours; the money stays where the journal says."""
