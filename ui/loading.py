"""What the counter window needs, read while the password is typed.

Otherwise the log-in page would stand still for a third of a second at the very moment of logging in: half of it goes
into reading modules, half into the classes of Qt, which PySide makes when the first of a module's widgets is asked for.
"""

from __future__ import annotations

import importlib
import time

QT_MODULES = ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets")
WINDOW = "ui.reception.window"


def load_window() -> None:
    """Read the modules of the counter window and have the classes of Qt made; for a worker."""
    importlib.import_module(WINDOW)
    for name in QT_MODULES:
        module = importlib.import_module(name)
        for each in dir(module):
            getattr(module, each)
            # The interpreter is asked for back between two classes at the latest.
            time.sleep(0)
