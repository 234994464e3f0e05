"""Keys as people read them on a keycap, and as Qt binds them."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

_SHOWN = {
    "Return": "Enter",
    "Space": "空格",
    "Ins": "Insert",
    "Up": "↑",
    "Down": "↓",
    "Left": "←",
    "Right": "→",
    "Escape": "Esc",
}
_BOUND = {
    "Enter": "Return",
    "空格": "Space",
    "Insert": "Ins",
    "↑": "Up",
    "↓": "Down",
    "←": "Left",
    "→": "Right",
}


def shown_key(key: str) -> str:
    """`Shift+F1` as a keycap says it: `Shift F1`; `Return` is `Enter`, `Space` is `空格`."""
    parts = key.split("+") if key != "+" and not key.endswith("++") else [*key[:-2].split("+"), "+"]
    return " ".join(_SHOWN.get(part, part) for part in parts if part)


def sequences(key: str) -> list[QKeySequence]:
    """The key sequences to bind for a key written either way; Enter binds both Enter keys."""
    plain = key.replace(" ", "+") if len(key) > 1 else key
    parts = [_BOUND.get(part, part) for part in plain.split("+")] if plain != "+" else ["+"]
    bound = "+".join(parts)
    found = [QKeySequence(bound)]
    if parts[-1] == "Return":
        found.append(QKeySequence("+".join([*parts[:-1], "Enter"])))
    return found
