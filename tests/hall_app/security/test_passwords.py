"""What a password must be, and what its hash costs."""

from __future__ import annotations

from uuid import uuid4

import pytest

from hall_app.errors import InputRefused
from hall_app.security.clerk import Clerk
from hall_app.security.idle import idle_rules
from hall_app.security.passwords import check_new_password, hash_password, needs_rehash, verify_password
from hall_app.settings import Settings


def test_the_hash_is_argon2id_at_the_librarys_cost() -> None:
    stored = hash_password("Yichuang-2026")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert verify_password(stored, "Yichuang-2026")
    assert not verify_password(stored, "yichuang-2026")
    assert not needs_rehash(stored)


def test_garbage_in_the_column_fits_nothing() -> None:
    assert not verify_password("not a hash", "x")
    assert not verify_password(None, "nobody has this staff number")


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("Ab1-Ab1-x", "10–128 位"),
        ("A1-" * 60, "10–128 位"),
        ("onlylowercase", "3 类"),
        ("lowercase123", "3 类"),
        ("My-lh0108-word", "工号或姓名"),
        ("何静的密码Ab1-x", "工号或姓名"),
        ("My-P@ssw0rd-9", "太常见"),
        ("Aa1-Aa1-Aa1-", "太常见"),
    ],
)
def test_unfit_passwords_say_why(password: str, word: str) -> None:
    with pytest.raises(InputRefused, match=word) as caught:
        check_new_password(password, "LH0108", "何静", (), Settings())
    assert caught.value.field == "password"


def test_a_fit_password_passes() -> None:
    check_new_password("Yichuang-2026", "LH0108", "何静", (), Settings())
    check_new_password("莲花山Lianhua8861", "LH0108", "何静", (), Settings())


def test_a_proxy_desk_locks_sooner() -> None:
    def clerk(role: str) -> Clerk:
        return Clerk(uuid4(), "X", "x", role, "x", frozenset(), uuid4(), "x", None, None, True)

    counter, proxy = idle_rules(clerk("counter"), Settings()), idle_rules(clerk("proxy_agent"), Settings())
    assert (counter.lock_after_s, counter.end_after_s) == (600, 1800)
    assert (proxy.lock_after_s, proxy.end_after_s) == (180, 1800)
