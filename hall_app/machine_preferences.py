"""What the people at this machine chose for it: colours, full screen, keys, sounds. Kept in a small file of the installation."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, cast

from hall_app.errors import Unavailable

FILE = "preferences.json"
SCHEMES = ("light", "dark", "system")
_MAX_FILE = 16 * 1024
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MachinePreferences:
    """``scheme`` is light, dark or system; ``laptop_doubles`` puts the function keys on Alt 数字 too."""

    scheme: str = "light"
    full_screen: bool = True
    laptop_doubles: bool = False
    key_hints: bool = True
    call_sound: bool = True
    fault_sound: bool = True


def read_preferences(folder: Path) -> MachinePreferences:
    """The machine's choices; what cannot be read or understood counts as not chosen. Any thread."""
    path = folder / FILE
    try:
        with path.open("rb") as file:
            found: object = json.loads(file.read(_MAX_FILE))
    except FileNotFoundError:
        return MachinePreferences()
    except (OSError, ValueError, RecursionError) as error:
        _log.warning("preferences left out: %s", type(error).__name__)
        return MachinePreferences()
    if not isinstance(found, dict):
        return MachinePreferences()
    raw = cast("dict[str, Any]", found)
    default = asdict(MachinePreferences())
    chosen = {
        field.name: raw[field.name]
        for field in fields(MachinePreferences)
        if isinstance(raw.get(field.name), type(default[field.name]))
    }
    if chosen.get("scheme") not in SCHEMES:
        chosen.pop("scheme", None)
    return MachinePreferences(**chosen)


def keep_preferences(folder: Path, preferences: MachinePreferences) -> None:
    """Write them, whole or not at all. Raises Unavailable."""
    path = folder / FILE
    fresh = path.with_suffix(".new")
    try:
        fresh.write_text(json.dumps(asdict(preferences), ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise Unavailable("设置没存上", "请检查磁盘空间和目录权限，再改一次") from error
