"""Speaks to the practice reader's control socket, as a hand that lays a card."""

from __future__ import annotations

import socket
from pathlib import Path


def tell_reader(control: Path, line: str, timeout_s: float = 5.0) -> str:
    """Send one line and return the answer. Raises OSError when no practice reader listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(timeout_s)
        connection.connect(str(control))
        connection.sendall(f"{line}\n".encode())
        return connection.recv(200).decode(errors="replace").strip()
