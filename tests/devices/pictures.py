"""Pictures of codes as a counter's camera sees them; the same seed makes the same picture."""

from typing import Any, Literal

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from pos.devices.decode import Grey

CLICK_CODE = "880101698207133392"
EAN_13 = "4780012345677"
MARKING = '0104780012345677215abcDEF"x7\x1d93dGVz'

Trouble = Literal["none", "blur", "noise", "low light", "glare", "inverted", "tilt"]


def drawn(format_name: str, text: str, scale: int = 8, *, gs1: bool = False) -> Grey:
    """Draw a code, clean, with its quiet zone."""
    options: dict[str, Any] = {"gs1": True} if gs1 else {}
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, format_name), **options)
    return np.array(code.to_image(scale=scale, add_quiet_zones=True), np.uint8)


def on_white(code: Grey, margin_px: int = 40) -> Grey:
    """Put a sheet of paper round it."""
    return np.pad(code, margin_px, constant_values=255)


def counter_top(seed: int, width: int = 1280, height: int = 720) -> Grey:
    """Show a shop's counter with nothing to read: shadows, edges, print, grain."""
    rng = np.random.default_rng(seed)
    shades = rng.integers(40, 200, (height // 80, width // 80), dtype=np.uint8)
    scene = np.asarray(cv2.resize(shades, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    for _ in range(12):
        start, end = ([int(v) for v in rng.integers(0, [width, height])] for _ in range(2))
        cv2.line(scene, start, end, float(rng.integers(0, 255)), int(rng.integers(1, 12)))
    for _ in range(6):
        at = [int(v) for v in rng.integers(0, [width, height])]
        cv2.putText(scene, "TEA 100 12500", at, cv2.FONT_HERSHEY_SIMPLEX, rng.uniform(0.5, 2), (20,), 2)
    return finished(scene.astype(np.float32), rng, noise=5)


def photo(code: Grey, seed: int, trouble: Trouble = "none", code_px: float = 220) -> Grey:
    """Photograph a code: on a card, turned and seen at an angle, on a counter top, through JPEG."""
    rng = np.random.default_rng(seed)
    scene = counter_top(seed).astype(np.float32)
    height, width = scene.shape
    card = np.pad(255 - code if trouble == "inverted" else code, 60, constant_values=245)
    if trouble == "inverted":
        card = np.pad(255 - code, 60, constant_values=20)
    corners = _corners(card, rng, code_px / code.shape[1], 0.12 if trouble == "tilt" else 0.03)
    middle = np.array([width / 2, height / 2]) + rng.uniform(-0.15, 0.15, 2) * [width, height]
    target = (corners + middle).astype(np.float32)
    high, wide = card.shape
    source = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    warp = cv2.getPerspectiveTransform(source, target)
    mask = cv2.warpPerspective(np.full_like(card, 255), warp, (width, height)) > 127
    # Shrunk before it is warped: a lens averages, it does not skip.
    laid = cv2.warpPerspective(card, warp, (width, height), flags=cv2.INTER_AREA)
    scene = np.where(mask, laid.astype(np.float32), scene)
    return finished(_troubled(scene, trouble, target.mean(axis=0), code_px), rng, _noise_of(trouble))


def finished(scene: NDArray[Any], rng: np.random.Generator, noise: float) -> Grey:
    """Add the sensor's noise and JPEG."""
    scene = cv2.GaussianBlur(scene, (0, 0), 0.6) + rng.normal(0, noise, scene.shape)
    done, data = cv2.imencode(".jpg", np.clip(scene, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 75])
    assert done
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)


def _corners(card: Grey, rng: np.random.Generator, scale: float, tilt: float) -> NDArray[Any]:
    high, wide = card.shape
    half = np.array([[-wide, -high], [wide, -high], [wide, high], [-wide, high]]) / 2 * scale
    angle = np.deg2rad(rng.uniform(-25, 25))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.asarray(half @ turn * (1 + rng.uniform(-tilt, tilt, (4, 1))))


def _troubled(scene: NDArray[Any], trouble: Trouble, middle: NDArray[Any], code_px: float) -> NDArray[Any]:
    match trouble:
        case "blur":
            return np.asarray(cv2.GaussianBlur(scene, (0, 0), 1.6))
        case "low light":
            return np.asarray(scene * 0.15 + 5)
        case "glare":
            rows, columns = np.mgrid[0 : scene.shape[0], 0 : scene.shape[1]]
            far = (columns - middle[0]) ** 2 + (rows - middle[1]) ** 2
            return np.asarray(scene + 150 * np.exp(-far / (2 * (0.4 * code_px) ** 2)))
        case _:
            return scene


def _noise_of(trouble: Trouble) -> float:
    return {"noise": 18.0, "low light": 6.0}.get(trouble, 4.0)
