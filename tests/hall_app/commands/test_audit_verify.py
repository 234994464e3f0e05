"""``hall-app audit verify`` from outside: whoever has the key and every right changes a trail, and is found out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from db import audit as chain
from db import audit_guard
from db.engine import writing_engine
from db.session import Store
from hall_app.__main__ import main
from hall_app.installation import open_installation
from hall_app.security.audit import Actor, record
from tests.stacks.databases import PostgresCluster

Verify = Callable[..., tuple[int, str]]
HALL, DISTRICT = "hall", "district"


class Trails:
    """An installation, on files or on servers, with five deeds in the hall's trail and five in the district's."""

    def __init__(self, base: Path, *settings: str) -> None:
        self.base = base
        self.settings = [word for each in settings for word in ("--set", each)]
        self.installation = open_installation(base, settings)
        for name in (HALL, DISTRICT):
            store = self.open(name)
            for number in range(5):
                with store.writing() as session:
                    record(
                        session, Actor("os:tester"), "test.deed", "thing", str(number), True, {"n": number}
                    )
            store.close()

    def open(self, name: str) -> Store:
        opened = self.installation.open_hall if name == HALL else self.installation.open_district
        return opened(upgrading=True)

    def tamper(self, name: str, *statements: str) -> None:
        store = self.open(name)
        with writing_engine(store.engine).begin() as connection:
            audit_guard.uninstall(connection)
            for statement in statements:
                connection.execute(text(statement))
        store.close()

    def rewrite(self, name: str, keep: int) -> None:
        """Cut the tail off and set the head back, so that the trail is in order by itself."""
        store = self.open(name)
        with store.reading() as session, chain.links(session) as links:
            digest = next(link.digest for link in links if link.seq == keep)
        store.close()
        self.tamper(
            name,
            f"DELETE FROM audit_entry WHERE seq > {keep}",
            f"UPDATE audit_head SET seq = {keep}, digest = '{digest}'",
        )


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def trails(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Trails]:
    if request.param == "sqlite":
        yield Trails(tmp_path)
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres")
    urls = [cluster.new_database(), cluster.new_database()]
    shown = [url.render_as_string(hide_password=False) for url in urls]
    yield Trails(tmp_path, f"database.url={shown[0]}", f"district.url={shown[1]}")
    for url in urls:
        cluster.drop(url)


@pytest.fixture
def verify(trails: Trails, capsys: pytest.CaptureFixture[str]) -> Verify:
    def call(*words: str) -> tuple[int, str]:
        code = main(["--base-dir", str(trails.base), *trails.settings, "audit", "verify", *words])
        return code, capsys.readouterr().out

    return call


SWAP = (
    "UPDATE audit_entry SET seq = 99 WHERE seq = 2",
    "UPDATE audit_entry SET seq = 98 WHERE seq = 3",
    "UPDATE audit_entry SET seq = 3 WHERE seq = 99",
    "UPDATE audit_entry SET seq = 2 WHERE seq = 98",
)
CHANGES = (
    ("changed", ("UPDATE audit_entry SET object_id = '7' WHERE seq = 3",), "第 3 条内容与摘要不符"),
    ("removed", ("DELETE FROM audit_entry WHERE seq = 2",), "第 2 条缺失"),
    ("tail removed", ("DELETE FROM audit_entry WHERE seq > 3",), "第 4 条起末尾被截去 2 条"),
    ("swapped", SWAP, "第 2 条与前一条接不上"),
    ("all removed", ("DELETE FROM audit_entry",), "第 1 条起末尾被截去 5 条"),
)


@pytest.mark.parametrize("name", [HALL, DISTRICT])
@pytest.mark.parametrize(
    ("statements", "words"), [one[1:] for one in CHANGES], ids=[one[0] for one in CHANGES]
)
def test_a_change_in_either_trail_is_found(
    trails: Trails, verify: Verify, name: str, statements: tuple[str, ...], words: str
) -> None:
    code, said = verify()
    assert (code, said.count("账本完整，共 5 条")) == (0, 2)
    trails.tamper(name, *statements)
    code, said = verify()
    assert code == 4
    assert words in said
    assert ("区库账本被改动" in said) is (name == DISTRICT)
    assert said.count("账本完整") == 1, "the other one is told as well"


@pytest.mark.parametrize("name", [HALL, DISTRICT])
def test_a_tail_cut_off_with_its_head_is_found_by_the_head_noted_before(
    trails: Trails, verify: Verify, name: str
) -> None:
    option, pattern = (
        ("--noted", r"^账头 (\S+)$") if name == HALL else ("--noted-district", r"^区库账头 (\S+)$")
    )
    found = re.search(pattern, verify()[1], re.MULTILINE)
    assert found is not None
    noted = found[1]
    assert verify(option, noted)[0] == 0
    store = trails.open(name)
    with store.writing() as session:
        record(session, Actor("os:tester"), "test.deed", "thing", "5")
    store.close()
    assert verify(option, noted)[0] == 0, "what came after does no harm"
    trails.rewrite(name, 3)
    assert verify()[0] == 0, "by itself it is in order"
    code, said = verify(option, noted)
    assert (code, "第 4 条起缺失：记下的账头是第 5 条" in said) == (4, True)
    code, said = verify(option, f"2:{'0' * 64}")
    assert (code, "第 2 条与记下的账头不符" in said) == (4, True)


def test_a_head_that_is_none_is_refused(trails: Trails, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--base-dir", str(trails.base), "audit", "verify", "--noted", "5:abc"])
    assert ended.value.code == 2
    assert "账头要写成" in capsys.readouterr().err
