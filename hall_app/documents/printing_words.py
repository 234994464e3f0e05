"""Chinese words for print jobs' states and for what a printer or queue complains of; pure, any thread."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JobWords:
    """A job's state in words, with its tone."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class FaultWords:
    """A fault: the short word of the status bar, the banner's two sentences, and whether paper may be the cause."""

    short: str
    fault: str
    remedy: str
    tone: str = "warn"


_PAPER = FaultWords("缺纸", "打印机缺纸", "拉开下层纸盒，放入 A5 纸后自动续打；受理不受影响")
_DOCUMENT_FAULTS: dict[str, FaultWords] = {
    "media_empty": _PAPER,
    "media_low": FaultWords("纸将尽", "", "", "warn"),
    "media_jam": FaultWords("卡纸", "打印机卡纸", "打开后盖取出纸张，合上后自动续打"),
    "cover_open": FaultWords("盖开着", "打印机的盖没合上", "合上盖子后自动续打"),
    "toner_empty": FaultWords("缺墨粉", "打印机没有墨粉了", "更换墨粉盒后自动续打"),
    "toner_low": FaultWords("墨粉将尽", "", "", "warn"),
    "offline": FaultWords("没接上", "打印机没接上", "请检查电源和网线，接好后自动续打"),
    "paused": FaultWords("已暂停", "打印队列已暂停", "请在打印设置里恢复队列，恢复后自动续打"),
    "other": FaultWords("有故障", "打印机报告故障", "请看打印机面板上的提示，排除后自动续打"),
    "no_scheduler": FaultWords(
        "打印服务没开", "打印服务（CUPS）没有运行", "请启动打印服务，启动后自动续打", "bad"
    ),
    "no_command": FaultWords(
        "缺打印程序", "本机没有安装打印程序", "请安装 cups-client；文书已排队，不会丢失", "bad"
    ),
    "no_queue": FaultWords("队列不在", "设置里的打印队列不存在", "请在设置里改选队列，改好后自动续打", "bad"),
    "rejected": FaultWords("队列拒收", "打印队列不接收文书", "请在打印设置里允许接收，恢复后自动续打", "bad"),
    "timed_out": FaultWords("没有回应", "打印服务没有回应", "稍后自动再试；文书已排队，不会丢失"),
    "disk": FaultWords("存不下", "文书存不成文件", "请清理磁盘空间，随后自动再试", "bad"),
}
_TICKET_FAULTS: dict[str, FaultWords] = {
    "paper_out": FaultWords("缺纸", "取号打印机缺纸", "打开上盖换一卷纸，合上后自动续打"),
    "cover_open": FaultWords("盖开着", "取号打印机的盖没合上", "合上盖子后自动续打"),
    "cutter": FaultWords("切刀卡住", "取号打印机切刀卡住", "关机后拨回切刀，开机后自动续打"),
    "error": FaultWords("有故障", "取号打印机报告故障", "关机再开；仍不行请联系维护人员"),
    "offline": FaultWords("脱机", "取号打印机脱机", "按一下联机键，恢复后自动续打"),
    "silent": FaultWords("没有回应", "取号打印机没有回应", "请检查数据线和电源，恢复后自动续打"),
    "unreachable": FaultWords("没接上", "取号打印机没接上", "请检查电源和数据线，接好后自动续打"),
    "unknown_after_send": FaultWords(
        "可能已打印", "取号打印机中途失去联系", "请看票是否已出，再点已打出或重打"
    ),
}
ON_DEMAND = "on_demand"
"""Why a sheet's first job never went to paper: the hall does not print by itself."""
_UNKNOWN = FaultWords("有故障", "打印机出了故障", "文书已排队，不会丢失；请检查打印机")


def document_fault_words(reason: str) -> FaultWords:
    """Words for a queue's or spooler's reason code."""
    return _DOCUMENT_FAULTS.get(reason, _UNKNOWN)


def ticket_fault_words(reason: str) -> FaultWords:
    """Words for a ticket printer's reason code."""
    return _TICKET_FAULTS.get(reason, _UNKNOWN)


def print_line(
    state: str, *, reprint: bool = False, kept_path: str | None = None, fault: str | None = None
) -> JobWords:
    """What the result page says of a print job."""
    if state == "printed":
        return JobWords("已补打 1 份" if reprint else "已打印 1 份", "ok")
    if state == "sending":
        return JobWords("正在打印…", "accent")
    if state == "kept_as_file":
        return JobWords(f"已存为文件 {kept_path}" if kept_path else "已存为文件", "idle")
    if state == "maybe_printed":
        return JobWords("可能已打印，请看出纸口后选择", "warn")
    if state == "cancelled" and fault == ON_DEMAND:
        return JobWords("没有自动打印，按 F12 打印", "idle")
    if state == "cancelled":
        return JobWords("已取消打印", "idle")
    if fault:
        words = _DOCUMENT_FAULTS.get(fault) or _TICKET_FAULTS.get(fault) or _UNKNOWN
        return JobWords(f"已排队，{words.short}", "warn")
    return JobWords("已排队", "accent")
