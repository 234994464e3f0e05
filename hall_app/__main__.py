"""Command line of the hall application: faces and commands."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command named on the command line and return its exit code."""
    sys.stderr.write("hall-app: 还没有命令\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
