"""Unified social credit codes (GB 32100): eighteen characters, the last of them a check. Pure, any thread."""

from __future__ import annotations

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_LENGTH = 18


def credit_code(first_seventeen: str) -> str:
    """A code with its check character (Annex A.2). Raises ValueError on other characters or another length."""
    total = sum(
        weight * _ALPHABET.index(char) for weight, char in zip(_WEIGHTS, first_seventeen, strict=True)
    )
    return first_seventeen + _ALPHABET[-total % 31]


def is_credit_code(text: str) -> bool:
    """Whether the check character fits."""
    if len(text) != _LENGTH or not all(char in _ALPHABET for char in text):
        return False
    return credit_code(text[:-1]) == text
