"""Run by the system's Python: walks an application's tree over AT-SPI and prints every element as a JSON line."""

import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402


def walk(element, depth=0):
    """Print the element and what it holds, as far as it is showing."""
    try:
        states = element.get_state_set()
        showing = states.contains(Atspi.StateType.SHOWING)
        print(
            json.dumps(
                {
                    "role": element.get_role_name(),
                    "name": element.get_name(),
                    "showing": showing,
                    "focusable": states.contains(Atspi.StateType.FOCUSABLE),
                }
            ),
            flush=True,
        )
        for number in range(element.get_child_count()):
            child = element.get_child_at_index(number)
            if child is not None and depth < 40:
                walk(child, depth + 1)
    except (GLib.Error, TypeError) as error:
        print(json.dumps({"error": str(error)}), flush=True)


def find(title):
    """The application's window with this in its name, once it is there."""
    for _ in range(200):
        desktop = Atspi.get_desktop(0)
        for number in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(number)
            if application is not None and application.get_child_count():
                return application
        time.sleep(0.05)
    return None


if __name__ == "__main__":
    found = find("")
    if found is None:
        sys.exit("no application on the accessibility bus")
    walk(found)
