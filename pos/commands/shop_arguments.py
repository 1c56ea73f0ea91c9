"""The command line of the SHOP-API server, its tester, the online orders and the count of goods."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from pos.commands.argument_types import Parser, life, number, port

Add = Callable[[str, str], argparse.ArgumentParser]
Common = Callable[..., None]


def add_shop_api(add: Add, common: Common) -> None:
    """`pos shop-api serve|test|key`."""
    parser = add("shop-api", "the server that CLICK calls, and the tool that tests such a server")
    inner = parser.add_subparsers(
        dest="action", required=True, metavar="{serve,test,key}", parser_class=Parser
    )
    serve = inner.add_parser("serve", help="answer CLICK's Prepare and Complete; runs until it is stopped")
    common(serve, default=False)
    serve.add_argument("--host", help="otherwise as the settings say")
    serve.add_argument("--port", type=port)
    serve.add_argument("--prepare-path", metavar="PATH")
    serve.add_argument("--complete-path", metavar="PATH")
    serve.add_argument(
        "--behind-proxy", action="store_true", help="others can reach the address; a proxy brings the TLS"
    )
    serve.add_argument("--json", action="store_true")
    for name in ("serving", "stop"):  # what the face of a server inside a till asks of it
        common(inner.add_parser(name), default=False)
    key = inner.add_parser("key", help="make a new key for the shop's own site, and show it once")
    common(key, default=False)
    whose = key.add_mutually_exclusive_group()
    whose.add_argument("--woocommerce", action="store_true", help="the secret of its webhook, instead")
    whose.add_argument("--till", action="store_true", help="of the tills that pull their orders from here")
    whose.add_argument(
        "--pull", action="store_true", help="take the key that the host made, from standard input"
    )
    _add_test(
        inner.add_parser("test", help="the steps of CLICK's own testing tool, and a stricter set"), common
    )


def _add_test(test: argparse.ArgumentParser, common: Common) -> None:
    common(test, default=False)
    test.add_argument("--prepare-url", required=True, metavar="URL")
    test.add_argument("--complete-url", required=True, metavar="URL")
    test.add_argument("--service-id", required=True, type=number, metavar="N")
    test.add_argument("--merchant-user-id", required=True, type=number, metavar="N")
    test.add_argument(
        "--secret-key-env", required=True, metavar="NAME", help="the variable that holds the key"
    )
    test.add_argument(
        "--merchant-trans-id", required=True, metavar="ID", help="an account that may be paid often"
    )
    test.add_argument("--amount", default="500", metavar="SUM")
    test.add_argument(
        "--scenario", type=number, metavar="K", help="this step, and those that follow by themselves"
    )
    test.add_argument("--report", metavar="FILE.html")
    test.add_argument("--json", action="store_true")


def add_orders(add: Add, common: Common) -> None:
    """`pos orders create|import|list|show|cancel|pick|hand-over`."""
    parser = add("orders", "online orders: what the shop sells by link and by its site")
    inner = parser.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)
    create = inner.add_parser("create", help="a new order, of goods or of a sum")
    create.add_argument("--id", required=True, metavar="ID", help="CLICK knows it by this: merchant_trans_id")
    create.add_argument("--amount", metavar="SUM")
    create.add_argument("--item", action="append", default=[], metavar="BARCODE[*QTY]")
    create.add_argument("--account", action="store_true", help="may be paid many times; the sum may be open")
    create.add_argument("--expires", type=life, metavar="30m", help="30m, 12h or 7d; otherwise never")
    imported = inner.add_parser("import", help="a CSV file with the columns id, amount, kind")
    imported.add_argument("file", metavar="FILE.csv")
    shown = inner.add_parser("list", help="the newest first")
    shown.add_argument("--limit", type=number, default=100, metavar="N")
    named = [
        inner.add_parser("show", help="one order, its attempts, its links"),
        inner.add_parser("cancel", help="the shop's own cancellation of what is not paid"),
        inner.add_parser("pick", help="a paid order lies ready"),
        inner.add_parser("hand-over", help="the customer has the goods; CLICK is asked first"),
    ]
    for one in named:
        one.add_argument("id", metavar="ID")
    named[-1].add_argument("--by", default="", metavar="NAME", help="who gives them away")
    for one in (create, imported, shown, *named):
        common(one, default=False)
        one.add_argument("--json", action="store_true")


def add_catalogue(add: Add, common: Common) -> None:
    """`pos catalogue import|search|export`."""
    parser = add("catalogue", "the goods: taken in from a table, found, written to a table")
    inner = parser.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)
    imported = inner.add_parser("import", help="a CSV or XLSX file; all of its rows, or none")
    imported.add_argument("file", metavar="FILE")
    imported.add_argument("--dry-run", action="store_true", help="only say what it would do")
    found = inner.add_parser("search", help="by words of the name in any script, or by a code")
    found.add_argument("text", metavar="TEXT")
    found.add_argument("--limit", type=number, default=20, metavar="N")
    codes = inner.add_parser("classifier", help="the tax service's file of ИКПУ codes, CSV or XLSX")
    codes.add_argument("file", metavar="FILE")
    suggested = inner.add_parser("suggest", help="ИКПУ codes that may be those of a good, or of a text")
    suggested.add_argument("text", metavar="BARCODE_OR_TEXT")
    suggested.add_argument("--limit", type=number, default=5, metavar="N")
    accepted = inner.add_parser("accept", help="give a good its ИКПУ code")
    accepted.add_argument("barcode", nargs="?", metavar="BARCODE")
    accepted.add_argument("--spic", metavar="CODE", help="17 digits of the classifier")
    accepted.add_argument("--package", metavar="CODE", help="where the classifier has none")
    accepted.add_argument(
        "--all-by-barcode", action="store_true", help="every red good whose barcode has one code"
    )
    written = inner.add_parser("export", help="a CSV file of all goods, that import takes")
    written.add_argument("file", metavar="FILE.csv")
    rates = inner.add_parser("vat", help="the VAT rates that goods may have; other goods are not ready")
    rates.add_argument("--set", metavar="0,12,15", help="these from now on, in percent")
    scales = inner.add_parser("scales", help="how the shop's scales write their labels")
    scales.add_argument("--set", metavar="20-29:plu5:weight5", help="prefixes, digits of the PLU, the value")
    for one in (imported, found, codes, suggested, accepted, rates, scales, written):
        common(one, default=False)
    for one in (imported, found, codes, suggested, accepted, rates, scales):
        one.add_argument("--json", action="store_true")


def add_stock(add: Add) -> None:
    """`pos stock BARCODE [--count QTY | --uncounted]`."""
    parser = add("stock", "how much of a good lies on the shelf, and how much of that is free")
    parser.add_argument("barcode", metavar="BARCODE")
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--count", metavar="QTY", help="so much lies there now")
    change.add_argument("--uncounted", action="store_true", help="nobody counts it: never short")
    parser.add_argument("--json", action="store_true")
