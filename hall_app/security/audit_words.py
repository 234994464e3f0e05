"""Chinese words for what stands in the audit trail; a code of a newer version is shown as it is. Pure, any thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Kinds by the beginning of the action, for the filter: (beginning, words).
KINDS: tuple[tuple[str, str], ...] = (
    ("", "全部"),
    ("staff.", "登录与账号"),
    ("roles.", "权限"),
    ("hall.", "大厅"),
    ("window.", "窗口"),
    ("person.", "看人员资料"),
    ("case.", "办件"),
    ("document.", "文书"),
    ("queue.", "叫号"),
    ("settings.", "参数"),
    ("item.", "事项"),
    ("calendar.", "工作日历"),
    ("device.", "设备"),
    ("audit.", "审计"),
)

_ACTIONS = {
    "staff.login": "登录",
    "staff.logout": "退出登录",
    "staff.unlock_window": "解锁屏幕",
    "staff.change_password": "改自己的密码",
    "staff.create": "新建账号",
    "staff.change": "改账号",
    "staff.disable": "停用账号",
    "staff.enable": "启用账号",
    "staff.reset_password": "重置密码",
    "staff.unlock": "解除锁定",
    "hall.create": "建立大厅",
    "window.release": "请占用的窗口退出",
    "window.add": "加窗口",
    "window.change": "改窗口的队列",
    "correction.ask": "请区平台改用本机的值",
    "window.rename": "改窗口号",
    "window.close": "停用窗口",
    "window.reopen": "恢复窗口",
    "hall.change": "改大厅的名称、地址或电话",
    "roles.change": "改角色权限",
    "settings.change": "改参数",
    "settings.reset": "恢复参数默认值",
    "item.import": "导入事项",
    "calendar.enter": "录入节假日表",
    "person.reveal": "显示完整号码",
    "person.open": "查看个人资料",
    "case.receive": "收件",
    "case.accept": "受理",
    "case.accept_incomplete": "容缺受理",
    "case.decide_on_the_spot": "当场办结",
    "case.supplement": "一次性告知补正",
    "case.refuse": "不予受理",
    "case.undo": "撤回受理",
    "case.resubmit": "补正提交",
    "case.receive_deferred": "补收容缺材料",
    "case.open": "查看办件",
    "case.scanned": "扫码查看办件",
    "case.silence": "逾期视为受理",
    "case.silence_sheet": "出具视为受理的通知书",
    "case.hand_over": "交付受理通知书",
    "document.reprint": "补打",
    "print.settle": "确认是否已打印",
    "draft.discard": "删除草稿",
    "queue.call": "呼叫",
    "queue.recall": "重呼",
    "queue.finish": "办结号",
    "queue.issue": "代取号",
    "queue.missed": "过号",
    "queue.restore": "过号召回",
    "queue.transfer": "转窗",
    "correction.open": "查看更正建议",
    "correction.settle": "核定更正建议",
    "library.correct": "更正资源库",
    "device.read": "读卡",
    "device.test": "测试设备",
    "audit.verify": "校验账本",
    "audit.export": "导出审计",
    "logs.pack": "打包日志",
}
_OBJECTS = {
    "staff": "账号",
    "hall": "大厅",
    "window": "窗口",
    "role": "角色",
    "setting": "参数",
    "person": "个人",
    "case": "办件",
    "item": "事项",
    "document": "文书",
    "print_job": "打印",
    "ticket": "号",
    "calendar_year": "年度",
    "reader": "读卡器",
    "correction": "更正建议",
    "device": "设备",
    "audit": "审计账本",
    "draft": "草稿",
    "logs": "日志",
}
_DETAILS = {
    "reason": "事由",
    "window": "窗口",
    "role": "角色",
    "case_number": "办件号",
    "item": "事项",
    "number": "编号",
    "copy": "第几份",
    "kind": "种类",
    "subject": "对象",
    "before": "原值",
    "after": "新值",
    "added": "增加",
    "removed": "去掉",
    "days": "天数",
    "moved": "变动件数",
    "rows": "行数",
    "checked": "条数",
    "limit": "上限",
    "file": "文件",
    "changed": "更新",
    "rules": "推送规则",
    "bundles": "一件事",
    "code": "代码",
    "region": "区划",
    "windows": "窗口数",
    "departments": "部门数",
    "staff_no": "工号",
    "from": "从",
    "to": "到",
    "fault": "故障",
    "state": "状态",
    "occupant": "占用者",
    "field": "哪一项",
    "choice": "选用",
    "library": "资源库",
}


def action_words(action: str) -> str:
    """What was done."""
    return _ACTIONS.get(action, action)


def object_words(kind: str, object_id: str) -> str:
    """To what; long ids are cut to what tells them apart."""
    shown = object_id if len(object_id) <= 20 else f"…{object_id[-8:]}"
    return f"{_OBJECTS.get(kind, kind)} {shown}"


def detail_words(detail: Mapping[str, Any]) -> str:
    """The rest on one line, as it was masked when it was written."""
    parts = [
        f"{_DETAILS.get(key, key)} {_plain(value)}"
        for key, value in detail.items()
        if value not in (None, "", [])
    ]
    return "；".join(parts)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(one) for one in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return str(value)
