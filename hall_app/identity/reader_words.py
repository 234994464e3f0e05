"""The words for what can be wrong with a card reader or a card: what happened, and how to go on.

Keys are the reason codes of the devices room as plain strings; each has a fault and a remedy (screens.md 0.5).
"""

from __future__ import annotations

from dataclasses import dataclass

from hall_app.status import BannerAction


@dataclass(frozen=True, slots=True)
class ReaderWords:
    """Fault and remedy; ``short`` is the status bar's word. ``of_card``: the reader itself is well."""

    fault: str
    remedy: str
    short: str
    of_card: bool = False
    tone: str = "warn"
    actions: tuple[BannerAction, ...] = ()


_BY_HAND = BannerAction("手工录入", "", "type_identity")
_AGAIN = BannerAction("再读", "F5", "reread")
_PROBE = BannerAction("重新检测", "", "probe_reader")
_READER = (_BY_HAND, _PROBE)
_CARD = (_BY_HAND, _AGAIN)


def _reader(fault: str, remedy: str, short: str) -> ReaderWords:
    return ReaderWords(fault, remedy, short, actions=_READER)


def _card(fault: str, remedy: str, short: str = "没读到卡") -> ReaderWords:
    return ReaderWords(fault, remedy, short, of_card=True, actions=_CARD)


_WORDS: dict[str, ReaderWords] = {
    # the port
    "port_missing": _reader("读卡器没接上", "换个 USB 口插回，插好后自动恢复；急办可手工录入", "未接"),
    "unplugged": _reader("读卡器被拔下", "把 USB 线插回原口，插好后自动恢复；急办可手工录入", "被拔下"),
    "port_busy": _reader(
        "读卡器被别的程序占用", "关掉其他读卡程序，关好后自动恢复；急办可手工录入", "被占用"
    ),
    "port_unusable": _reader(
        "读卡器端口打不开", "拔下等 5 秒再插；仍不行请报修，并核对设置里的端口", "打不开"
    ),
    "no_permission": _reader(
        "没有使用读卡器的权限",
        "请系统管理员把本机用户加入 dialout（串口）或 plugdev（USB）组，再重新登录",
        "无权限",
    ),
    # the line
    "silent": _reader("读卡器没有应答", "看指示灯是否亮；拔下等 5 秒再插，恢复后自动重读", "无应答"),
    "garbage": _reader("读卡器传来的数据杂乱", "插紧数据线，避开强干扰；仍不行请换线或报修", "数据杂乱"),
    "bad_checksum": _reader("读卡数据校验不符", "插紧数据线后请本人重新放卡；常出现请换线", "校验不符"),
    # the security module
    "sam_self_test": _reader(
        "读卡器安全模块自检失败", "拔电 10 秒再插；仍失败请换读卡器并报修", "安全模块故障"
    ),
    "sam_unlicensed": _reader("读卡器安全模块未授权", "请联系读卡器厂商重新授权；本窗口先手工录入", "未授权"),
    "sam_refused": _reader(
        "读卡器安全模块拒绝操作", "重新插拔读卡器；仍不行请换读卡器并报修", "安全模块拒绝"
    ),
    # the card
    "no_card": _card("读卡器上没有卡", "请本人把身份证平放在读卡区", "待放卡"),
    "card_torn_away": _card("卡拿得太快，没读完", "请本人把卡重新平放 2 秒，听到提示再取"),
    "card_unreadable": _card("没读到卡", "请本人把卡平放 2 秒；消磁卡可手工录入并拍正反面"),
    "card_rejected_sam": _card(
        "卡没有通过安全认证", "请换一面再放；仍不行请核对证件真伪，手工录入并拍正反面", "未过认证"
    ),
    "card_forged": _card("卡的数据签名不符，可能是伪造证件", "不采用；请大厅值班长当面核查", "存疑"),
    "not_an_id_card": _card(
        "放上的不是身份证件", "请本人换居民身份证、居住证或永久居留身份证", "不是身份证件"
    ),
    "card_mute": _card("卡没有应答", "请擦净芯片，插到底再试；仍不行请换身份证"),
    # The chip wants the key of a security module that this reader does not have; the card itself is well.
    "card_locked": _card("社保卡只读到卡号，其余要授权", "请改用身份证；卡没有坏，不用去换", "社保卡要授权"),
    "unknown_card": _card("不认识这种卡", "请改用身份证或社保卡；也可手工录入", "不认识的卡"),
    # PC/SC
    "pcsc_service_missing": _reader(
        "智能卡服务没有运行", "请系统管理员启动 pcscd 服务；启动后自动恢复", "服务未运行"
    ),
    "pcsc_no_reader": _reader("没找到社保卡读卡器", "插好读卡器，插好后自动恢复；可先用身份证", "未接"),
    # ours
    "driver_missing": _reader("没有装这种读卡器的驱动", "请系统管理员按设备页的说明安装驱动", "缺驱动"),
    "driver_failed": _reader(
        "读卡程序出错，正在自动重启", "无需处理；反复出现请把日志发给技术支持", "正在重启"
    ),
}

CHIP_READERS = "pcsc"
"""The kind of readers into which a card is put, and which a service of the system looks after."""
_ON_CHIP_READERS: dict[str, ReaderWords] = {
    "no_permission": _reader(
        "没有使用智能卡服务的权限",
        "请系统管理员在 polkit 里准许本机用户使用 pcscd（org.debian.pcsc-lite.access_pcsc、access_card）",
        "无权限",
    ),
    "no_card": _card("读卡器上没有卡", "请本人把社保卡插到底；只能感应的贴在感应区", "待放卡"),
    "card_torn_away": _card("卡拔得太快，没读完", "请本人把卡重新插到底，读完再拔"),
    "card_unreadable": _card("没读到卡", "请擦净芯片，换一面插到底再试；仍不行请换身份证"),
}

LEFT_LYING = ReaderWords("卡还在读卡器上", "请提醒本人取走证件；取走后提示自动消失", "卡未取走", of_card=True)
"""Of a card that was read and stays: no fault, but somebody may go home without it."""

_UNLISTED = _reader("读卡器出了故障", "拔下等 5 秒再插；急办可手工录入，并请报修", "故障")


def reader_words(reason: str, kind: str = "") -> ReaderWords:
    """Fault and remedy of a reason code on a kind of reader; a code of a newer driver gets words that still help."""
    own = _ON_CHIP_READERS.get(reason) if kind == CHIP_READERS else None
    return own or _WORDS.get(reason, _UNLISTED)


def worded_reasons() -> frozenset[str]:
    """Every reason that has words of its own."""
    return frozenset(_WORDS)
