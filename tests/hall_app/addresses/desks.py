"""An installation with a small address library and a clerk, for tests of the desk and of batches."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from db.session import Store
from hall_app.addresses.commands import import_library
from hall_app.security.clerk import Clerk
from hall_app.security.permissions import role_definition

DAY = date(2026, 6, 17)
ESTATES = ("云锦苑", "锦瑟花园", "翠微居", "春明里", "听涛阁", "望海轩")


def clerk_of(role: str, staff_id: UUID | None = None) -> Clerk:
    """A clerk of a shipped role."""
    found = role_definition(role)
    assert found is not None
    return Clerk(
        staff_id or uuid4(), "LH0108", "何静", role, found.name, found.permissions, uuid4(), "莲花街道政务服务大厅",
        None, None, True,
    )  # fmt: skip


@dataclass
class LittleLibrary:
    """Six estates on numbered doors, three buildings each, 48 rooms a building."""

    folder: Path
    rooms: list[tuple[str, str]] = field(default_factory=list)

    def load(self, store: Store) -> LittleLibrary:
        """Write and import it."""
        library, aliases = self.folder / "library.jsonl", self.folder / "aliases.jsonl"
        with library.open("w", encoding="utf-8") as file:
            for n, area in enumerate(ESTATES):
                for building in (1, 2, 3):
                    code = f"44030400801401{90001 + n * 10 + building}"
                    own = {
                        "street": "莲花街道", "community": "景田社区", "road": f"锦云{'一二三四五六'[n]}路",
                        "roadno": f"{10 + n}号", "area": area, "bldg": f"{building}栋",
                    }  # fmt: skip
                    print(
                        json.dumps({"code": code, "level": "building", "el": own}, ensure_ascii=False),
                        file=file,
                    )
                    for floor in range(1, 13):
                        for door in range(1, 5):
                            room = f"{code}{floor:04d}{door:02d}"
                            el = {**own, "house": f"{floor}{door:02d}"}
                            print(
                                json.dumps({"code": room, "level": "room", "el": el}, ensure_ascii=False),
                                file=file,
                            )
                            self.rooms.append((room, f"{area}{building}栋{floor}{door:02d}"))
        rows = [
            {"element": "area", "alias": "云锦花园", "name": "云锦苑", "kind": "old", "community": "景田社区"}
        ]
        aliases.write_text(
            "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8"
        )
        import_library(store, library, aliases, DAY)
        return self

    def table(self, path: Path, rows: int, encoding: str = "gb18030") -> list[list[str]]:
        """A csv of so many rows: most answerable, every seventh lacks its building, every eleventh is nothing."""
        made: list[list[str]] = []
        for n in range(rows):
            code, text = self.rooms[n * 7 % len(self.rooms)]
            if n % 7 == 3:
                text = text.split("栋")[0][:-1] + text.split("栋")[1]
            elif n % 11 == 5:
                text = "同上"
            made.append([f"单位{n:06d}", text, f"=1+{n}", code])
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["名称", "经营地址", "备注", "真编码"])
            writer.writerows(made)
        return made
