"""`pos read-codes FILE…`: decode pictures with the till's own pipeline. Touches no home folder."""

from __future__ import annotations

import time
from pathlib import Path

from pos.commands.output import DONE, Output
from pos.core.errors import UnreadablePicture
from pos.core.scan import classify


def read_codes(files: tuple[str, ...], output: Output, *, as_json: bool) -> int:
    """One JSON object per file: file, codes [{text, format, kind}], ms. Exit 2 when a file is no picture."""
    from pos.devices.decode import decode, read_image_file

    worst = DONE
    for file in files:
        begun = time.perf_counter()
        try:
            codes = decode(read_image_file(Path(file)), budget_s=None)
        except UnreadablePicture as error:
            worst = output.fail(error)
            if as_json:
                output.json({"file": file, "codes": [], "ms": 0.0, "error": output.explain(error)})
            continue
        milliseconds = round((time.perf_counter() - begun) * 1000, 1)
        found = [
            {"text": code.text, "format": code.format, "kind": str(classify(code.text).kind)}
            for code in codes
        ]
        if as_json:
            output.json({"file": file, "codes": found, "ms": milliseconds})
        else:
            shown = "; ".join(f"{c['format']} {c['kind']} {c['text']}" for c in found)
            output.out(f"{file}: {shown or output.words.say('no code found')} ({milliseconds} ms)")
    return worst
