"""`pos payments decide ID`: a manager's signed word on a payment that waits for it. Moves no money."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import getpass
import json
from collections.abc import Callable
from dataclasses import replace

from pos.bootstrap import Parts
from pos.commands.output import BAD_USE, DONE, REFUSED, Output
from pos.commands.payment_json import row_json
from pos.commands.payments import row_of
from pos.core.errors import BadInput
from pos.core.money import Money
from pos.core.payment import Decision, PaymentId, PaymentState, Verdict
from pos.screens.words import Words, _

FISCAL_WAIT_S = 15.0

_WRONG = {
    "by": _("Who decides must be named: --by"),
    "reason": _("A reason is needed: --reason"),
    "payment_id": _("CLICK's payment number is missing, or belongs to another payment: --payment-id"),
}

Show = Callable[[Output], int]
"""Runs `pos payments show ID --json` into the given output."""


async def decide(parts: Parts, options: argparse.Namespace, output: Output) -> int:
    """Close a MANUAL payment; exit 0 done, 3 when it does not wait for a manager, 2 bad input.

    The decision stands in the chain of the journal with who and why. A paid one gets its fiscal receipt.
    """
    from pos.screens.payment_words import payment_in_words

    say = output.words.say
    payment = parts.books.payments.payment(options.ref)
    tid = payment.transaction_id
    if payment.state is not PaymentState.MANUAL:
        output.err(payment_in_words(payment, output.words))
        output.err(say("This payment does not wait for a manager: nothing was decided"))
        return REFUSED
    try:
        decided = await parts.checkout.decide(tid, _decision(options))
    except BadInput as error:
        sentence = _WRONG.get(str(error.facts.get("field")))
        output.err(say(sentence) if sentence else output.explain(error))
        return BAD_USE
    if decided.is_paid:
        with contextlib.suppress(TimeoutError):  # its receipt then waits in the queue
            await asyncio.wait_for(parts.checkout.after.finished(tid), FISCAL_WAIT_S)
    output.err(payment_in_words(decided, output.words))
    if options.json:
        output.json({**row_json(row_of(parts, decided)), "verdict": str(_verdict(options))})
    return DONE


def _decision(options: argparse.Namespace) -> Decision:
    number = options.payment_id
    if number is not None and not (number.isascii() and number.isdigit() and 0 < len(number) < 20):
        raise BadInput("not a payment number", field="payment_id", value=number[:40])
    return Decision(
        verdict=_verdict(options),
        by=options.by or user_name(),
        why=options.reason,
        payment_id=None if number is None else PaymentId(int(number)),
    )


def _verdict(options: argparse.Namespace) -> Verdict:
    return Verdict(options.verdict)


def user_name() -> str:
    """Who is at this computer, by the system's own name; empty where it has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user, or a system without users
        return ""


def sum_repeated(show: Show, ask: Callable[[], str], output: Output) -> int | None:
    """Show the payment at a terminal and let the person repeat its sum.

    Returns:
        None when the decision may be asked for, else the exit code: nothing was decided.
    """
    lines: list[str] = []
    code = show(replace(output, out=lines.append))
    if code != DONE:
        return code
    shown = json.loads(lines[-1])
    if shown["state"] != PaymentState.MANUAL:
        return None  # it is refused at once, with its reason
    amount = Money(shown["amount_tiyin"])
    words = output.words
    for line in _as_lines(shown, amount, words):
        output.err(line)
    output.err(words.say("Repeat the sum, or write yes. Anything else decides nothing:"))
    if not _agrees(ask().strip(), amount):
        output.err(words.say("Nothing was decided"))
        return BAD_USE
    return None


def _as_lines(shown: dict[str, object], amount: Money, words: Words) -> list[str]:
    lines = [f"{shown['said']} · {words.money(amount)}"]
    evidence = shown["evidence"]
    if isinstance(evidence, list):
        lines += [f"  {cell['label']}: {cell['value']}" for cell in evidence]
    return lines


def _agrees(answer: str, amount: Money) -> bool:
    if answer.casefold() in ("yes", "да", "ha", "ҳа"):
        return True
    try:
        return Money.parse(answer) == amount
    except BadInput:
        return False
