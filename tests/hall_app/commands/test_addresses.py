"""The library managed from the command line: two people, one proposes and the other approves."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from hall_app.__main__ import main
from hall_app.practice.catalogue import data
from tests.hall_app.addresses.managing.town import YUNJIN, building_code, write_town

STAFF = [row for row in data("staff")["staff"] if row["role"] == "address_admin"]
COUNTER = next(row for row in data("staff")["staff"] if row["role"] == "counter")
ONE = building_code(1)


class Line:
    """The command line of one installation, as one member of staff or another."""

    def __init__(
        self, hall: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._hall = hall
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def run(self, who: dict[str, Any], *words: str) -> tuple[int, Any]:
        """Exit code, and the JSON document or the error."""
        self._monkeypatch.setattr("sys.stdin", io.StringIO(f"{who['password']}\n"))
        group, *rest = words
        code = main(
            ["--base-dir", str(self._hall), "addresses", group, *rest, "--staff", who["number"], "--json"]
        )
        told = self._capsys.readouterr()
        return code, json.loads(told.out) if code == 0 else told.err


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Line:
    hall = tmp_path / "hall"
    assert main(["--base-dir", str(hall), "demo", "--persons", "20"]) == 0
    assert main(["--base-dir", str(hall), "addresses", "import", str(write_town(tmp_path))]) == 0
    capsys.readouterr()
    return Line(hall, monkeypatch, capsys)


def test_proposed_by_one_and_approved_by_another(line: Line, tmp_path: Path) -> None:
    first, second = STAFF
    file = tmp_path / "change.json"
    file.write_text(
        json.dumps(
            [
                {"kind": "merge", "codes": [f"{ONE}000001"], "into": f"{ONE}000002", "reason": "打通"},
                {"kind": "rename", "codes": [ONE], "el": {**YUNJIN, "bldg": "6栋"}, "reason": "换牌"},
            ]
        ),
        encoding="utf-8",
    )
    code, filed = line.run(first, "propose", str(file))
    assert code == 0
    numbers = [row["number"] for row in filed]
    assert line.run(COUNTER, "propose", str(file)) == (
        1,
        "没有这项权限。请由有权限的人员办理，或向安全管理员申请\n",
    )
    code, told = line.run(first, "approve", numbers[0])
    assert (code, "不能审批自己" in told) == (1, True)
    code, shown = line.run(second, "show", numbers[0])
    assert shown["diff"]["rows"][0]["became"] == [f"{ONE}000002"]
    code, done = line.run(second, "approve", *numbers[:1])
    assert [row["number"] for row in done] == numbers[:1]
    assert line.run(second, "approve", numbers[1])[0] == 0
    code, history = line.run(first, "history", f"{ONE}000001")
    assert history["answer"]["living"] == [f"{ONE}000002"]
    code, listed = line.run(first, "changes", "--state", "applied")
    assert numbers[0] in [row["number"] for row in listed]


def test_quality_mapping_lists_and_subscribers(line: Line, tmp_path: Path) -> None:
    first, second = STAFF
    code, report = line.run(first, "quality", "--out", str(tmp_path / "quality.csv"))
    assert code == 0
    assert (tmp_path / "quality.csv").is_file()
    assert {row["check"] for row in report["lines"]} >= {"duplicate_room", "waiting"}
    table = tmp_path / "map.csv"
    table.write_text(f"对方编码,标准编码\nA-1,{ONE}\n", encoding="utf-8")
    assert line.run(first, "mapping", "load", str(table), "--scheme", "zhujian")[1]["new"] == 1
    found = line.run(first, "mapping", "find", "A-1", "--scheme", "zhujian")[1]
    assert found == [{"target": ONE, "state": "living", "living": [ONE]}]
    rows = tmp_path / "list.csv"
    rows.write_text(
        "街道,社区,道路,门牌,小区,楼栋,房号\n莲花,景田,锦云二路,18,云锦苑,1栋,909\n", encoding="utf-8"
    )
    assert line.run(first, "list", "preview", str(rows))[1]["counts"]["create"] == 1
    batch = line.run(first, "list", "propose", str(rows), "--reason", "清单")[1]["batch"]
    assert line.run(second, "subscribers", "add", "housing", "--title", "住建局")[1][0]["name"] == "housing"
    assert line.run(second, "approve", "--batch", batch)[1][0]["approved"]
    out = tmp_path / "notice.gz"
    assert line.run(second, "subscribers", "deliver", "housing", "--file", str(out))[1]["last"] > 0
    assert out.is_file()
    assert line.run(first, "unknown", "list") == (0, [])
    assert line.run(first, "waiting") == (0, [])
