"""The 60 cases of domain.md 8.6 against a library made from their expected column."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from db.session import Store
from hall_app.addresses.answers import Translation
from hall_app.addresses.commands import import_library
from hall_app.addresses.engine import Engine
from tests.hall_app.addresses.libraries import Case, case_library


def wrong(case: Case, made: Translation) -> str:
    """What is wrong with an answer, empty when nothing is."""
    if case.want == "none":
        return "" if not made.auto and not made.codes else "should find nothing"
    if case.want == "place":
        return "" if not made.codes and made.place == case.expected else "should only place it"
    if case.want == "rows":
        return "" if made.rows == [[c] for c in case.codes] and not made.auto else "should give rows"
    if case.want == "ask":
        offered = case.number != "56" or case.codes[0] in made.codes
        return "" if not made.auto and offered else "should ask"
    if made.codes[:1] != case.codes or not made.auto:
        return "should be taken over"
    return "" if case.want != "floor" or made.level == "floor" else "should be a floor"


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_the_sixty_cases_have_the_answer_or_the_question_stated(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    store: Store = request.getfixturevalue("sqlite_store" if kind == "sqlite" else "postgres_store")
    library = tmp_path / "library.jsonl"
    cases = case_library(library)
    import_library(store, library, None, date(2026, 11, 24))
    engine = Engine(store)
    try:
        faults = []
        for case in cases:
            made = engine.translate(case.text)
            if fault := wrong(case, made):
                faults.append(
                    (
                        case.number,
                        case.text,
                        fault,
                        case.codes,
                        made.codes,
                        made.auto,
                        made.reasons,
                        made.pieces,
                    )
                )
    finally:
        engine.close()
    assert not faults, "\n".join(map(str, faults))
