"""PySide6 6.12.0 steals references to None and True until Python aborts; see it before a bump does harm."""

import subprocess
import sys

COUNT = """
import sys
from PySide6.QtCore import QObject, Signal

class Bell(QObject):
    rung = Signal()

bell = Bell()
none, true = sys.getrefcount(None), sys.getrefcount(True)
for _ in range(500):
    bell.parent()
    bell.property("nothing")
    bell.rung.emit()
print(none - sys.getrefcount(None), true - sys.getrefcount(True))
"""


def test_qt_calls_give_back_the_references_they_take() -> None:
    """Counts in a process of its own: a stolen reference may abort it. Python ≥ 3.12 cannot show it."""
    done = subprocess.run([sys.executable, "-c", COUNT], capture_output=True, text=True, check=True)
    lost_none, lost_true = map(int, done.stdout.split())
    assert lost_none < 100
    assert lost_true < 100
