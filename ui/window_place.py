"""How large a top-level window stands on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def show_whole(window: QWidget, *, full_screen: bool) -> None:
    """Show a window over the whole screen, or over what the desktop's bars leave of it.

    A counter may run on a bare screen without a window manager: there nobody makes a window large, so it is given
    its place before it is shown.
    """
    screen = window.screen()
    window.setGeometry(screen.geometry() if full_screen else screen.availableGeometry())
    if full_screen:
        window.showFullScreen()
    else:
        window.showMaximized()
