"""Typed settings, each declared once; command line > environment > hall database > site file > default.

Whatever an office may wish otherwise is one of these. A value that cannot be read is refused with its name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from hall_app.errors import InputRefused

SITE_FILE = "site.toml"
ENVIRONMENT_PREFIX = "HALL_APP_"
_MAX_SITE_FILE = 256 * 1024

T = TypeVar("T")


class Scope(StrEnum):
    """Where a setting belongs: the whole hall, or this machine alone."""

    HALL = "hall"
    MACHINE = "machine"


class Layer(IntEnum):
    """Where a value came from; the higher wins."""

    DEFAULT = 0
    SITE = 1
    HALL = 2
    ENVIRONMENT = 3
    COMMAND_LINE = 4


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One setting: dotted ``name`` with its unit, default, Chinese title, scope, bounds of a number.

    ``choices`` are the only values where given, each with its words.
    """

    name: str
    default: T
    title: str
    scope: Scope = Scope.HALL
    least: float | None = None
    most: float | None = None
    choices: tuple[tuple[T, str], ...] = ()

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return ENVIRONMENT_PREFIX + self.name.upper().replace(".", "_")

    def read(self, raw: object) -> T:
        """The typed value of a text, TOML or JSON value. Raises InputRefused."""
        try:
            value = _convert(raw, self.default)
        except (TypeError, ValueError) as error:
            raise InputRefused(f"设置“{self.title}”的值不对", f"请改正 {self.name}", self.name) from error
        if isinstance(value, int | float) and not isinstance(value, bool):
            self._check_bounds(value)
        if self.choices and value not in [choice for choice, _ in self.choices]:
            words = "、".join(text for _, text in self.choices)
            raise InputRefused(f"设置“{self.title}”只能是{words}", f"请改正 {self.name}", self.name)
        return cast("T", value)

    def _check_bounds(self, value: float) -> None:
        if (self.least is not None and value < self.least) or (self.most is not None and value > self.most):
            bounds = (
                f"{self.least if self.least is not None else ''}–{self.most if self.most is not None else ''}"
            )
            raise InputRefused(f"设置“{self.title}”超出范围 {bounds}", f"请改正 {self.name}", self.name)


_declared: dict[str, Setting[Any]] = {}


def _declare(
    name: str,
    default: T,
    title: str,
    scope: Scope = Scope.HALL,
    least: float | None = None,
    most: float | None = None,
    choices: tuple[tuple[T, str], ...] = (),
) -> Setting[T]:
    setting = Setting(name, default, title, scope, least, most, choices)
    _declared[name] = setting
    return setting


# Security (domain 10.4).
LOCKOUT_FAILURES = _declare("security.lockout_failures", 5, "登录失败几次后锁定", least=3, most=20)
LOCKOUT_WINDOW_MIN = _declare(
    "security.lockout_window_min", 15, "登录失败的计算时段（分）", least=1, most=1440
)
LOCKOUT_MIN = _declare("security.lockout_min", 30, "锁定时长（分）", least=1, most=1440)
PASSWORD_LENGTH = _declare("security.password_length", 10, "密码最短长度", least=8, most=64)
PASSWORD_CLASSES = _declare("security.password_classes", 3, "密码须含几类字符", least=1, most=4)
PASSWORD_HISTORY = _declare("security.password_history", 5, "不得重复最近几次密码", least=0, most=24)
PASSWORD_AGE_DAYS = _declare("security.password_age_days", 90, "密码有效天数", least=1, most=3650)
IDLE_LOCK_MIN = _declare("security.idle_lock_min", 10, "离席几分钟后锁屏", least=1, most=240)
IDLE_LOCK_PROXY_MIN = _declare("security.idle_lock_proxy_min", 3, "代办点离席几分钟后锁屏", least=1, most=240)
IDLE_END_MIN = _declare("security.idle_end_min", 30, "离席几分钟后退出登录", least=1, most=1440)
REVEAL_S = _declare("security.reveal_s", 10, "完整号码显示秒数", least=1, most=120)
LIBRARY_QUERIES_PER_DAY = _declare(
    "security.library_queries_per_day", 200, "每人每天查库上限", least=1, most=100000
)

