"""Passwords: Argon2id with the library's default cost, and what a password must be (domain 10.4)."""

from __future__ import annotations

import secrets
import string
from collections.abc import Sequence
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hall_app.errors import InputRefused
from hall_app.settings import PASSWORD_CLASSES, PASSWORD_HISTORY, PASSWORD_LENGTH, Settings

_MAX_LENGTH = 128
hasher = PasswordHasher()
_WEAK = (
    "password",
    "passw0rd",
    "p@ssw0rd",
    "qwerty",
    "qwer1234",
    "1qaz2wsx",
    "abc123",
    "abcd1234",
    "admin",
    "123456",
    "654321",
    "111111",
    "000000",
    "woaini",
    "futian",
    "shenzhen",
    "iloveyou",
    "letmein",
    "welcome",
)


def hash_password(password: str) -> str:
    """The Argon2id hash in PHC form; takes about 0.1 s and 64 MiB, never on the UI thread."""
    return hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password fits; ``None`` (nobody has that number) costs the same time and gives False."""
    try:
        fits = hasher.verify(stored if stored is not None else nobody(), password[: _MAX_LENGTH * 4])
    except (VerificationError, InvalidHashError):
        return False
    return fits and stored is not None


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with another cost than today's."""
    return hasher.check_needs_rehash(stored)


def check_new_password(
    password: str, staff_no: str, name: str, former: Sequence[str], settings: Settings
) -> None:
    """Refuse a password that is too short, too plain, tells the person, or was used before. Raises InputRefused.

    ``former`` are the hashes of earlier passwords, newest first; checking them takes 0.1 s each.
    """
    length, classes = settings[PASSWORD_LENGTH], settings[PASSWORD_CLASSES]
    if not length <= len(password) <= _MAX_LENGTH:
        raise InputRefused(f"密码要 {length}–{_MAX_LENGTH} 位", "请加长", "password")
    if _classes_of(password) < classes:
        raise InputRefused(f"密码要含大写、小写、数字、符号中的 {classes} 类", "请换一个", "password")
    folded = password.casefold()
    personal = [part for part in (staff_no, name) if part]
    if any(part.casefold() in folded for part in personal):
        raise InputRefused("密码不能含工号或姓名", "请换一个", "password")
    if any(weak in folded for weak in _WEAK) or len(set(folded)) < 5:
        raise InputRefused("密码太常见", "请换一个不好猜的", "password")
    recent = former[: settings[PASSWORD_HISTORY]]
    if any(verify_password(stored, password) for stored in recent):
        raise InputRefused(f"不能用最近 {settings[PASSWORD_HISTORY]} 次用过的密码", "请换一个", "password")


def password_rules(settings: Settings) -> str:
    """What a new password must be, for the page where it is entered."""
    return (
        f"{settings[PASSWORD_LENGTH]} 位以上，含大写、小写、数字、符号中的 {settings[PASSWORD_CLASSES]} 类；"
        f"不含工号姓名，不用最近 {settings[PASSWORD_HISTORY]} 次的密码"
    )


def initial_password() -> str:
    """A password for a first log-in: easy to read out, from the system's random source, to be changed at once."""
    letters = "abcdefghjkmnpqrstuvwxyz"
    word = "".join(secrets.choice(letters) for _ in range(8))
    return f"{word[:1].upper()}{word[1:]}-{secrets.randbelow(9000) + 1000}"


@cache
def nobody() -> str:
    """A hash that no password of anybody fits, made once at today's cost."""
    return hasher.hash("nobody has this staff number")


def _classes_of(password: str) -> int:
    groups = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
    known = sum(any(letter in group for letter in password) for group in groups)
    return known + any(all(letter not in group for group in groups) for letter in password)
