"""Other names of elements, and texts that mean a code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from db.address_changes import (
    AddressTextAlias,
)
from db.address_entries import RETIRED, chunks, next_id
from db.addresses import (
    VALID,
    AddressAlias,
)


def element_aliases(session: Session, element: str, alias: str) -> Sequence[AddressAlias]:
    """The aliases in force of that spelling."""
    return session.scalars(
        select(AddressAlias).where(
            AddressAlias.element == element, AddressAlias.alias == alias, AddressAlias.status == VALID
        )
    ).all()


def add_element_alias(
    session: Session, element: str, alias: str, name: str, kind: str,
    street: str | None, community: str | None, source: str, day: date,
) -> None:  # fmt: skip
    """Another name of an element."""
    session.execute(
        insert(AddressAlias).values(
            id=next_id(session, AddressAlias.id), element=element, alias=alias, name=name, kind=kind,
            street=street, community=community, status=VALID, source=source, valid_from=day,
        )
    )  # fmt: skip


def end_element_alias(session: Session, alias_id: int, day: date) -> None:
    """End an alias."""
    session.execute(
        update(AddressAlias).where(AddressAlias.id == alias_id).values(status=RETIRED, valid_to=day)
    )


class AliasLine(NamedTuple):
    """An alias of an element with where it comes from and how long it holds."""

    id: int
    element: str
    alias: str
    name: str
    kind: str
    street: str | None
    community: str | None
    status: str
    source: str
    valid_from: date | None
    valid_to: date | None

    @property
    def key(self) -> tuple[str, str, str, str | None]:
        """What makes two lines the same alias."""
        return self.element, self.alias, self.name, self.community


def alias_lines(session: Session) -> list[AliasLine]:
    """Every alias of an element, ended ones too; of lines with one key the one in force comes last."""
    a = AddressAlias
    rows = session.execute(
        select(
            a.id, a.element, a.alias, a.name, a.kind, a.street, a.community, a.status, a.source, a.valid_from, a.valid_to
        ).order_by(a.status == VALID, a.id)
    )  # fmt: skip
    return [AliasLine(*row[:8], row[8] or "", *row[9:]) for row in rows]


def rename_in_aliases(session: Session, element: str, old: str, new: str, community: str) -> None:
    """Let aliases that meant the old name mean the new one; those placed in the old community or street follow."""
    wanted = update(AddressAlias).where(
        AddressAlias.element == element, AddressAlias.name == old, AddressAlias.status == VALID
    )
    if community:
        wanted = wanted.where(AddressAlias.community == community)
    session.execute(wanted.values(name=new))
    if element in ("street", "community"):
        column = getattr(AddressAlias, element)
        session.execute(
            update(AddressAlias).where(column == old, AddressAlias.status == VALID).values({element: new})
        )


def text_aliases(session: Session) -> list[tuple[str, str]]:
    """Form and code of every text alias in force, by form."""
    rows = session.execute(
        select(AddressTextAlias.form, AddressTextAlias.code)
        .where(AddressTextAlias.valid_to.is_(None))
        .order_by(AddressTextAlias.form, AddressTextAlias.code)
    )
    return [(row[0], row[1]) for row in rows]


def add_text_alias(
    session: Session, form: str, code: str, shown: str, kind: str, day: date, change_id: UUID
) -> None:
    """Another text of a code, in force again where it was before."""
    session.merge(
        AddressTextAlias(
            form=form, code=code, text=shown, kind=kind, valid_from=day, valid_to=None, change_id=change_id
        )
    )
    session.flush()


def end_text_aliases(session: Session, forms: Iterable[str], day: date) -> None:
    """End the aliases of texts that are now living addresses of their own."""
    for part in chunks(forms):
        session.execute(
            update(AddressTextAlias)
            .where(AddressTextAlias.form.in_(part), AddressTextAlias.valid_to.is_(None))
            .values(valid_to=day)
        )


def follow_text_aliases(session: Session, old: str, new: Sequence[str], day: date) -> None:
    """Let the texts of an old code mean its successors."""
    rows = session.scalars(
        select(AddressTextAlias).where(AddressTextAlias.code == old, AddressTextAlias.valid_to.is_(None))
    ).all()
    for row in rows:
        for code in new:
            add_text_alias(session, row.form, code, row.text, row.kind, day, row.change_id)
        row.valid_to = day
    session.flush()
