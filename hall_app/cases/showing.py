"""How a field's value stands on the screen: numbers masked or grouped, dates plain; pure, any thread."""

from __future__ import annotations

import re

from hall_app.libraries.wording import spaced
from hall_app.security.masking import mask_bank_account, mask_id_number, mask_phone

_HOUSE_CODE = re.compile(r"\d{19,31}\Z")


def shown_value(kind: str, key: str, value: str | None) -> str:
    """What the screen shows of a stored value; whoever may see more asks for it (Alt V)."""
    if not value:
        return ""
    if kind == "id_number" or "id_number" in key:
        return mask_id_number(value)
    if kind == "phone":
        return mask_phone(value)
    if kind == "bank_account" or "bank_account" in key:
        return mask_bank_account(value)
    if _HOUSE_CODE.match(value):
        return f"{value[:7]}****{value[-7:]}"
    if kind == "money":
        return f"{value} 元"
    return spaced(value) if kind == "address" else value


def grouped_phone(number: str) -> str:
    """100 0000 0951, so that two numbers can be compared with the resident aloud."""
    return f"{number[:3]} {number[3:7]} {number[7:]}" if re.fullmatch(r"1\d{10}", number) else number
