"""The sealed copy gives the key back to who knows the passphrase, and to nobody else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_app.errors import InputRefused
from hall_app.recovery import seal_key, unseal_key

KEY = "5a" * 31 + "01"
PASSPHRASE = "莲花山的凤凰花开了又开了吧"


def test_there_and_back() -> None:
    copy = seal_key(KEY, PASSPHRASE)
    assert KEY not in copy
    assert unseal_key(copy, PASSPHRASE) == KEY
    assert seal_key(KEY, PASSPHRASE) != copy


def test_a_wrong_passphrase_and_a_changed_copy() -> None:
    copy = seal_key(KEY, PASSPHRASE)
    with pytest.raises(InputRefused, match="口令不对"):
        unseal_key(copy, PASSPHRASE + "x")
    parts = json.loads(copy)
    parts["sealed"] = ("B" if parts["sealed"][0] == "A" else "A") + parts["sealed"][1:]
    with pytest.raises(InputRefused, match="口令不对"):
        unseal_key(json.dumps(parts), PASSPHRASE)
    parts["sealed"] = "AAAA"
    with pytest.raises(InputRefused, match="不是恢复副本"):
        unseal_key(json.dumps(parts), PASSPHRASE)


def test_what_cannot_be_sealed() -> None:
    with pytest.raises(InputRefused):
        seal_key(KEY, "short")
    with pytest.raises(ValueError, match="hex"):
        seal_key("x", PASSPHRASE)


texts = st.one_of(
    st.text(max_size=200),
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["form", "salt", "nonce", "sealed"]), inner)
        ),
    ).map(json.dumps),
)


@given(texts)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(InputRefused, match="不是恢复副本"):
        unseal_key(text, PASSPHRASE)


def test_deep_nesting_and_length_are_refused() -> None:
    for text in ("[" * 4000, "x" * 5000, json.dumps({"form": "hall-app recovery copy 1", "salt": 4})):
        with pytest.raises(InputRefused, match="不是恢复副本"):
            unseal_key(text, PASSPHRASE)
