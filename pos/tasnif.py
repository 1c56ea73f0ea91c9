"""Asks the tax service's classifier for the ИКПУ of one barcode, where the settings allow it. Moves no money.

Its answer is not documented: members are known under several names, and what is not understood is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import httpx

from pos.core.classifier import SpicEntry
from pos.core.errors import DeviceTrouble

ADDRESS = "https://tasnif.soliq.uz/api/cl-api/integration-mxik/get/information"
PATIENCE_S = 5.0
MOST_ANSWER = 1_000_000
_SPIC = re.compile(r"[0-9]{17}")
_CODES = ("mxikCode", "mxik", "mxik_code")
_NAMES = ("mxikNameRu", "nameRu", "mxikName", "mxik_name", "name", "attributeName", "subPositionName")
_NAMES_UZ = ("mxikNameLat", "mxikNameUz", "nameUz", "nameLat")
_BARCODES = ("internationalCode", "international_code", "internalCode", "gtin")
_PACKAGES = ("code", "packageCode", "package_code")


async def look_up(address: str, barcode: str) -> Sequence[SpicEntry]:
    """What the service knows of a barcode. Raises DeviceTrouble: it does not answer, or not as it should."""
    try:
        async with httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False) as client:
            answer = await client.get(address, params={"shtrixCode": barcode, "lang": "ru"})
            if answer.status_code == httpx.codes.NOT_FOUND:
                return []
            answer.raise_for_status()
            told: object = answer.json() if len(answer.content) <= MOST_ANSWER else None
    except (httpx.HTTPError, ValueError, RecursionError) as error:
        raise DeviceTrouble(type(error).__name__, device="tasnif.soliq.uz") from error
    return [entry for one in _objects(told) if (entry := _entry(one, barcode)) is not None]


def _objects(told: object) -> Iterator[dict[str, Any]]:
    """The object or the objects of an answer, under `data` or bare."""
    if isinstance(told, dict) and isinstance(told.get("data"), dict | list):
        told = told["data"]
    for one in told if isinstance(told, list) else [told]:
        if isinstance(one, dict):
            yield one


def _entry(one: dict[str, Any], barcode: str) -> SpicEntry | None:
    spic = _text(one, _CODES)
    if not _SPIC.fullmatch(spic):
        return None
    packages = one.get("packages")
    package = next(_objects(packages), {}) if isinstance(packages, list) else {}
    return SpicEntry(
        spic,
        _text(one, _NAMES) or spic,
        _text(one, _NAMES_UZ),
        _text(one, _BARCODES) or barcode,
        _text(package, _PACKAGES) or _text(one, ("packageCode", "package_code")),
    )


def _text(one: dict[str, Any], names: Sequence[str]) -> str:
    for name in names:
        value = one.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()[:300]
    return ""