# Queue (domain 4).
QUEUE_GROUPS = _declare(
    "queue.groups",
    {
        "A": "个人事务",
        "B": "企业事务",
        "C": "医保社保",
        "D": "出件领证",
        "E": "咨询导办",
        "Y": "预约",
        "V": "优先",
        "W": "办不成事",
    },
    "业务队列",
)
FAIRNESS_AFTER = _declare("queue.fairness_after", 2, "连叫几个预约或优先号后叫一个普通号", least=1, most=20)
AGING_MIN = _declare("queue.aging_min", 45, "普通号等几分钟升一级", least=1, most=1440)
APPOINTMENT_EARLY_MIN = _declare("queue.appointment_early_min", 30, "预约可提前几分钟取号", least=0, most=240)
APPOINTMENT_LATE_MIN = _declare("queue.appointment_late_min", 15, "预约迟到几分钟内仍有效", least=0, most=240)
RECALL_S = _declare("queue.recall_s", (20, 40), "自动重呼的秒数")
CALLS_BEFORE_MISSED = _declare("queue.calls_before_missed", 3, "呼叫几次未到可过号", least=1, most=20)
RESTORE_BEHIND = _declare("queue.restore_behind", 3, "过号恢复后排在同队几个号之后", least=0, most=50)
RESTORES_ALLOWED = _declare("queue.restores_allowed", 1, "过号可恢复几次", least=0, most=10)
MAX_TRANSFERS = _declare("queue.max_transfers", 2, "一个号最多转窗几次", least=0, most=20)
ABANDON_AFTER_MIN = _declare("queue.abandon_after_min", 30, "过号几分钟未到算弃号", least=1, most=1440)
MEAN_HANDLING_S = _declare("queue.mean_handling_s", 300, "没有记录时的平均办理秒数", least=10, most=36000)
MEAN_OVER_TICKETS = _declare("queue.mean_over_tickets", 20, "按最近几个号估算等候", least=1, most=500)
ESTIMATE_STEP_MIN = _declare("queue.estimate_step_min", 5, "等候时间进位到几分钟", least=1, most=60)
SERVING_EXPIRES_H = _declare("queue.serving_expires_h", 12, "跨天仍在办理的号几小时后过期", least=1, most=48)
TICKET_HINT = _declare("queue.ticket_hint", "过号请到导办台", "票面提示语")
TICKET_WIDTH_MM = _declare(
    "queue.ticket_width_mm", 80, "票纸宽度（毫米）", choices=((80, "80 毫米"), (58, "58 毫米"))
)

# Time and limits (domain 3.6, reception 5).
OPENING_TIME = _declare("hall.opening_time", time(9, 0), "上班时间")
CLOSING_TIME = _declare("hall.closing_time", time(17, 30), "下班时间")
UNDO_MIN = _declare("case.undo_min", 2, "受理后几分钟内可撤回", least=0, most=60)
TARGET_S = _declare("case.target_s", 60, "一次接件的目标秒数", least=1, most=3600)
CORRECTION_DAYS = _declare("case.correction_days", 5, "容缺补交工作日", least=1, most=60)
ACCEPT_DAYS = _declare("case.accept_days", 5, "受理决定工作日", least=1, most=60)
AUTO_PRINT = _declare("case.auto_print", True, "受理后自动打印回执")
COPIES = _declare("case.copies", 1, "回执份数", least=1, most=5)
PROGRESS_URL = _declare("case.progress_url", "", "查询进度的网址")
YELLOW_PERCENT = _declare("case.yellow_percent", 50, "黄灯：剩余期限百分比", least=0, most=100)
YELLOW_DAYS = _declare("case.yellow_days", 3, "黄灯：剩余几个工作日", least=0, most=60)
ORANGE_DAYS = _declare("case.orange_days", 1, "橙灯：剩余几个工作日", least=0, most=60)

# Libraries: whom a clerk is sent to where a library errs [assumption].
LIBRARY_FOLLOW_DAYS = _declare(
    "library.follow_days", 30, "这里办成几天内不再推送（等各库更新）", least=0, most=366
)
LIBRARY_KEEPERS = _declare(
    "library.keepers",
    {
        "人口库": "户籍派出所",
        "居住登记": "街道综合管理（居住登记）",
        "房屋库": "区住房建设局",
        "社保库": "社保经办机构",
        "医保库": "医保经办机构",
        "卫健库": "区卫生健康局",
        "法人库": "市场监督管理部门",
        "民政库": "区民政局",
        "残联库": "区残联",
        "退役军人库": "区退役军人事务局",
        "证照库": "发证机关",
        "城管库": "区城市管理局",
    },
    "各库由谁更正",
)

