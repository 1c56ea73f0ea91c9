"""Seeded mistakes (reliability.md §3.5): each is a `Kit` of its own, and the oracle must catch each of them.

They stand at the ports wherever a port is enough, so that the flow may change its inside.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.simulation import mutant_answers as answers
from tests.simulation import mutant_steps as steps
from tests.simulation.kit import Kit

MUTANTS: dict[str, Callable[[], Kit]] = {
    "time-out is a failure": answers.TimeoutIsFailure,
    "502 is a failure": answers.BadGatewayIsFailure,
    "one early 'not found' is a failure": answers.EarlyNotFoundIsFailure,
    "search trusted though unverified": answers.SearchTrustedUnverified,
    "search with today's date": answers.SearchWithTodaysDate,
    "refused confirm is a failure": answers.RefusedConfirmIsFailure,
    "unknown shown as not paid": answers.UnknownShownAsNotPaid,
    "recovery fails what is open": answers.RecoveryFailsWhatIsOpen,
    "paid on status 2": answers.PaidOnStatusTwo,
    "lost confirm is paid": answers.LostConfirmIsPaid,
    "status 2 inside the window is paid": answers.StatusTwoInWindowIsPaid,
    "answer from a cache": answers.AnswerFromACache,
    "answer to the current sale": answers.AnswerToTheCurrentSale,
    "intent after the POST": steps.IntentAfterPost,
    "payment_id written after the confirm": steps.PaymentIdAfterConfirm,
    "CONFIRMING not written": steps.ConfirmingNotWritten,
    "paid shown before the commit": steps.PaidShownBeforeCommit,
    "unknown releases its code": steps.UnknownReleasesItsCode,
    "no scan guard": steps.NoScanGuard,
    "charge sent again after an unknown": steps.ChargeSentAgain,
    "amount through a float": steps.AmountThroughFloat,
    "reversal sent again after an unknown": steps.ReversalSentAgain,
    "lost reversal is done": steps.LostReversalIsDone,
    "recovery confirms": steps.RecoveryConfirms,
    "recovery posts again": steps.RecoveryPostsAgain,
    "unknown is not followed": steps.UnknownIsNotFollowed,
    "wall clock for the window": steps.WallClockForTheWindow,
    "confirm after t_s + 26 s": steps.ConfirmAfterTheLimit,
    "settles inside the window": steps.SettlesInsideTheWindow,
    "fiscal resend blind": steps.FiscalResendBlind,
    "fiscal resend after 15 s": steps.FiscalResendAfter15s,
    "fiscal queue is not worked": steps.FiscalQueueNotWorked,
    "fiscal receipt forgotten by a crash": steps.FiscalForgottenByCrash,
    "cash is forgotten": steps.CashIsForgotten,
    "receipt before the cash": steps.ReceiptBeforeTheCash,
}
