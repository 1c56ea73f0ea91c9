"""What the input line asks, in words. Pure."""

from __future__ import annotations

from pos.screens.counter import Asked, Question
from pos.screens.naming import unit_word
from pos.screens.sale_lines import name_of
from pos.screens.words import Words


def question_text(question: Question, words: Words) -> str:
    """One question, with how it is taken back and what the same key asks next."""
    say, line = words.say, question.line
    if question.good:
        name, unit = name_of(question.good, words), unit_word(question.good.unit, words)
        return say("How much, {unit}? {name}", unit=unit, name=name)
    match question.asked:
        case Asked.AMOUNT | Asked.CASH:
            return _of_the_receipt(question.asked, words)
        case Asked.DISCOUNT if line is None:
            return say("Discount of the receipt: 10% or a sum, 0 takes it back")
        case Asked.DISCOUNT:
            return say("Discount of line {line}: 10% or a sum. F4: of the receipt", line=line)
        case Asked.PRICE:
            return say("New price of line {line}: 12 500, 0 takes it back", line=line)
        case Asked.NOTE if line is None:
            return say("Comment of the receipt, 0 takes it back")
        case Asked.NOTE:
            return say("Note of line {line}, 0 takes it back. Ctrl F3: of the receipt", line=line)
        case Asked.LABEL:
            return say("Scan the code of the piece that goes from line {line}. 0: the last one", line=line)
        case Asked.QUANTITY:
            return say("New quantity of line {line}", line=line)


def _of_the_receipt(asked: Asked, words: Words) -> str:
    if asked is Asked.AMOUNT:
        return words.say("Sum of a service, or of goods without a barcode")
    return words.say("How much in cash? ↵: the rest by CLICK, Ctrl ↵: by card")
