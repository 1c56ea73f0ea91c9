"""The virtual phone of the training mode: where its codes come from, and how the camera sees it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pos.devices.camera import FrameSource
    from pos.qt.phone_picture import Picture


class CodeMaker:
    """Fresh codes of the simulator (`screens.phone_screen.TrainingPhone`); worth nothing elsewhere."""

    def issue_code(self, scenario: str) -> str:
        """A code never given before whose payment goes as `scenario` says. Any thread."""
        from pos.simulator import Scenario, make_code

        return make_code(Scenario(scenario), secrets.randbelow(10**9))


class PhoneEye:
    """A camera that looks at the phone. Pictures come from the GUI thread, the camera's thread takes them."""

    def __init__(self) -> None:
        self._shown: Picture | None = None

    def see(self, picture: Picture | None) -> None:
        """The phone is held to the camera, or (None) taken away. GUI thread."""
        self._shown = picture

    def source(self) -> FrameSource:
        """The frames of the real camera pipeline."""
        from pos.devices.camera import PictureSource

        return PictureSource(self._now)

    def _now(self) -> NDArray[np.uint8] | None:
        import numpy as np

        shown = self._shown
        if shown is None:
            return None
        return np.frombuffer(shown.grey, np.uint8).reshape(shown.height, shown.width)