# This machine.
DATABASE_URL = _declare("database.url", "", "大厅数据库地址（空为本机库）", Scope.MACHINE)
DISTRICT_URL = _declare("district.url", "", "区库地址（空为本机）", Scope.MACHINE)
EXCHANGE_UPSTREAM = _declare("exchange.upstream", "", "区平台地址（空为本机区库）", Scope.MACHINE)
EXCHANGE_CERTIFICATE = _declare("exchange.certificate", "", "本厅的证书文件", Scope.MACHINE)
EXCHANGE_KEY = _declare("exchange.key", "", "本厅证书的私钥文件", Scope.MACHINE)
EXCHANGE_AUTHORITY = _declare("exchange.authority", "", "签发证书的机构文件", Scope.MACHINE)
EXCHANGE_TOKEN_FILE = _declare("exchange.token_file", "", "本厅的令牌文件", Scope.MACHINE)
SCAN_FOLDER = _declare("scan.folder", "scans", "扫描件文件夹", Scope.MACHINE)
READER_PORT = _declare("reader.port", "", "读卡器端口", Scope.MACHINE)
ALL_READERS = "*"
READER_NAME = _declare("reader.name", "", "PC/SC 读卡器名称（* 为全部，空为不用）", Scope.MACHINE)
CARD_LYING_S = _declare("reader.lying_s", 60, "卡放多少秒后提醒取走", Scope.MACHINE, least=1, most=3600)
PHOTO_LIBRARY = _declare("photo.library", "", "相片解码库的路径（厂商授权，空为没有）", Scope.MACHINE)
PHOTO_ENTRY = _declare("photo.entry_point", "unpack", "相片解码库的函数名", Scope.MACHINE)
PHOTO_SUCCESS = _declare("photo.success", 1, "相片解码库表示成功的返回值", Scope.MACHINE)
PHOTO_ROWS = _declare(
    "photo.rows",
    "bottom_up",
    "相片行序",
    Scope.MACHINE,
    choices=(("bottom_up", "自下而上"), ("top_down", "自上而下")),
)
PHOTO_CHANNELS = _declare(
    "photo.channels", "bgr", "相片颜色次序", Scope.MACHINE, choices=(("bgr", "蓝绿红"), ("rgb", "红绿蓝"))
)
PHOTO_TIMEOUT_S = _declare("photo.timeout_s", 3, "相片解码最多等几秒", Scope.MACHINE, least=1, most=30)
TICKET_PRINTER = _declare("ticket_printer.url", "", "票据打印机地址", Scope.MACHINE)
DOCUMENT_QUEUE = _declare("document_printer.queue", "", "文书打印队列（CUPS）", Scope.MACHINE)
DOCUMENT_SERVER = _declare("document_printer.server", "", "打印服务器地址", Scope.MACHINE)
WINDOW_NUMBER = _declare("window.number", "", "本机窗口号", Scope.MACHINE)
SUPPORT = _declare("hall.support", "", "技术支持电话")


def declared() -> tuple[Setting[Any], ...]:
    """Every setting, in order of declaration."""
    return tuple(_declared.values())


def setting_named(name: str) -> Setting[Any]:
    """The setting of that name. Raises InputRefused for an unknown one."""
    try:
        return _declared[name]
    except KeyError:
        raise InputRefused(f"没有“{name}”这项设置", "请核对名称", name) from None


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force, as one unchanging snapshot; ask by ``settings[AGING_MIN]``."""

    _layers: Mapping[Layer, Mapping[str, Any]] = field(default_factory=dict[Layer, Mapping[str, Any]])

    def __getitem__(self, setting: Setting[T]) -> T:
        for layer in sorted(self._layers, reverse=True):
            values = self._layers[layer]
            if setting.name in values:
                return cast("T", values[setting.name])
        return setting.default

    def layer_of(self, setting: Setting[Any]) -> Layer:
        """Where the value in force comes from."""
        found = [layer for layer, values in self._layers.items() if setting.name in values]
        return max(found, default=Layer.DEFAULT)

    def with_layer(self, layer: Layer, raw: Mapping[str, object]) -> Settings:
        """These settings with that layer's values (by dotted name) instead. Raises InputRefused."""
        values = {name: setting_named(name).read(value) for name, value in raw.items()}
        return replace(self, _layers={**self._layers, layer: values})

    def with_values(self, values: Mapping[Setting[Any], Any]) -> Settings:
        """These settings with some values above all others, for tests and scripts."""
        above = dict(self._layers.get(Layer.COMMAND_LINE, {}))
        above.update({setting.name: setting.read(value) for setting, value in values.items()})
        return replace(self, _layers={**self._layers, Layer.COMMAND_LINE: above})


