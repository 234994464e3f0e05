"""Settings: who wins, what is refused, and that every declared one can be written down."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_app.errors import InputRefused
from hall_app.settings import (
    AGING_MIN,
    CLOSING_TIME,
    COPIES,
    PROGRESS_URL,
    QUEUE_GROUPS,
    RECALL_S,
    Layer,
    Setting,
    Settings,
    declared,
    load_settings,
)


def write_site(folder: Path, text: str) -> Path:
    (folder / "site.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_order_of_precedence(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {})[AGING_MIN] == 45
    write_site(tmp_path, "[queue]\naging_min = 40\n")
    assert load_settings(tmp_path, {})[AGING_MIN] == 40
    hall = load_settings(tmp_path, {}).with_layer(Layer.HALL, {"queue.aging_min": 35})
    assert hall[AGING_MIN] == 35
    environment = {"HALL_APP_QUEUE_AGING_MIN": "30", "HALL_APP_BASE_DIR": "x", "HOME": "y"}
    settings = load_settings(tmp_path, environment).with_layer(Layer.HALL, {"queue.aging_min": 35})
    assert settings[AGING_MIN] == 30
    assert settings.layer_of(AGING_MIN) is Layer.ENVIRONMENT
    settings = load_settings(tmp_path, environment, ["queue.aging_min=25"])
    assert (settings[AGING_MIN], settings.layer_of(AGING_MIN)) == (25, Layer.COMMAND_LINE)
    assert settings.layer_of(COPIES) is Layer.DEFAULT


def test_kinds_of_values(tmp_path: Path) -> None:
    text = """
[queue]
recall_s = [15, 30, 45]
groups = {A = "个人", Z = "测试"}
[hall]
closing_time = 18:00:00
[case]
progress_url = "https://example.invalid/p"
"""
    settings = load_settings(write_site(tmp_path, text), {})
    assert settings[RECALL_S] == (15, 30, 45)
    assert settings[QUEUE_GROUPS] == {"A": "个人", "Z": "测试"}
    assert settings[CLOSING_TIME] == time(18, 0)
    assert settings[PROGRESS_URL] == "https://example.invalid/p"
    spoken = load_settings(None, {"HALL_APP_QUEUE_RECALL_S": "10, 20", "HALL_APP_HALL_CLOSING_TIME": "17:00"})
    assert (spoken[RECALL_S], spoken[CLOSING_TIME]) == ((10, 20), time(17, 0))


@pytest.mark.parametrize(
    "text",
    [
        "[queue]\nagein_min = 4\n",
        '[queue]\naging_min = "soon"\n',
        "[queue]\naging_min = 4.5\n",
        "[queue]\naging_min = true\n",
        "[queue]\naging_min = 0\n",
        "[case]\nprogress_url = 4\n",
        "[hall]\nclosing_time = 25\n",
        "[queue]\ngroups = {A = 4}\n",
        "not toml",
        "x = 1\n",
        "# \xff",
    ],
)
def test_what_cannot_be_used_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "site.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(InputRefused):
        load_settings(tmp_path, {})


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    write_site(tmp_path, "#" * 300_000)
    with pytest.raises(InputRefused, match="太大"):
        load_settings(tmp_path, {})


def test_arguments_without_a_sign_are_refused() -> None:
    with pytest.raises(InputRefused):
        load_settings(None, {}, ["queue.aging_min"])


def test_each_setting_is_declared_once_with_title_and_bounds() -> None:
    names = [setting.name for setting in declared()]
    assert len(set(names)) == len(names)
    assert len({setting.variable for setting in declared()}) == len(names)
    for setting in declared():
        assert setting.title
        assert setting.read(setting.default) == setting.default


@given(
    st.sampled_from(declared()),
    st.one_of(st.text(max_size=40), st.integers(), st.none(), st.lists(st.text())),
)
def test_any_value_is_read_or_refused(setting: Setting[Any], raw: object) -> None:
    try:
        value = Settings().with_layer(Layer.HALL, {setting.name: raw})[setting]
    except InputRefused as refused:
        assert refused.field == setting.name  # noqa: PT017 (either outcome is right)
    else:
        assert type(value) is type(setting.default)
