"""The command line of `pos`: stable names, because other programs drive them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from pos import __version__
from pos.commands.argument_types import Parser, count, port, seconds
from pos.commands.shop_arguments import add_catalogue, add_orders, add_shop_api, add_stock


class EndedEarly(Exception):
    """`--help` or `--version` was asked for and answered."""


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read a command line. Raises BadInput with the usage, or EndedEarly."""
    try:
        return _parser().parse_args(list(argv))
    except SystemExit as ended:
        raise EndedEarly from ended


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="pos", description="Click POS: the cashier's terminal for CLICK")
    parser.add_argument("--version", action="version", version=f"Click POS {__version__}")
    _common(parser, default=True)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    for add in (
        _till,
        _demo,
        _pay,
        _payments,
        _recover,
        _ofd,
        _journal,
        _doctor,
        _simulator,
        lambda add: add_shop_api(add, _common),
        lambda add: add_orders(add, _common),
        lambda add: add_catalogue(add, _common),
        lambda add: add_stock(add),
        _read_codes,
    ):
        add(lambda name, text: _command(commands, name, text))
    return parser


Add = Callable[[str, str], argparse.ArgumentParser]


def _command(commands: argparse._SubParsersAction[Parser], name: str, text: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    _common(parser, default=False)
    return parser


def _common(parser: argparse.ArgumentParser, *, default: bool) -> None:
    """`--home` and `--language` stand before the command or after it."""
    absent = None if default else argparse.SUPPRESS
    parser.add_argument("--home", metavar="DIR", default=absent, help="settings, journal and logs")
    parser.add_argument("--language", default=absent, choices=("ru", "uz", "uz_Cyrl", "en"))


def _till(add: Add) -> None:
    add("till", "the till with the live settings")


def _demo(add: Add) -> None:
    parser = add("demo", "training mode with a simulator of CLICK; no real money")
    parser.add_argument(
        "--headless", action="store_true", help="whole sales without a screen; pictures and receipts"
    )
    parser.add_argument("--sales", type=count, default=1, metavar="N")
    parser.add_argument("--out", default="out", metavar="DIR")
    parser.add_argument("--window", type=seconds, default=30.0, metavar="SECONDS", help="of the confirm")
    parser.add_argument("--looks", action="store_true", help="pictures in every language and theme")
    parser.add_argument("--json", action="store_true")


def _pay(add: Add) -> None:
    parser = add("pay", "one sale without a window; moves money")
    parser.add_argument("--otp", required=True, metavar="CODE", help="the QR's content; - reads stdin")
    parser.add_argument("--amount", metavar="SUM")
    parser.add_argument("--item", action="append", default=[], metavar="BARCODE[*QTY]")
    parser.add_argument("--no-wait", action="store_true", help="return an unknown payment at once")
    parser.add_argument("--json", action="store_true")


def _payments(add: Add) -> None:
    parser = add("payments", "what the journal holds")
    parser.add_argument("--json", action="store_true")
    inner = parser.add_subparsers(dest="action", metavar="{show,decide} ID", parser_class=Parser)
    show = inner.add_parser("show", help="one payment in words: where it is, what happened")
    decide = inner.add_parser("decide", help="a manager's signed word on a payment that waits for it")
    for one in (show, decide):
        _common(one, default=False)
        one.add_argument("ref", metavar="ID", help="transaction_id, sale_id or payment_id")
        one.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
    show.add_argument("--bundle", metavar="FILE", help="write its redacted story for CLICK's support")
    verdict = decide.add_mutually_exclusive_group(required=True)
    for word, text in (
        ("paid", "the money is the shop's"),
        ("not-taken", "the customer has the money"),
        ("returned", "it was taken and given back"),
    ):
        verdict.add_argument(
            f"--{word}", dest="verdict", action="store_const", const=word.replace("-", "_"), help=text
        )
    decide.add_argument("--reason", required=True, metavar="TEXT")
    decide.add_argument("--by", metavar="NAME", help="who decides; otherwise the user of this computer")
    decide.add_argument("--payment-id", metavar="N", help="CLICK's number, where the till does not know it")
    decide.add_argument("--yes", action="store_true", help="do not ask at a terminal")


def _recover(add: Add) -> None:
    parser = add("recover", "resolve by reading all that is not final; submit what the OFD lacks")
    parser.add_argument("--json", action="store_true")


def _ofd(add: Add) -> None:
    parser = add("ofd", "`ofd attach` sends CLICK the receipt of the shop's own fiscal device")
    parser.add_argument("action", choices=("attach",))
    parser.add_argument("ref", metavar="PAYMENT", help="transaction_id, sale_id or payment_id")
    parser.add_argument("link", metavar="LINK", help="what the QR of the fiscal receipt holds")
    parser.add_argument("--json", action="store_true")


def _journal(add: Add) -> None:
    parser = add("journal", "`journal verify` checks that the journal is whole")
    parser.add_argument("action", choices=("verify",))
    parser.add_argument("--json", action="store_true")


def _doctor(add: Add) -> None:
    parser = add("doctor", "whether this till can sell, and what to do where it cannot")
    parser.add_argument("--offline", action="store_true", help="do not ask CLICK")
    parser.add_argument("--json", action="store_true")


def _simulator(add: Add) -> None:
    parser = add("simulator", "CLICK on loopback; `simulator codes` lists the test codes")
    parser.add_argument("action", nargs="?", choices=("codes",), default=None)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=port, default=0)
    parser.add_argument("--confirm-mode", choices=("on", "off"), default="on")
    parser.add_argument("--window", type=seconds, default=30.0, metavar="SECONDS")
    parser.add_argument("--ledger", metavar="FILE", help="continue from this file and append to it")
    parser.add_argument("--json", action="store_true")


def _read_codes(add: Add) -> None:
    parser = add("read-codes", "decode pictures with the till's own pipeline")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--json", action="store_true")
