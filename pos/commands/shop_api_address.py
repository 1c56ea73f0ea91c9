"""Where the server listens: what the settings and the command line say, and the line that tells it."""

from __future__ import annotations

import argparse
import re
from dataclasses import replace

from pos.bootstrap import Parts
from pos.commands.output import BAD_USE, DONE, Output
from pos.core.errors import BadInput, HomeBusy
from pos.settings import ShopApiSettings
from pos.settings_values import PATH, host_is_loopback


def chosen_address(shop: ShopApiSettings, options: argparse.Namespace) -> ShopApiSettings:
    """The settings with what the command line says. Raises BadInput for an address that others can reach."""
    told = {
        "host": options.host,
        "port": options.port,
        "prepare_path": options.prepare_path,
        "complete_path": options.complete_path,
        "behind_proxy": options.behind_proxy or None,
    }
    chosen = replace(shop, **{name: value for name, value in told.items() if value is not None})
    for path in (chosen.prepare_path, chosen.complete_path):
        if not re.fullmatch(PATH, path):
            raise BadInput(
                "a path begins with / and has Latin letters and digits", field="path", value=path[:80]
            )
    if chosen.prepare_path == chosen.complete_path:
        raise BadInput("Prepare and Complete have an address each", field="path", value=chosen.prepare_path)
    if not chosen.behind_proxy and not host_is_loopback(chosen.host):
        raise BadInput("others can reach this address: say --behind-proxy", field="host", value=chosen.host)
    return chosen


def address_json(address: tuple[str, int], shop: ShopApiSettings) -> dict[str, object]:
    """The one line that says that it is ready."""
    host, port = address
    root = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    return {
        "host": host,
        "port": port,
        "prepare_url": root + shop.prepare_path,
        "complete_url": root + shop.complete_path,
    }


def say_ready(address: tuple[str, int], shop: ShopApiSettings, output: Output, *, as_json: bool) -> None:
    """Print it."""
    told = address_json(address, shop)
    if as_json:
        output.json(told)
    else:
        output.out(
            output.words.say(
                "Listening: {prepare}, {complete}", prepare=told["prepare_url"], complete=told["complete_url"]
            )
        )


async def serve_in_till(parts: Parts, options: argparse.Namespace, output: Output) -> int:
    """`shop-api serve` handed over to a till: its engine serves, the caller stays as its face."""
    online = parts.online
    if options.action == "stop":
        await online.stop_serving()
        return DONE
    if options.action == "serving":
        return DONE if online.address is not None else BAD_USE
    shop = chosen_address(parts.settings.shop_api, options)
    if online.address is not None:
        raise HomeBusy("it listens already", folder=str(parts.home.folder), kind="server", pid=0)
    address = await online.serve(replace(parts.settings, shop_api=shop))
    say_ready(address, shop, output, as_json=options.json)
    return DONE
