"""An application as JSON and back, so that a draft survives a power cut and a newer version of the program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hall_app.cases.application import Application
from hall_app.cases.plain_values import from_plain, to_plain
from hall_app.errors import InputRefused

SCHEMA = 1
"""Raised when a draft of an older form needs more than the defaults of new fields."""


def to_content(app: Application) -> dict[str, Any]:
    """The application as plain JSON values, with the number of their form."""
    return {"schema": SCHEMA, "application": to_plain(app)}


def from_content(content: Mapping[str, Any]) -> Application:
    """The application of a draft. Raises InputRefused when a newer version wrote it or it is damaged."""
    schema = content.get("schema")
    if not isinstance(schema, int) or schema > SCHEMA:
        raise InputRefused("这份暂存由更新的版本写成，打不开", "请升级本程序，或重新录入")
    try:
        return from_plain(Application, content["application"])
    except (KeyError, TypeError, ValueError) as error:
        raise InputRefused("暂存的内容读不出来", "请重新录入；原暂存已保留") from error
