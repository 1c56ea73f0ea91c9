"""`python -m tests.contract`: schemathesis plays every call of the served OpenAPI against the program.

The tool is fetched by uv into a place of its own: its fifty packages are no part of ours.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

TOOL = "schemathesis==4.32.5"
KEY = "a-key-for-the-contract"


def main(more: list[str]) -> int:
    """Serve a home of its own, run the tool, end the server; the tool's exit code."""
    environ = {
        **os.environ,
        "POS_CLICK__SERVICE_ID": "31",
        "POS_CLICK__MERCHANT_ID": "7",
        "POS_CLICK__SECRET_KEY": "a-key-of-click",
        "POS_SHOP_API__API_KEY": KEY,
        "POS_SHOP_API__WOOCOMMERCE_SECRET": "a-secret-of-the-webhook",
    }
    with tempfile.TemporaryDirectory() as home:
        serve = [sys.executable, "-m", "pos", "--home", home, "shop-api", "serve", "--port", "0", "--json"]
        server = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True, env=environ)
        assert server.stdout is not None
        try:
            ready = json.loads(server.stdout.readline())
            url = f"http://{ready['host']}:{ready['port']}/api/openapi.json"
            tool = [sys.executable, "-m", "uv", "tool", "run", "--from", TOOL, "schemathesis", "run", url]
            return subprocess.run(
                [*tool, "-H", f"Authorization: Bearer {KEY}", *more], check=False, cwd=home
            ).returncode
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
