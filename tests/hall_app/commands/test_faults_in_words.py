"""What an office can do wrong at a terminal: each is told in words with a remedy, and nothing is lost by it."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hall_app.__main__ import main
from hall_app.command_line import saying
from hall_app.file_faults import file_fault
from hall_app.installation import open_installation

ROOT = Path(__file__).parents[3]


def run(base: Path, *words: str) -> int:
    return main(["--base-dir", str(base), *words])


def told(capsys: pytest.CaptureFixture[str]) -> str:
    found = capsys.readouterr()
    assert not found.out
    return found.err


def test_no_hall_is_made_by_checking_a_mistyped_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "hal"
    for words in (("audit", "verify"), ("db", "backup", "--out", str(tmp_path / "copy"))):
        assert run(missing, *words) == 1
        assert "还没有大厅" in told(capsys)
    assert not missing.exists()
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("emptied", [False, True])
def test_a_database_that_has_gone_is_not_made_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], emptied: bool
) -> None:
    assert run(tmp_path, "db", "upgrade") == 0
    copy = tmp_path / "copy"
    assert run(tmp_path, "db", "backup", "--out", str(copy)) == 0
    capsys.readouterr()
    for name in ("hall.db", "district.db"):
        (tmp_path / name).unlink()
    if emptied:
        (tmp_path / "hall.db").touch()
    assert run(tmp_path, "audit", "verify") == 1
    assert "hall.db 不见了" in told(capsys)
    assert not (tmp_path / "hall.db").exists() or not (tmp_path / "hall.db").stat().st_size
    (tmp_path / "hall.db").unlink(missing_ok=True)
    assert run(tmp_path, "db", "restore", str(copy)) == 0
    assert run(tmp_path, "audit", "verify") == 0


def test_a_first_start_cut_short_between_key_and_database_goes_on(tmp_path: Path) -> None:
    from hall_app.key_file import read_or_make_key

    open_installation(tmp_path)
    read_or_make_key(tmp_path)
    assert run(tmp_path, "audit", "verify") == 0


@pytest.mark.parametrize("address", [":::", "nonsense", "foo://x", "mysql://h/x", "postgresql+nope://h/x"])
def test_a_senseless_database_address_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    assert run(tmp_path, "--set", f"database.url={address}", "audit", "verify") == 1
    assert "database.url" in told(capsys)


def test_a_database_file_that_cannot_be_opened_blames_no_network(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "db", "upgrade") == 0
    capsys.readouterr()
    (tmp_path / "hall.db").unlink()
    (tmp_path / "hall.db").mkdir()
    (tmp_path / "hall.db" / "x").touch()
    assert run(tmp_path, "audit", "verify") == 1
    words = told(capsys)
    assert "数据库文件打不开" in words
    assert "网络" not in words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[[[", "第 1 行"),
        (b"[case]\ncopies=\n", "第 2 行"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a=" + b"[" * 20_000, "site.toml"),
        (b'[scan]\nfolder="a\\u0000b"\n', "scan.folder"),
        (b'[database]\nurl="nonsense"\n', "database.url"),
    ],
)
def test_a_damaged_site_file_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    assert run(tmp_path, "db", "upgrade") == 0
    capsys.readouterr()
    (tmp_path / "site.toml").write_bytes(content)
    assert run(tmp_path, "audit", "verify") == 1
    assert words in told(capsys)


def test_a_site_file_by_notepad_is_read(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_bytes("\ufeff[case]\ncopies = 2\n".encode())
    assert run(tmp_path, "db", "upgrade") == 0


def test_a_recovery_copy_that_cannot_be_written_or_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(tmp_path, "db", "upgrade") == 0
    capsys.readouterr()
    noise = tmp_path / "noise"
    noise.write_bytes(b"\xff" * 100)
    monkeypatch.setattr("sys.stdin", io.StringIO("a long passphrase\n" * 9))
    assert run(tmp_path, "key", "seal", str(tmp_path / "no" / "such" / "folder")) == 1
    assert "找不到" in told(capsys)
    (tmp_path / "hall.key").rename(tmp_path / "kept")
    assert run(tmp_path, "key", "restore", str(tmp_path / "none")) == 1
    assert "找不到" in told(capsys)
    assert run(tmp_path, "key", "restore", str(noise)) == 1
    assert "不是恢复副本" in told(capsys)
    assert not (tmp_path / "hall.key").exists()


def test_an_empty_library_replaces_no_addresses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "demo", "--persons", "10") == 0
    capsys.readouterr()
    library = tmp_path / "library.jsonl"
    for content in (b"", os.urandom(3000), b"[" * 7000 + b"\n"):
        library.write_bytes(content)
        assert run(tmp_path, "addresses", "import", str(library)) == 1
        assert "库内仍是原来的地址" in told(capsys)
    asked, answered = tmp_path / "asked.jsonl", tmp_path / "answered.jsonl"
    asked.write_text(
        '{"id": 1, "text": "深圳市福田区莲花街道景田社区锦云二路18号云锦苑3栋B座1204"}\n', "utf-8"
    )
    assert run(tmp_path, "addresses", "translate", str(asked), "--out", str(answered)) == 0
    assert '"level":"room"' in answered.read_text("utf-8"), "the library that stood before still answers"


def test_lines_that_are_no_text_are_answered_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked, answered = tmp_path / "asked.jsonl", tmp_path / "answered.jsonl"
    asked.write_bytes(b'\xef\xbb\xbf{"id": 1, "text": "x"}\n\xff\xfe\xfd\n' + b"[" * 9000 + b'\n{"id": 2}\n')
    for action in ("translate", "complete"):
        assert run(tmp_path, "addresses", action, str(asked), "--out", str(answered)) == 0
        lines = answered.read_text("utf-8").splitlines()
        assert len(lines) == 4
        assert '"id":1' in lines[0]
        assert '"id":2' in lines[3]
    capsys.readouterr()


@pytest.mark.parametrize(
    "words",
    [
        ("emulate", "printer", "--port", "tcp:99999999"),
        ("emulate", "printer", "--port", "tcp:x"),
        ("emulate", "reader", "--port", "link", "--no-window", "--deck", str(Path(__file__))),
        ("emulate", "reader", "--port", "link", "--no-window", "--deck", "/nonexistent/deck"),
    ],
)
def test_emulators_refuse_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert run(tmp_path, *words) == 1
    assert told(capsys).strip()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("demo", "--persons", "abc"), "--persons 要填数字"),
        (("bogus",), "没有 'bogus'"),
        ((), "缺少"),
        (("--base-dir", "", "audit", "verify"), "目录名是空的"),
        (("devices", "read", "--port"), "后面要跟一个值"),
        (("devices", "read"), "要写这几项之一"),
        (("devices", "read", "--port", "a", "--reader", "b"), "不能与"),
        (("audit", "verify", "more"), "不认识 more"),
    ],
)
def test_a_mistyped_command_is_told_in_chinese(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert ended.value.code == 2
    words_told = told(capsys)
    assert said in words_told
    assert "--help" in words_told


def test_an_unknown_saying_stays() -> None:
    assert saying("something new") == "something new"


@pytest.mark.parametrize(
    "code", [errno.ENOENT, errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO, errno.EMFILE]
)
def test_what_the_system_refuses_has_a_remedy(code: int) -> None:
    fault = file_fault(OSError(code, os.strerror(code), "/a/名单.txt"))
    assert "名单.txt" in fault.message
    assert "/a" not in fault.message
    assert fault.remedy
    assert file_fault(OSError("no number")).remedy


def on_a_small_disk(base: Path, kilobytes: int, *words: str) -> tuple[int, str]:
    """The command where no file may grow beyond a size: what SQLite and the system say then is a full disk's."""
    command = ["bash", "-c", f'ulimit -f {kilobytes}; exec "$@"', "bash", sys.executable, "-m", "hall_app"]
    done = subprocess.run(
        [*command, "--base-dir", str(base), *words],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    )
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("kilobytes", [20, 900, 1500, 2500])
def test_a_demo_on_a_full_disk_can_be_made_again(tmp_path: Path, kilobytes: int) -> None:
    code, words = on_a_small_disk(tmp_path, kilobytes, "demo", "--persons", "2000")
    assert code == 1
    assert "磁盘已满" in words
    assert "Traceback" not in words
    assert run(tmp_path, "demo", "--persons", "50") == 0
    assert run(tmp_path, "audit", "verify") == 0


