"""A window that takes one reception after another until it is killed, telling each acceptance as it is known.

python -m bench.crash_worker BASE_DIR
"""

from __future__ import annotations

import sys
from pathlib import Path

from hall_app.cases import collecting, filling
from hall_app.cases.application import MaterialState
from hall_app.clock import Clock
from hall_app.composition import HallCounter
from hall_app.identity.judgement import card_facts
from hall_app.installation import open_installation
from hall_app.practice.story_cards import story_cards
from hall_app.security.login import LoginRefused

ITEM = "440304-JZZ-01"


def main() -> None:
    """Log in (or come back), then accept for ever."""
    counter = HallCounter(open_installation(Path(sys.argv[1])))
    counter.start(lambda _event: None)
    page = counter.login_page()
    seat = next(seat for seat in page.windows if seat.number == "08")
    account = page.practice_account
    assert account is not None
    try:
        clerk = counter.login(account.staff_no, account.password, seat.window_id)
    except LoginRefused as refused:
        print("refused", refused, flush=True)
        raise SystemExit(1) from refused
    facts = lin_facts()
    head = next(hit.item for hit in counter.search_items(clerk, "jzz") if hit.item.code == ITEM)
    print("ready", flush=True)
    while True:
        ticket = counter.current_ticket(clerk) or counter.call_next(clerk)
        if ticket is None:
            ticket = counter.issue_ticket(clerk, "A", None)
            print("issued", ticket.number, flush=True)
            continue
        if ticket.state == "calling":
            ticket = counter.start_serving(clerk, ticket.ticket_id)
        resident = counter.identify(clerk, ticket.ticket_id, facts)
        app = counter.open_application(clerk, ticket, resident, head.item_id)
        for field in app.checks:
            app = filling.choose(app, field.key, 0) if field.choices else app
        for row in app.materials:
            if row.state in (MaterialState.WAITING, MaterialState.DEFERRED):
                app = collecting.receive(app, row.code)
        app = counter.save_draft(clerk, app)
        decision = counter.accept(clerk, app)
        print("accepted", decision.case_number, ticket.number, flush=True)


def lin_facts():  # type: ignore[no-untyped-def]
    """The facts of the first story card, as the reader would give them."""
    from devices.emulators.cards import EmulatedCard
    from devices.sam.text_block import decode_text_block
    from hall_app.commands.emulate import story_deck

    card: EmulatedCard = story_deck()["1"]
    clock = Clock()
    identity = decode_text_block(card.text, emulated=True)
    assert story_cards(clock.today())
    return card_facts(identity, clock.today(), clock.now())


if __name__ == "__main__":
    main()
