"""``hall-app demo``: make the practice installation."""

from __future__ import annotations

import argparse
import sys
import time

from db.session import Store
from hall_app.clock import Clock
from hall_app.exchange.application import feed_epoch
from hall_app.exchange.synchronising import UPSTREAM, adopt_place
from hall_app.installation import open_installation
from hall_app.practice.address_library import has_address_library, make_address_library
from hall_app.practice.making import is_half_made, is_practice, make_demo


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many people, which seed."""
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--if-missing", action="store_true", help="已有演示大厅时不算错")


def run(arguments: argparse.Namespace) -> int:
    """Make it, with progress on the terminal."""
    installation = open_installation(arguments.base_dir, tuple(arguments.set))
    store = installation.open_hall(upgrading=True)
    try:
        clock, started = Clock(), time.monotonic()
        if arguments.if_missing and is_practice(store) and not is_half_made(store):
            _add_addresses(installation.open_district(), clock)
            return 0

        def progress(made: int, total: int) -> None:
            sys.stderr.write(f"\r演示居民 {made}/{total}")

        district = installation.open_district(upgrading=True)
        made = make_demo(
            store,
            persons=arguments.persons,
            seed=arguments.seed,
            day=clock.today(),
            clock=clock,
            progress=progress,
            district=district,
        )
        # Both hold the same people already: the exchange goes on from here.
        adopt_place(store, UPSTREAM, district, feed_epoch(district), clock)
        district.close()
        sys.stderr.write("\n")
        sys.stdout.write(f"演示大厅已建立：居民 {made} 人，用时 {time.monotonic() - started:.1f} 秒\n")
    finally:
        store.close()
    return 0


def _add_addresses(district: Store, clock: Clock) -> None:
    """A practice hall of an earlier version has no standard addresses yet."""
    try:
        if not has_address_library(district):
            make_address_library(district, clock.today())
    finally:
        district.close()