def load_settings(
    base_dir: Path | None, environment: Mapping[str, str], command_line: Iterable[str] = ()
) -> Settings:
    """Site file, environment and ``NAME=VALUE`` arguments; the hall's own layer is added once its database is open.

    Raises InputRefused, naming the setting or the line.
    """
    settings = Settings()
    if base_dir is not None:
        settings = settings.with_layer(Layer.SITE, read_site_file(base_dir / SITE_FILE))
    by_variable = {setting.variable: setting.name for setting in declared()}
    found = {name: environment[variable] for variable, name in by_variable.items() if variable in environment}
    settings = settings.with_layer(Layer.ENVIRONMENT, found)
    return settings.with_layer(Layer.COMMAND_LINE, dict(_argument(one) for one in command_line))


def read_site_file(path: Path) -> dict[str, object]:
    """The site file's values by dotted name; empty when there is no file. Raises InputRefused."""
    try:
        if path.stat().st_size > _MAX_SITE_FILE:
            raise InputRefused("设置文件太大", f"请检查 {path.name}")
        # Notepad puts a mark before the text.
        tree = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputRefused("设置文件读不出来", f"请检查 {path} 的权限和磁盘") from error
    except UnicodeDecodeError as error:
        raise InputRefused("设置文件读不懂", f"请把 {path.name} 存为 UTF-8 文本") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"第 {line[1]} 行" if line else "的写法"
        raise InputRefused("设置文件读不懂", f"请检查 {path.name} {where}") from error
    return dict(_flatten(tree, ""))


def _flatten(tree: Mapping[str, Any], prefix: str) -> Iterable[tuple[str, object]]:
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and name not in _declared:
            yield from _flatten(cast("Mapping[str, Any]", value), f"{name}.")
        else:
            yield name, value


def _argument(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise InputRefused(f"“{text}”不是 名称=值", "请写成 NAME=VALUE", name)
    return name.strip(), value.strip()


def _convert(raw: object, like: object) -> object:
    if isinstance(like, bool):
        return _truth(raw)
    if isinstance(like, int):
        if isinstance(raw, bool | float):
            raise TypeError("a whole number")
        return int(cast("Any", raw))
    if isinstance(like, float):
        return float(cast("Any", raw))
    if isinstance(like, time):
        value = raw if isinstance(raw, time) else time.fromisoformat(str(raw))
        if value.tzinfo is not None:
            raise ValueError("the hall's own wall clock")
        return value
    if isinstance(like, tuple):
        parts = str(raw).split(",") if isinstance(raw, str) else cast("Iterable[Any]", raw)
        return tuple(_convert(part.strip() if isinstance(part, str) else part, like[0]) for part in parts)
    if isinstance(like, dict):
        return _pairs(raw)
    if not isinstance(raw, str):
        raise TypeError("a text")
    return raw


def _pairs(raw: object) -> dict[str, str]:
    if isinstance(raw, str):
        split = [pair.partition("=") for pair in raw.split(",")]
        raw = {key.strip(): value.strip() for key, _, value in split}
    if not isinstance(raw, dict) or not raw:
        raise TypeError("pairs of texts")
    pairs = cast("dict[object, object]", raw)
    if not all(
        isinstance(key, str) and key and isinstance(value, str) and value for key, value in pairs.items()
    ):
        raise TypeError("pairs of texts")
    return cast("dict[str, str]", dict(pairs))


def _truth(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "是": True,
        "0": False,
        "false": False,
        "no": False,
    }
    words |= {"off": False, "否": False}
    if not isinstance(raw, str) or raw.lower() not in words:
        raise ValueError("yes or no")
    return words[raw.lower()]
