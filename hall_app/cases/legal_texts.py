"""What the law says on the hall's sheets, each with its source; wording of our own, to be checked by the office."""

from __future__ import annotations

from dataclasses import dataclass

PRIVACY_NOTICE = (
    "本次办理依法使用您的身份、住址等信息并向有关资源库核验，仅用于本事项；可查询、更正，咨询请到窗口。"
)
"""个人信息保护法 17, 35: told once, on the sheet itself."""

LATENESS = "逾期未补正的，按事项规定终止办理，材料退还；需要时可重新申请，不影响您的权利。"
"""What follows when nothing is supplied (domain 3.2, state 43); a case ends by its item's rule, never by itself."""

CHANNELS = ("窗口", "代办点", "扫码上传")
"""How what a notice asks for may be handed in."""
NOTICE_DAYS = (5, 10, 15)
"""Periods of a notice offered beside the item's own, in working days."""


def whole_defects_note(accept_days: int) -> str:
    """行政许可法 32(4): all is told at once, and the clock starts anew with the resubmission (``case.accept_days``)."""
    return f"以上为需补正的全部内容。补齐后 {accept_days} 个工作日内决定是否受理。"


@dataclass(frozen=True, slots=True)
class LawGround:
    """A ground of refusal by law: ``code``, the words on the sheet and the article."""

    code: str
    text: str
    basis: str
    needs_agency: bool = False


NO_LICENCE_NEEDED = LawGround(
    "no_licence_needed",
    "申请事项依法不需要取得行政许可（不需要办理）",
    "行政许可法第三十二条第一款第（一）项",
)
NOT_THIS_AGENCY = LawGround(
    "not_this_agency",
    "申请事项不属于本机关职权范围",
    "行政许可法第三十二条第一款第（二）项",
    needs_agency=True,
)
LAW_GROUNDS = (NO_LICENCE_NEEDED, NOT_THIS_AGENCY)
"""The grounds art. 32 knows. An incomplete application is never one: it is corrected or told once."""

DEFECT_KINDS = ("缺少", "过期", "不清晰", "信息不一致", "未签章", "格式不符", "份数不足", "非本人", "其他")
"""Kinds of defect in the one-off notice (domain 3.4)."""
DEFECT_REASONS = {
    "签名不全": "未签章",
    "日期涂改": "格式不符",
    "页码缺失": "份数不足",
    "复印件不清": "不清晰",
}
"""Words offered beside a defect, each with its kind."""
