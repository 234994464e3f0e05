"""Every key of the counter application in one place: what it does, where, and how the overview says it.

Buttons show the keys of this table; :mod:`ui.reception.router` binds them. Letters and digits belong to lists and
act only while no text field has the focus; the search box hands its digits on while it is empty.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key: how it is written, the intention it names, its words, and the group it stands in.

    ``bound`` keys are bound by the reception's router; the others belong to the widget that has the focus or to the
    shell.
    """

    key: str
    intention: str
    words: str
    group: str
    also: tuple[str, ...] = ()
    bound: bool = True


QUEUE = "叫号"
CASE = "办理"
LISTS = "列表与表单"
WINDOW = "窗口"

# The table of screens.md 0.3 with the corrections of reception.md 4 (合并办理 Ctrl M, adding Insert, 空格 已收).
KEYS: tuple[Key, ...] = (
    Key("F1", "call", "呼叫下一位", QUEUE, also=("Num++",)),
    Key("Shift+F1", "pause", "暂停、恢复叫号", QUEUE),
    Key("F2", "recall", "重呼", QUEUE),
    Key("F3", "miss", "过号", QUEUE),
    Key("Shift+F3", "restore", "过号召回", QUEUE),
    Key("F4", "transfer", "转窗", QUEUE),
    Key("Ctrl+N", "issue", "代取号", QUEUE),
    Key("F5", "reread", "重新读卡", CASE),
    Key("Ctrl+I", "type_identity", "手工录入证件（读不了卡时）", CASE),
    Key("F6", "change_item", "选事项、换事项", CASE),
    Key("Shift+F6", "guide", "办理依据与口径", CASE),
    Key("F7", "capture", "拍照、连拍", CASE),
    Key("Shift+F7", "recapture", "重拍", CASE),
    Key("F8", "person_file", "360 视图：这位的全部资料", CASE),
    Key("F9", "accept", "受理", CASE),
    Key("F10", "supplement", "补正告知", CASE),
    Key("F11", "refuse", "不予受理", CASE),
    Key("F12", "print", "打印、补打、重试打印", CASE),
    Key("Ctrl+M", "bundle", "合并办理", CASE),
    Key("Ctrl+B", "resume", "补交材料：打开等补交的办件", CASE),
    Key("Ctrl+S", "save", "暂存", CASE),
    Key("Z", "undo", "撤回刚受理的、撤销上一步", CASE, bound=False),
    Key("Alt+V", "reveal", "显示完整号码片刻", CASE),
    Key("PgUp", "previous_step", "上一步骤", LISTS),
    Key("PgDown", "next_step", "下一步骤", LISTS),
    Key("Enter", "open", "下一待核对项、打开", LISTS, bound=False),
    Key("1–9", "pick", "选推送、候选、选项", LISTS, bound=False),
    Key("V", "check_alert", "核对提醒（搜索框空时）", LISTS, bound=False),
    Key("E", "edit_field", "改已带入的项", LISTS, bound=False),
    Key("空格", "toggle", "已收（原件 1）、勾选", LISTS, bound=False),
    Key("C", "copy_kind", "原件或复印件", LISTS, bound=False),
    Key("R", "defer", "转为容缺", LISTS, bound=False),
    Key("Insert", "add", "添加材料、加一处", LISTS, bound=False),
    Key("T", "rotate", "旋转页面", LISTS, bound=False),
    Key("Delete", "delete", "删页", LISTS, bound=False),
    Key("Esc", "back", "返回一层，不丢已填内容", LISTS),
    Key("Ctrl+K", "palette", "全局搜索", WINDOW, bound=False),
    Key("Ctrl+/", "keys", "按键总表", WINDOW, bound=False),
    Key("Ctrl+Return", "primary", "等于蓝色按钮", WINDOW),
    Key("Ctrl+L", "lock", "离席锁屏", WINDOW),
    Key("Ctrl++", "larger", "字号加大", WINDOW, bound=False),
    Key("Ctrl+-", "smaller", "字号减小", WINDOW, bound=False),
    Key("Ctrl+Shift+F", "full_screen", "全屏", WINDOW, bound=False),
)

_BY_INTENTION = {each.intention: each for each in KEYS}


def key_of(intention: str) -> str:
    """The key of an intention, for a button. Raises KeyError for an intention that has none."""
    return _BY_INTENTION[intention].key


def laptop_double(key: str) -> str | None:
    """The `Alt 数字` double of a function key for laptops whose F-row sends media keys; None for other keys.

    `F10`, `F11` and `F12` are `Alt 0`, `Alt -` and `Alt =`, as they lie on the row above.
    """
    prefix, _, last = key.rpartition("+")
    if not last.startswith("F") or not last[1:].isdigit():
        return None
    digit = {10: "0", 11: "-", 12: "="}.get(int(last[1:]), last[1:])
    return "+".join(part for part in ("Alt", prefix, digit) if part)


def groups() -> tuple[tuple[str, tuple[Key, ...]], ...]:
    """The table by group, for the overview."""
    return tuple(
        (name, tuple(key for key in KEYS if key.group == name)) for name in (QUEUE, CASE, LISTS, WINDOW)
    )
