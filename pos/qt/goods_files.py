"""The system's dialog that asks for a file; where a system has none, Qt's own with our words on it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from pos.screens.words import Words

PATTERNS = "*.csv *.xlsx *.xls *.txt"


def ask_for_table(words: Words, chosen: Callable[[str], None]) -> QFileDialog:
    """Open the dialog; `chosen` is called with the file later, or never. GUI thread.

    Keep what is returned: nothing else does, and without it the dialog goes.
    """
    say = words.say
    dialog = QFileDialog(None, say("Choose a table of goods"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([f"{say('Tables')} ({PATTERNS})", f"{say('All files')} (*)"])
    dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    label = QFileDialog.DialogLabel
    for place, word in (
        (label.LookIn, say("Folder")),
        (label.FileName, say("File")),
        (label.FileType, say("Kind")),
        (label.Accept, say("Choose")),
        (label.Reject, say("Cancel")),
    ):
        dialog.setLabelText(place, word)
    dialog.fileSelected.connect(chosen)
    dialog.open()
    return dialog
