"""The settings a hall's windows share: read at start and log-in, listed and changed by the administrators.

Parameters belong to the system administrator, security policies (``security.*``) to the security administrator
(domain 10.4). A value set on the command line, by the environment or for one machine is managed there and locked here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any

from db import settings_queries as queries
from db.session import Store
from hall_app.clock import Clock
from hall_app.errors import InputRefused, NotPermitted
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.settings import Layer, Scope, Setting, Settings, declared, setting_named
from hall_app.store_faults import explained

EDIT_SETTINGS = "settings.edit"
EDIT_POLICIES = "policies.edit"
_POLICIES = "security."
_MAX_TEXT = 2000
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^/@:]*):[^/@]*@")
_log = logging.getLogger(__name__)

LAYER_TITLES = {
    Layer.DEFAULT: "默认",
    Layer.SITE: "本机文件",
    Layer.HALL: "大厅",
    Layer.ENVIRONMENT: "环境变量",
    Layer.COMMAND_LINE: "命令行",
}


class Kind(StrEnum):
    """How a setting is entered."""

    YES_NO = "yes_no"
    NUMBER = "number"
    TEXT = "text"
    TIME = "time"
    NUMBERS = "numbers"
    PAIRS = "pairs"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting as the settings page shows it; ``value`` and ``default`` are texts that may be entered again.

    ``lock_reason`` says who manages a locked one. ``choices`` are (value, words); ``least``/``most`` bound a number.
    """

    key: str
    title: str
    value: str
    default: str
    layer: Layer
    layer_title: str
    locked: bool
    lock_reason: str
    kind: Kind
    choices: tuple[tuple[str, str], ...] = ()
    least: float | None = None
    most: float | None = None


@explained()
def in_force(store: Store, settings: Settings) -> Settings:
    """``settings`` with the hall's layer as its database has it now. Raises Unavailable.

    A name this version does not know, one that belongs to a machine and a value it cannot use are left out and
    logged: another version's window must not stop this one from opening.
    """
    with store.reading() as session:
        found = queries.hall_settings(session)
    usable: dict[str, object] = {}
    for name, value in found.items():
        try:
            setting = setting_named(name)
            setting.read(value)
        except InputRefused as refused:
            _log.warning("hall setting %s left out: %s", name, refused.message)
            continue
        if setting.scope is Scope.HALL:
            usable[name] = value
        else:
            _log.warning("hall setting %s left out: it belongs to a machine", name)
    return settings.with_layer(Layer.HALL, usable)


def list_settings(store: Store, clerk: Clerk, settings: Settings) -> tuple[SettingLine, ...]:
    """Every declared setting in order of declaration. Raises NotPermitted, Unavailable."""
    if not (clerk.may(EDIT_SETTINGS) or clerk.may(EDIT_POLICIES)):
        clerk.require(EDIT_SETTINGS)
    now = in_force(store, settings)
    return tuple(_line(setting, now, clerk) for setting in declared())


def shown_settings(
    store: Store, clerk: Clerk, settings: Settings, keys: Sequence[str]
) -> tuple[SettingLine, ...]:
    """Some settings for whoever looks; locked (由管理员统一设置) for those who may not change them. Raises Unavailable."""
    now = in_force(store, settings)
    return tuple(_line(setting_named(key), now, clerk) for key in keys)


def change_setting(
    store: Store, clerk: Clerk, key: str, value: object, *, settings: Settings, clock: Clock
) -> Settings:
    """Set the hall's value, a text as entered or a typed one; returns the settings now in force.

    Windows take it up at their next log-in. Raises NotPermitted, InputRefused (with ``field`` = key), Unavailable.
    """
    setting = _changeable(clerk, key, settings)
    if isinstance(value, str) and len(value) > _MAX_TEXT:
        raise InputRefused(f"设置“{setting.title}”太长", f"请不超过 {_MAX_TEXT} 字", key)
    typed = setting.read(value.strip() if isinstance(value, str) else value)
    return _write(store, clerk, setting, typed, settings, clock)


def reset_setting(store: Store, clerk: Clerk, key: str, *, settings: Settings, clock: Clock) -> Settings:
    """Take the hall's value back, so that site file or default count again; returns the settings now in force.

    Raises NotPermitted, InputRefused, Unavailable.
    """
    return _write(store, clerk, _changeable(clerk, key, settings), None, settings, clock)


def as_text(value: Any) -> str:
    """A typed value as a person enters it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, time):
        return f"{value:%H:%M}" if not value.second else value.isoformat(timespec="seconds")
    if isinstance(value, tuple):
        return ", ".join(as_text(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}={words}" for key, words in value.items())
    return str(value)


@explained()
def _write(
    store: Store, clerk: Clerk, setting: Setting[Any], typed: Any, settings: Settings, clock: Clock
) -> Settings:
    before = in_force(store, settings)[setting]
    with store.writing() as session:
        if typed is None:
            queries.drop_hall_setting(session, setting.name)
        else:
            queries.put_hall_setting(session, setting.name, _plain(typed))
        detail = {"before": as_text(before), "after": as_text(typed) if typed is not None else None}
        action = "settings.change" if typed is not None else "settings.reset"
        record(session, clerk, action, "setting", setting.name, True, detail, clock.now())
    return in_force(store, settings)


def _changeable(clerk: Clerk, key: str, settings: Settings) -> Setting[Any]:
    clerk.require(EDIT_POLICIES if key.startswith(_POLICIES) else EDIT_SETTINGS)
    setting = setting_named(key)
    reason = _managed_by(setting, settings)
    if reason:
        raise NotPermitted(f"设置“{setting.title}”在这里改不了", reason)
    return setting


def _managed_by(setting: Setting[Any], settings: Settings) -> str:
    """Who manages it instead of the hall; empty when the hall does."""
    layer = settings.layer_of(setting)
    if layer is Layer.COMMAND_LINE:
        return "由启动命令统一设定"
    if layer is Layer.ENVIRONMENT:
        return f"由环境变量 {setting.variable} 统一设定"
    if setting.scope is Scope.MACHINE:
        return "本机设置，请改本机的 site.toml"
    return ""


def _line(setting: Setting[Any], settings: Settings, clerk: Clerk) -> SettingLine:
    reason = _managed_by(setting, settings)
    policy = setting.name.startswith(_POLICIES)
    if not reason and not clerk.may(EDIT_POLICIES if policy else EDIT_SETTINGS):
        reason = "安全策略由安全管理员维护" if policy else "参数由系统管理员维护"
    layer = settings.layer_of(setting)
    return SettingLine(
        key=setting.name,
        title=setting.title,
        value=_PASSWORD_IN_URL.sub(r"\1:***@", as_text(settings[setting])),
        default=as_text(setting.default),
        layer=layer,
        layer_title=LAYER_TITLES[layer],
        locked=bool(reason),
        lock_reason=reason,
        kind=_kind(setting),
        choices=tuple((as_text(value), words) for value, words in setting.choices),
        least=setting.least,
        most=setting.most,
    )


def _kind(setting: Setting[Any]) -> Kind:
    if setting.choices:
        return Kind.CHOICE
    kinds: tuple[tuple[type[Any], Kind], ...] = (
        (bool, Kind.YES_NO),
        (int, Kind.NUMBER),
        (float, Kind.NUMBER),
        (time, Kind.TIME),
        (tuple, Kind.NUMBERS),
        (dict, Kind.PAIRS),
    )
    return next((kind for like, kind in kinds if isinstance(setting.default, like)), Kind.TEXT)


def _plain(value: Any) -> Any:
    if isinstance(value, time):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
