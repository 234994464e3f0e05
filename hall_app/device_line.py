"""A device of a machine as its page and its reports tell it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device of this machine: its state, what it is, where it hangs, and how to mend it."""

    part: str
    name: str
    tone: str
    text: str
    model: str
    port: str
    emulated: bool
    reads_cards: bool
    fixes: tuple[str, ...]
    fault: str = ""
