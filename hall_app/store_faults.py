"""The words for what can go wrong below: every database fault with what happened and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from db.errors import StoreError, StoreFault, VersionConflict
from hall_app.errors import Conflict, Unavailable

_WORDS: dict[StoreFault, tuple[str, str]] = {
    StoreFault.LOCKED: (
        "没存上：数据库正被别的程序占用",
        "内容已留在本机，稍等几秒再试；仍不行请关掉其他打开数据库的程序",
    ),
    StoreFault.TOO_NEW: (
        "数据库由更新的版本建立，本程序打不开",
        "请升级本程序到同一版本；不要用旧版本强行打开",
    ),
    StoreFault.OUTDATED: ("数据库还是旧版本的结构", "请由系统管理员运行 hall-app db upgrade"),
    StoreFault.WRONG_KEY: ("数据库密钥不对，打不开", "请放回这个大厅原来的密钥文件，或用封存的恢复副本还原"),
    StoreFault.BROKEN: ("数据库文件已损坏", "请停止使用并联系系统管理员，从最近的备份恢复；原文件请保留"),
    StoreFault.DISK_FULL: ("没存上：磁盘已满或写不进去", "请清理磁盘空间后重试；已受理的办件没有丢失"),
    StoreFault.UNREACHABLE: ("没存上：连不上数据库", "内容已留在本机；请检查网络和大厅服务器，恢复后重试"),
    StoreFault.CLOSED_FILE: (
        "数据库文件打不开",
        "请检查数据目录在不在、权限对不对、磁盘是不是只读或已满，或联系系统管理员",
    ),
    StoreFault.READ_ONLY: ("数据库是只读的，存不进去", "请检查数据目录的权限，或联系系统管理员"),
    StoreFault.INTERRUPTED: ("操作被中断，没有存上", "请重试"),
    StoreFault.NO_RIGHT: ("数据库拒绝了这个窗口的操作", "请系统管理员核对本窗口的数据库权限"),
}


def words_for(fault: StoreFault) -> tuple[str, str]:
    """What happened and what to do, in words for staff."""
    return _WORDS[fault]


@contextmanager
def explained() -> Iterator[None]:
    """Turn the database's faults into words: Unavailable for an outside cause, Conflict for a changed row.

    Also serves as a decorator of a use case.
    """
    try:
        yield
    except StoreError as error:
        message, remedy = words_for(error.fault)
        raise Unavailable(message, remedy) from error
    except VersionConflict as error:
        raise Conflict("别的窗口刚刚改过这条记录", "请重新读取后再办") from error