def test_addresses_on_a_full_disk_stay_what_they_were(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "demo", "--persons", "10") == 0
    asked, answered = tmp_path / "asked.jsonl", tmp_path / "answered.jsonl"
    asked.write_text('{"id": 1, "text": "景田社区锦云二路18号云锦苑3栋B座1204"}\n', "utf-8")
    assert run(tmp_path, "addresses", "translate", str(asked), "--out", str(answered)) == 0
    before = answered.read_text("utf-8").split('"ms"')[0]
    library = tmp_path / "library.jsonl"
    with library.open("w", encoding="utf-8") as file:
        for number in range(20_000):
            code = f"44030400100100{number:05d}"
            parts = {
                "province": "广东省",
                "city": "深圳市",
                "district": "福田区",
                "road": f"新{number}路",
                "number": "1号",
            }
            file.write(
                json.dumps({"code": code, "level": "building", "el": parts}, ensure_ascii=False) + "\n"
            )
    code, words = on_a_small_disk(tmp_path, 1500, "addresses", "import", str(library))
    assert code == 1
    assert "磁盘已满" in words
    assert "Traceback" not in words
    assert run(tmp_path, "addresses", "translate", str(asked), "--out", str(answered)) == 0
    assert answered.read_text("utf-8").split('"ms"')[0] == before
    capsys.readouterr()


def test_back_up_and_restore_on_a_full_disk_leave_nothing_half(tmp_path: Path) -> None:
    here, there, copy = tmp_path / "here", tmp_path / "there", tmp_path / "copy"
    assert run(here, "demo", "--persons", "50") == 0
    code, words = on_a_small_disk(here, 400, "db", "backup", "--out", str(copy))
    assert (code, "磁盘已满" in words) == (1, True), words
    assert not copy.exists()
    assert run(here, "db", "backup", "--out", str(copy)) == 0
    there.mkdir(mode=0o700)
    shutil.copy2(here / "hall.key", there)
    code, words = on_a_small_disk(there, 400, "db", "restore", str(copy))
    assert (code, "磁盘已满" in words) == (1, True), words
    assert not list(there.glob("*.db*"))
    assert run(there, "db", "restore", str(copy)) == 0
    assert run(there, "audit", "verify") == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_output_that_cannot_be_written_ends_in_words(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hall_app", "--base-dir", str(tmp_path), "hall", "regions"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, env=environment, timeout=60, check=False
        )
    assert done.returncode == 1
    assert done.stderr.decode().strip() == "磁盘已满，没有写完文件。请清理磁盘空间后重试"
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        command, stdout=writing, stderr=subprocess.PIPE, env=environment, timeout=60, check=False
    )
    os.close(writing)
    assert done.returncode == 1
    assert not done.stderr


def test_a_file_is_no_folder_of_a_hall(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.touch()
    for base in (file, file / "below"):
        assert run(base, "audit", "verify") == 1
        assert "还没有大厅" in told(capsys)
