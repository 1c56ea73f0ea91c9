"""`/api/openapi.json`, and the same as a page to read at `/api/docs`. Reads no file, writes nothing."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:54rem;margin:2rem auto;padding:0 1rem;color:#12161c}"
    "h2{margin-top:2.5rem}code,pre{font:14px/1.5 ui-monospace,monospace}pre{background:#f4f6f8;padding:1rem;"
    "overflow:auto;border-radius:8px}table{border-collapse:collapse;width:100%}td,th{text-align:left;"
    "vertical-align:top;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #d5dbe2}.verb{color:#1a57c2}"
)


class ApiDocs:
    """The two addresses that describe the API. Anybody may read them: they hold no secret."""

    def __init__(self, text: str) -> None:
        self._text = text

    def routes(self) -> list[Route]:
        """The document and the page."""
        return [
            Route("/api/openapi.json", self._document, methods=["GET"]),
            Route("/api/docs", self._page, methods=["GET"]),
        ]

    async def _document(self, _request: Request) -> Response:
        return Response(self._text, media_type="application/json")

    async def _page(self, _request: Request) -> Response:
        nonce = secrets.token_urlsafe(18)
        headers = {"content-security-policy": f"default-src 'none'; style-src 'nonce-{nonce}'"}
        return Response(render_docs(json.loads(self._text), nonce), headers=headers, media_type="text/html")


def render_docs(document: Mapping[str, Any], nonce: str) -> str:
    """The page of an OpenAPI document whose schemas lie in its components."""
    info, schemas = document["info"], document["components"]["schemas"]
    parts = [f"<h1>{escape(info['title'])}</h1><p>{escape(info['description'])}</p>"]
    parts.append('<p><a href="openapi.json">openapi.json</a></p>')
    for path, verbs in document["paths"].items():
        for verb, told in verbs.items():
            parts.append(_operation(path, verb, told))
    for name, schema in schemas.items():
        parts.append(f"<h2 id='{escape(name)}'>{escape(name)}</h2>{_fields(schema)}")
    return (
        "<!doctype html><html lang='en'><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'>"
        f"<title>{escape(info['title'])}</title><style nonce='{escape(nonce)}'>{_STYLE}</style>"
        f"<body>{''.join(parts)}</body></html>"
    )


def _operation(path: str, verb: str, told: Mapping[str, Any]) -> str:
    answers = "".join(
        f"<tr><td><code>{escape(code)}</code></td><td>{escape(answer['description'])}</td></tr>"
        for code, answer in sorted(told["responses"].items())
    )
    example = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    shown = (
        "" if example is None else f"<pre>{escape(json.dumps(example, ensure_ascii=False, indent=2))}</pre>"
    )
    head = f"<h2><code><span class='verb'>{verb.upper()}</span> {escape(path)}</code></h2>"
    return f"{head}<p>{escape(told['summary'])}</p>{shown}<table>{answers}</table>"


def _fields(schema: Mapping[str, Any]) -> str:
    required = schema.get("required", ())
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code>{' *' if name in required else ''}</td>"
        f"<td><code>{escape(_kind(field))}</code></td><td>{escape(field.get('description', ''))}</td></tr>"
        for name, field in schema.get("properties", {}).items()
    )
    return f"<table>{rows}</table>"


def _kind(field: Mapping[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "enum" in field:
        return " | ".join(map(str, field["enum"]))
    if "oneOf" in field:
        return " | ".join(_kind(one) for one in field["oneOf"])
    kind = field.get("type", "")
    return (
        f"{_kind(field['items'])}[]"
        if kind == "array"
        else " | ".join(kind)
        if isinstance(kind, list)
        else str(kind)
    )
