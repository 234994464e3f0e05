"""Fixtures of the whole suite."""

from __future__ import annotations

pytest_plugins = [
    "tests.stacks.databases",
    "tests.stacks.demo",
    "tests.stacks.roles",
    "tests.stacks.display",
    "tests.stacks.pcscd",
    "tests.stacks.cups",
    "tests.stacks.photo_library",
]
