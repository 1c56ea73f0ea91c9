"""The report of a run of the SHOP-API tester as one HTML page that needs nothing else. Pure; no secret in it.

It opens with the reconciliation of steps, ids and sums. CLICK's own tool sends its report to a
registration of CLICK's; this one stays where it is, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from pos.screens.words import Words

_STYLE = """
:root { color-scheme: light dark; --ink: #14181f; --soft: #5a6472; --line: #d5dae1; --page: #fff;
  --good: #0f6b3a; --bad: #b3211a; --band: #f3f5f8 }
@media (prefers-color-scheme: dark) { :root { --ink: #eef1f5; --soft: #a4aebb; --line: #333c48;
  --page: #12161c; --good: #46c07d; --bad: #ff8078; --band: #1b212a } }
body { font: 16px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--page); margin: 0 auto;
  max-width: 62rem; padding: 1.5rem 1rem 4rem }
h1 { font-size: 1.6rem; margin: 0 0 .3rem } h2 { font-size: 1.15rem; margin: 2rem 0 .6rem }
.result { font-size: 1.15rem; font-weight: 600 } .good { color: var(--good) } .bad { color: var(--bad) }
.soft { color: var(--soft) } .wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: left; padding: .45rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
th { font-weight: 600; color: var(--soft); font-size: .85rem } td.n { text-align: right; white-space: nowrap }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .8rem 0 }
dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
pre { background: var(--band); padding: .7rem; overflow-x: auto; white-space: pre-wrap;
  overflow-wrap: anywhere; border-radius: 6px; font-size: .85rem }
summary { cursor: pointer; padding: .3rem 0 }
@media print { details { break-inside: avoid } }
"""


@dataclass(frozen=True, slots=True)
class TestedStep:
    """One step as the report shows it; `wrong` in words, empty when it passed; `took_ms` is whole."""

    __test__ = False  # its name is no test's

    number: int
    title: str
    expected: str
    got: str
    wrong: str
    prepare_id: str
    confirm_id: str
    amount: str
    took_ms: int
    ours: bool
    request: str
    answer: str


def report_html(steps: Sequence[TestedStep], about: Mapping[str, str], words: Words) -> str:
    """The page. `about` are label and value of what was tested, in words, in their order."""
    say = words.say
    passed = sum(1 for step in steps if not step.wrong)
    look = "good" if passed == len(steps) else "bad"
    result = say("Passed: {passed} of {count}", passed=passed, count=len(steps))
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in about.items())
    no_registration = say(
        "This report is not sent to CLICK. The registration of CLICK takes reports of its own tool only;"
        " show this one to your manager at CLICK"
    )
    log = "".join(_log(step, words) for step in steps)
    return (
        f'<!doctype html>\n<html lang="{words.language.partition("_")[0]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(say('Test of a SHOP-API server'))}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(say('Test of a SHOP-API server'))}</h1>"
        f'<p class="result {look}">{escape(result)}</p><dl>{facts}</dl>'
        f"<h2>{escape(say('Reconciliation'))}</h2>{_table(steps, words)}"
        f'<p class="soft">{escape(no_registration)}.</p>'
        f"<h2>{escape(say('Log'))}</h2>{log}</body></html>\n"
    )


def _table(steps: Sequence[TestedStep], words: Words) -> str:
    say = words.say
    heads = (
        say("No."), say("Step"), say("Expected"), say("Received"), "prepare_id", "confirm_id", say("Sum"),
        say("ms"), say("Result"),
    )  # fmt: skip
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    rows = "".join(_row(step, words) for step in steps)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _row(step: TestedStep, words: Words) -> str:
    mark = f' <span class="soft">· {escape(words.say("ours, stricter"))}</span>' if step.ours else ""
    result = words.say("Passed") if not step.wrong else step.wrong
    look = "good" if not step.wrong else "bad"
    figures = (step.expected, step.got, step.prepare_id, step.confirm_id, step.amount, str(step.took_ms))
    cells = "".join(f'<td class="n">{escape(text)}</td>' for text in figures)
    return (
        f'<tr><td class="n">{step.number}</td><td>{escape(step.title)}{mark}</td>{cells}'
        f'<td class="{look}">{escape(result)}</td></tr>'
    )


def _log(step: TestedStep, words: Words) -> str:
    say = words.say
    is_open = " open" if step.wrong else ""
    answer = step.answer or say("no answer")
    return (
        f"<details{is_open}><summary>{step.number}. {escape(step.title)}</summary>"
        f"<pre>{escape(step.request)}</pre><pre>{escape(answer)}</pre></details>"
    )
