"""An assistive client finds every control of every page of the journey by role and Chinese name (AT-SPI)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.accessibility.page_on_screen import OVER, PLACES, STEPS
from tests.accessibility.town_pages import TOWN_PAGES
from tests.stacks.display import Display

ROOT = Path(__file__).parents[2]
CONTROLS = {
    "push button",
    "button",
    "text",
    "entry",
    "password text",
    "check box",
    "radio button",
    "toggle button",
    "combo box",
    "list item",
    "table",
    "tree table",
}
# What may have the focus besides: lists and tables with what stands in them, and pictures that keys act on.
HOLDERS = {"list", "tree", "tree item", "table cell", "image", "page tab", "scroll bar"}
# One of several, never several at once: told as such.
ONE_OF_SEVERAL = {
    "issue": ("普通", "老人"),
    "pause": ("用餐",),
    "palette": ("全部", "命令"),
    "undo": ("选错事项",),
    "address_manage": ("待审批",),
    "settings": ("大字",),
}
EXPECTED = {
    "login": ("工号", "密码"),
    "idle": ("呼叫",),
    "person": ("搜索", "重呼"),
    "form": ("受理", "补正告知", "不予受理"),
    "materials": ("受理", "换事项"),
    "accepted": ("呼叫下一位",),
    "manual": ("姓名", "证件号码"),
    "scanned": ("补打",),
    "address_manage": ("待审批", "要查来历的编码", "新建变更"),
    "address_change": ("理由",),
    "address_unknown": ("绑定到编码", "理由", "提为新地址", "不是地址"),
    "palette": ("全局搜索", "全部", "命令"),
    "keys": ("关闭",),
    "issue": ("取号", "返回"),
    "pause": ("暂停", "返回"),
    "missed": ("召回",),
    "transfer": ("转到几号窗口", "转窗"),
    "material": ("材料图像",),
    "defer": ("转为容缺", "添加其他材料"),
    "guide": ("返回",),
    "undo": ("撤回原因", "不撤回", "撤回并作废回执"),
    "leave": ("继续办", "暂存并退出"),
    "locked": ("密码", "解锁"),
    "address_waiting": ("审批意见", "批准并生效", "驳回"),
    "address_history": ("编码的来历和去向",),
    "address_lists": ("提出，待另一人审批", "理由"),
    "address_mapping": ("查一个编码", "加体系", "导入对照表"),
    "address_subscribers": ("新增订阅方", "重发", "写出通知", "读回执", "停止订阅"),
    "address_subscriber": ("从现在起通知",),
    "settings": ("大字", "全屏 开", "恢复默认", "现在的密码", "打包日志", "按键表", "立即同步", "试听呼叫"),
    "administration": (
        "姓名",
        "停用",
        "重置密码",
        "权限表",
        "填进日历",
        "放假通知",
        "校验账本",
        "导出",
        "测试",
        "设备表",
        "参数表",
        "事项表",
        "窗口表",
    ),
    "libraries": ("走访", "信访", "查人"),
    "cases": ("办件号", "补打"),
    "address_query": ("中文、拼音、首字母、编码、别名", "查询", "批量翻译", "复制编码"),
    "address_translate": ("要翻译的文字", "翻译", "送待核"),
    "address_batch_start": ("选择文件",),
    "address_batch": ("采用并到下一条", "导出结果", "暂停", "取消", "按原文过滤", "要人选", "同样写法"),
}


def elements(step: str, display: Display, folder: Path) -> list[dict[str, object]]:
    """The tree of one step as the client sees it."""
    script = (
        "gdbus call --session -d org.a11y.Bus -o /org/a11y/bus -m org.a11y.Bus.GetAddress >/dev/null; "
        f"{sys.executable} -m tests.accessibility.page_on_screen {step} > shown & page=$!; "
        "for n in $(seq 300); do grep -q shown shown && break; sleep 0.1; done; "
        f"/usr/bin/python3 {ROOT}/tests/accessibility/walker.py; code=$?; kill $page; exit $code"
    )
    environment = {**display.environment, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.mark.parametrize("step", ["login", *STEPS, *OVER, *PLACES, *TOWN_PAGES])
def test_every_control_has_a_role_and_a_chinese_name(step: str, display: Display, tmp_path: Path) -> None:
    assert shutil.which("dbus-run-session")
    found = elements(step, display, tmp_path)
    showing = [one for one in found if one.get("showing")]
    # An element with an error went while it was looked at.
    assert [one for one in found if "error" in one] == []
    controls = [one for one in showing if one["role"] in CONTROLS or one["focusable"]]
    assert len([one for one in controls if one["focusable"]]) >= 3, found[:5]
    assert [one for one in controls if one["role"] not in CONTROLS | HOLDERS] == []
    spoken = [one for one in controls if one["role"] != "table cell"]
    nameless = [one for one in spoken if not any("\u4e00" <= char <= "\u9fff" for char in str(one["name"]))]
    assert nameless == []
    names = [str(one["name"]) for one in controls]
    for wanted in EXPECTED.get(step, ()):
        assert any(wanted in name for name in names), (wanted, names)
    for wanted in ONE_OF_SEVERAL.get(step, ()):
        roles = {one["role"] for one in controls if wanted in str(one["name"])}
        assert "radio button" in roles, (wanted, roles)
