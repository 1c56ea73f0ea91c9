"""Strange requests: mutations of signed calls, bodies of every shape. What is random comes from a seed."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

from tests.shop_api.raw_http import FORM, request
from tests.storm.calls import AMOUNT, COMPLETE_PATH, PREPARE_PATH, Fields, call, sign

SIGNED = ("click_trans_id", "service_id", "merchant_trans_id", "amount", "action", "sign_time")
NASTY = (
    "", "0", "-1", "1e3", "1000,00", "500.001", "499.99", "500.0", "500", "00", "2", "abc", "0x10", "1_0",
    "+1",
    " 1", "1 ", "1\n", "1\r\n", "NaN", "Infinity", "-0", "9" * 5000, str(2**63), str(2**63 - 1), str(2**31),
    "１２３", "١٢٣", "1\x00", "\x00", "'", '"', "' OR 1=1 --", "'; DROP TABLE attempts; --", "%s%n",
    "../../etc",
    "🛒🛒", "\u202e\u0645\u0631\u062d\u0628\u0627", "\ufeff1", "\u2028", "null", "[]", "{}", "${jndi:x}",
    "a" * 65,
    "<script>", "2026-13-99 99:99:99", "2026-11-24 14:03:11Z", "-999999999", "1000000000", "²",
)  # fmt: skip
METHODS = (
    "GET",
    "PUT",
    "OPTIONS",
    "DELETE",
    "TRACE",
    "PATCH",
    "HEAD",
    "CONNECT",
    "post",
    "X" * 200,
    "PROPFIND",
)
PATHS = (
    "/", "//", "*", "/click", "/click/prepare/", "/CLICK/PREPARE", "/click/prepare/../complete", "/%00",
    "/%ff",
    "/click/prepare%00", "/.env", "/?" + "a=1&" * 500, "/" + "a" * 7000, "/" + "../" * 100,
    "http://evil/click",
    "/click%2fprepare", "/click/prepare;x", "/%F0%9F%9B%92", "/click/prepare#x", "/favicon.ico",
)  # fmt: skip
HEADS = (
    "X-Long: " + "y" * 9000 + "\r\n", "X: y\r\n" * 150, "Content-Type: a\r\n" * 20, "X-Nul: \x00\r\n",
    "X\xe9: 1\r\n", " folded\r\n", "X: 1\r\n folded: 2\r\n", "NoColon\r\n", ": empty\r\n",
    "Expect: 100-continue\r\n",
    "Expect: 200-ok\r\n", "Connection: upgrade\r\nUpgrade: websocket\r\n", "Content-Encoding: gzip\r\n",
    "Content-Length: 5\r\n", "Content-Length: -1\r\n", "Transfer-Encoding: gzip\r\n",
    "Cookie: " + "c" * 4000 + "\r\n",
    "Transfer-Encoding: chunked\r\n", "X-Forwarded-For: ' OR 1=1\r\n", "Range: bytes=0-\r\n",
    "Host: [::1\r\n",
    "Connection: close\r\n", "Content-Length: 99999999999999999999\r\n", "X: " + "y" * 70_000 + "\r\n",
)  # fmt: skip
TYPES = (
    "", "text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=x",
    "a/b; charset=x",
    f"{FORM}; charset=utf-16", "image/png", "application/xml", "\xff\xfe", FORM.upper(),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """An order, and the attempt that a Prepare has begun for it. `is_ours` allows valid signatures."""

    order: str
    trans: int
    prepare_id: int
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Case:
    """`alone` is sent on a connection of its own, whose end without an answer is one, too."""

    kind: str
    data: bytes
    target: Target
    alone: bool = False


class Mutator:
    """Makes cases for a target. One of random's, so that a seed repeats it."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._makers = [getattr(self, name) for name in sorted(dir(type(self))) if name.startswith("case_")]

    def case(self, target: Target) -> Case:
        """The next strange request."""
        maker = self._chance.choice(self._makers)
        data, alone = maker(target)
        return Case(maker.__name__.removeprefix("case_"), data, target, alone)

    # ---- calls ------------------------------------------------------------------------------------------

    def _call(self, target: Target) -> Fields:
        """Signed rightly for an order of ours; for the others by a key that is not the shop's."""
        number = self._chance.choice((None, target.prepare_id))
        trans = self._chance.choice((target.trans, target.trans, self._chance.randrange(1, 2**63)))
        if target.is_ours:
            return call(target.order, trans, number)
        key = self._chance.choice(("", "k", "CANARY-KEY-7f3a9d", "х"))
        fields = call(target.order, trans, number, key)
        if self._chance.random() < 0.3:
            fields["sign_string"] = self._chance.choice(("", "0" * 31, "g" * 32, "é" * 32, "0" * 33, "0e1"))
        return fields

    def _path(self, fields: Fields) -> str:
        right = PREPARE_PATH if fields.get("action") == "0" else COMPLETE_PATH
        return right if self._chance.random() < 0.9 else self._chance.choice((PREPARE_PATH, COMPLETE_PATH))

    def _form(self, fields: Fields, body: bytes | None = None) -> bytes:
        told = urlencode(fields, errors="replace").encode() if body is None else body
        return request(self._path(fields), told)

    def _resigned(self, target: Target, fields: Fields) -> Fields:
        if target.is_ours and self._chance.random() < 0.5:
            fields["sign_string"] = sign(fields)
        return fields

    def case_dropped(self, target: Target) -> tuple[bytes, bool]:
        """Without some of its fields."""
        fields = self._call(target)
        for _ in range(self._chance.randint(1, 3)):
            fields.pop(self._chance.choice(list(fields)), None)
        return self._form(self._resigned(target, fields)), False

    def case_nasty(self, target: Target) -> tuple[bytes, bool]:
        """With a strange value, signed with it or without."""
        fields = self._call(target)
        names = list(fields) if target.is_ours else [*SIGNED, "error", "error_note", "click_paydoc_id"]
        for _ in range(self._chance.randint(1, 2)):
            fields[self._chance.choice(names)] = self._chance.choice(NASTY)
        return self._form(self._resigned(target, fields)), False

    def case_stolen(self, target: Target) -> tuple[bytes, bool]:
        """Really signed by CLICK, and changed on its way."""
        number = self._chance.choice((None, target.prepare_id))
        fields = call(target.order, target.trans, number)
        name = self._chance.choice(("click_trans_id", "amount", "sign_time", "sign_string", "service_id"))
        changed = list(fields[name])
        place = self._chance.randrange(len(changed))
        changed[place] = self._chance.choice([one for one in "0123456789" if one != changed[place]])
        return self._form({**fields, name: "".join(changed)}), False

    def case_shifted(self, target: Target) -> tuple[bytes, bool]:
        """The same signed text, cut into other fields (A-24)."""
        fields = call(target.order, target.trans, target.prepare_id)
        first, second = self._chance.choice(
            (
                ("click_trans_id", "service_id"), ("merchant_trans_id", "merchant_prepare_id"),
                ("merchant_prepare_id", "amount"), ("amount", "action"), ("action", "sign_time"),
            )
        )  # fmt: skip
        text = fields[first] + fields[second]
        cuts = [cut for cut in range(len(text) + 1) if cut != len(fields[first])]
        cut = self._chance.choice(cuts)
        return self._form({**fields, first: text[:cut], second: text[cut:]}), False

    def case_twice(self, target: Target) -> tuple[bytes, bool]:
        """One name, two values; or another writing of the name."""
        fields = self._call(target)
        name = self._chance.choice(list(fields))
        value = self._chance.choice((fields[name], "", *NASTY))
        other = self._chance.choice(
            (name, f"{name}[]", name.upper(), f" {name}", f"{name}\x00", f"{name}[0]")
        )
        pairs = [*fields.items(), (other, value)]
        self._chance.shuffle(pairs)
        return self._form(fields, urlencode(pairs, errors="replace").encode()), False

    def case_flipped(self, target: Target) -> tuple[bytes, bool]:
        """With other bytes here and there."""
        fields = self._call(target)
        body = bytearray(urlencode(fields).encode())
        for _ in range(self._chance.randint(1, 6)):
            body[self._chance.randrange(len(body))] = self._chance.randrange(256)
        return self._form(fields, bytes(body)), False

    def case_many(self, target: Target) -> tuple[bytes, bool]:
        """With more fields than there are."""
        fields = self._call(target)
        more = {f"x{number}": "1" for number in range(self._chance.randint(20, 60))}
        return self._form({**fields, **more}), False

    def case_coded(self, target: Target) -> tuple[bytes, bool]:
        """In another coding of letters, or in none."""
        fields = self._call(target)
        note = quote_plus("Недостаточно средств", encoding=self._chance.choice(("cp1251", "utf-16", "utf-8")))
        body = urlencode({**fields, "error_note": "@"}).encode().replace(b"%40", note.encode())
        torn = self._chance.choice((b"", b"\xef\xbb\xbf", b"\xff\xfe", b"&%", b"&=", b"&&&", b"&%zz=%zz"))
        return self._form(fields, torn + body if self._chance.random() < 0.5 else body + torn), False

    # ---- bodies -----------------------------------------------------------------------------------------

    def case_json(self, target: Target) -> tuple[bytes, bool]:
        """As JSON, as well as it goes."""
        fields: dict[str, Any] = dict(self._call(target))
        texts = (
            json.dumps(fields), json.dumps({"request": fields}), json.dumps([fields]),
            json.dumps(list(fields)),
            json.dumps(fields)[:-1], json.dumps(fields) + "x", json.dumps({**fields, "amount": [500]}),
            json.dumps({**fields, "click_trans_id": target.trans, "error": 0}), '{"a":' * 2500,
            json.dumps({**fields, "amount": float("nan")}), json.dumps({**fields, "amount": None}),
            json.dumps({**fields, "merchant_trans_id": "\ud800"}), json.dumps({**fields, "\ud800": "1"}),
            json.dumps({**fields, "click_trans_id": 10**400}), json.dumps({**fields, "error": True}),
            '{"action":"0",' + json.dumps(fields)[1:], "{}", "[]", "1", '""', "null", "{", '{"":""}',
        )  # fmt: skip
        coding = self._chance.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-32"))
        body = self._chance.choice(texts).encode(coding, "surrogatepass")
        return request(self._path(self._call(target)), body, content_type="application/json"), False

    def case_packed(self, target: Target) -> tuple[bytes, bool]:
        """Compressed, or in parts of a multipart form."""
        fields = self._call(target)
        path = self._path(fields)
        if self._chance.random() < 0.5:
            return request(path, gzip.compress(urlencode(fields).encode()), head=HEADS[12]), False
        parts = "".join(
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        body = f"{parts}--x--\r\n".encode()
        return request(path, body, content_type="multipart/form-data; boundary=x"), False

    def case_noise(self, target: Target) -> tuple[bytes, bool]:
        """Any bytes, up to 20 KB."""
        size = self._chance.choice((0, 1, 7, 100, 1000, 16_384, 16_385, self._chance.randrange(20_000)))
        body = self._chance.randbytes(size)
        return request(self._path(self._call(target)), body), size > 16_384

    def case_chunked(self, target: Target) -> tuple[bytes, bool]:
        """In chunks, whole or broken."""
        fields = self._call(target)
        body = urlencode(fields).encode()
        size = self._chance.randint(1, 60)
        parts = [body[at : at + size] for at in range(0, len(body), size)]
        told = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
        is_broken = self._chance.random() < 0.5
        if is_broken:
            place = self._chance.randrange(len(told) - 5)
            told = (
                told[:place]
                + self._chance.choice((b"zz\r\n", b"\r\n\r\n", b"-1\r\n", b"f" * 30))
                + told[place:]
            )
        head = request(self._path(fields)).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
        return head + told, is_broken

    # ---- heads ------------------------------------------------------------------------------------------

    def case_typed(self, target: Target) -> tuple[bytes, bool]:
        """With another Content-Type."""
        fields = self._call(target)
        kind = self._chance.choice(TYPES)
        return request(self._path(fields), urlencode(fields).encode(), content_type=kind), kind == TYPES[9]

    def case_method(self, target: Target) -> tuple[bytes, bool]:
        """By another method."""
        method = self._chance.choice(METHODS)
        return request(self._path(self._call(target)), method=method), True

    def case_elsewhere(self, target: Target) -> tuple[bytes, bool]:
        """To another address."""
        fields = self._call(target)
        return request(self._chance.choice(PATHS), urlencode(fields).encode()), True

    def case_head(self, target: Target) -> tuple[bytes, bool]:
        """With strange lines in its head."""
        fields = self._call(target)
        return request(self._path(fields), urlencode(fields).encode(), head=self._chance.choice(HEADS)), True

    def case_host(self, target: Target) -> tuple[bytes, bool]:
        """For another host."""
        host = self._chance.choice(
            ("[::1", "a/b?c", "x" * 3000, "evil", "[", "a:b:c", "%00", "@", "", "localhost:0")
        )
        return self._form(self._call(target)).replace(b"Host: shop", f"Host: {host}".encode()), True

    def case_garbage(self, target: Target) -> tuple[bytes, bool]:
        """No HTTP at all, or more after it."""
        noise = self._chance.randbytes(self._chance.randint(1, 400))
        first = self._form(self._call(target)) if self._chance.random() < 0.5 else b""
        other = self._chance.choice(
            (noise, b"\x16\x03\x01\x02\x00\x01" + noise, b"GET / HTTP/0.9", b"POST", b"\r\n" * 50,
             b"PRI * HTTP/2.0\r\n\r\nSM", b"GET  / HTTP/1.1", f"GET /{AMOUNT} HTTP/1.1\nHost: x".encode())
        )  # fmt: skip
        return first + other + b"\r\n\r\n", True
