"""What the counter window needs, read while the password is typed.

Otherwise the log-in page would stand still for a third of a second at the very moment of logging in. Modules are read one
at a time in the event loop's idle turns: PySide makes its classes when a module first asks for them, and no two threads
should do that at once.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

# From what everything is made of up to the window itself.
PACKAGES = ("ui.widgets", "ui.queueing", "ui.items", "ui.identity", "ui.cases", "ui.palette", "ui.reception")


def window_ahead() -> Iterator[None]:
    """Read the modules of the counter window; each step is one of them."""
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield
        for module in pkgutil.iter_modules(package.__path__, f"{name}."):
            importlib.import_module(module.name)
            yield
