"""The second card of a reception: a minor's guardian, or who acts for somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hall_app.errors import InputRefused
from hall_app.identity.judgement import ADULT_AGE

if TYPE_CHECKING:
    from hall_app.identity.resident import Resident

GUARDIAN = "guardian"
_HOLDERS = {GUARDIAN: "监护人"}


def holder_word(kind: str) -> str:
    """What the holder of the second card is called: 监护人, or 代理人 of whoever is not a minor."""
    return _HOLDERS.get(kind, "代理人")


def holder_kind(applicant: Resident, for_whom: str) -> str:
    """As what the holder of the second card stands on the case: a minor's guardian whatever was chosen."""
    return GUARDIAN if applicant.judgement.second_card else for_whom


def check_second_card(applicant: Resident, holder: Resident) -> None:
    """Raises InputRefused with what to do for a card that cannot stand as the second one."""
    who = holder_word(holder_kind(applicant, ""))
    if not holder.judgement.usable or not holder.judgement.may_accept:
        why = holder.judgement.message.split("，", 1)[0] or "这张证件"
        raise InputRefused(f"{why}，不能作为{who}证件", holder.judgement.remedy)
    if holder.facts.id_number == applicant.facts.id_number:
        raise InputRefused("这是申请人本人的证件", f"请{who}放卡")
    if holder.facts.age is not None and holder.facts.age < ADULT_AGE:
        raise InputRefused(f"{who}也未满 {ADULT_AGE} 周岁", f"请成年的{who}放卡")
