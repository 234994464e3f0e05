"""Queries of the code mapping table: what another scheme calls an entry, and the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from db.address_changes import AddressCodeMap


def targets(session: Session, scheme: str, foreign_code: str) -> list[str]:
    """What a foreign code means now."""
    m = AddressCodeMap
    wanted = select(m.target).where(m.scheme == scheme, m.foreign_code == foreign_code, m.valid_to.is_(None))
    return list(session.scalars(wanted.order_by(m.target)))


def foreign_codes(session: Session, target: str, scheme: str | None = None) -> list[tuple[str, str]]:
    """Scheme and code that others give to an entry or division."""
    m = AddressCodeMap
    wanted = select(m.scheme, m.foreign_code).where(m.target == target, m.valid_to.is_(None))
    if scheme:
        wanted = wanted.where(m.scheme == scheme)
    return [(row[0], row[1]) for row in session.execute(wanted.order_by(m.scheme, m.foreign_code))]


def put(session: Session, scheme: str, rows: Iterable[tuple[str, str]], source: str, day: date) -> int:
    """Take over pairs of foreign code and target; what a code meant before ends. Returns how many were new."""
    wanted: dict[str, set[str]] = {}
    for foreign, target in rows:
        wanted.setdefault(foreign, set()).add(target)
    made = 0
    for foreign, meant in wanted.items():
        before = set(targets(session, scheme, foreign))
        for target in before - meant:
            session.execute(
                update(AddressCodeMap)
                .where(
                    AddressCodeMap.scheme == scheme,
                    AddressCodeMap.foreign_code == foreign,
                    AddressCodeMap.target == target,
                )
                .values(valid_to=day)
            )
        for target in sorted(meant - before):
            session.merge(
                AddressCodeMap(
                    scheme=scheme, foreign_code=foreign, target=target, source=source, valid_from=day, valid_to=None
                )
            )  # fmt: skip
            made += 1
    session.flush()
    return made


def pairs(
    session: Session, scheme: str, words: str, after: tuple[str, str], limit: int
) -> Sequence[AddressCodeMap]:
    """Lines in force behind a pair, by foreign code; of one scheme, or with ``words`` of every one that has the code."""
    m = AddressCodeMap
    wanted = select(m).where(m.valid_to.is_(None), tuple_(m.foreign_code, m.target) > after)
    if words:
        wanted = wanted.where(or_(m.foreign_code == words, m.target == words))
    if scheme:
        wanted = wanted.where(m.scheme == scheme)
    return session.scalars(wanted.order_by(m.foreign_code, m.target).limit(limit)).all()


def counts(session: Session) -> dict[str, int]:
    """How many codes of each scheme are mapped."""
    m = AddressCodeMap
    rows = session.execute(
        select(m.scheme, func.count()).where(m.valid_to.is_(None)).group_by(m.scheme).order_by(m.scheme)
    )
    return {row[0]: row[1] for row in rows}
