"""One pcscd for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devices.pcsc.connection import ScardContext
from tests.stacks.pcscd import READER, SECOND_READER, Pcscd, await_condition


@pytest.fixture(scope="session")
def pcscd() -> Iterator[Pcscd]:
    with Pcscd() as service:
        yield service


@pytest.fixture
def empty_slots(pcscd: Pcscd) -> Pcscd:
    """The service, once it has noticed that the cards of the test before have gone."""
    context = ScardContext()
    try:

        def are_empty() -> bool:
            states = context.wait(dict.fromkeys((READER, SECOND_READER), 0), 100)
            return states is not None and not any(state.present for state in states)

        await_condition(are_empty, 10, "both slots are empty")
    finally:
        context.release()
    return pcscd
