"""Keyboard-wedge scanners: a burst of keys ending in Enter is taken out of the keyboard's stream and routed.

A key is held back for at most :data:`GAP_MS`; if no other follows as fast, it goes where it was meant to go, in order.
People do not reach that pace for :data:`SHORTEST` keys in a row and an Enter; scanners always do. What is
written into a search passes at once, so that typing there is never later by a millisecond; a first letter of a scan is
taken back.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from ui.shell import PaletteHost
from ui.widgets.key_button import KeyButton
from ui.widgets.search_field import AS_TYPED, PlainEdit

GAP_MS = 30
SHORTEST = 4
LONGEST = 512
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HELD_MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_MODIFIER_KEYS = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_AltGr)
_KINDS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)
_TYPED_NUMBER = re.compile(r"\d{11}|\d{17}[\dXx]")
_EDITORS = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox)


@dataclass(frozen=True, slots=True)
class _Moment:
    """When a key was struck: by the system's stamp where there is one, since a busy loop delivers keys late."""

    stamp_ms: int
    clock_ms: float

    @classmethod
    def of(cls, event: QKeyEvent) -> _Moment:
        return cls(int(event.timestamp()), time.monotonic() * 1000)

    def since(self, before: _Moment) -> float:
        if self.stamp_ms and before.stamp_ms:
            return self.stamp_ms - before.stamp_ms
        return self.clock_ms - before.clock_ms


@dataclass(frozen=True, slots=True)
class _Passed:
    """A first letter that went through, with what the box held before."""

    edit: QLineEdit
    before: str
    letter: str


def is_code(text: str) -> bool:
    """Whether a burst can be a scan: every code of a sheet or ticket is long enough and holds a digit.

    Letters alone are pinyin from quick fingers; the digits of a telephone or an identity number belong to a field.
    """
    coded = len(text) >= SHORTEST and any(character.isdigit() for character in text)
    return coded and _TYPED_NUMBER.fullmatch(text) is None


def _is_secret(widget: QWidget | None) -> bool:
    return isinstance(widget, QLineEdit) and widget.echoMode() is not QLineEdit.EchoMode.Normal


class ScannerFilter(QObject):
    """Watches whatever has the focus, while ``active()``. Signals: ``scanned(text)``. UI thread only.

    Keys go to the focus, so its widget is watched and no other: a filter on the application would be asked about
    every event of every widget, thousands for each page.
    """

    scanned = Signal(str)

    def __init__(self, window: QWidget, active: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window = window
        self._active = active
        self._held: list[QKeyEvent] = []
        self._text = ""
        self._passed: _Passed | None = None
        self._last: _Moment | None = None
        self._replaying = False
        # Runs out in the first turn of the event loop after a key: till then nothing came between it and the next.
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GAP_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_pause)
        self._watched: QWidget | None = None
        self._stopped = False
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_moved)
        self._on_focus_moved(None, application.focusWidget())

    def _on_focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        # Without a focus the window itself gets the keys. Installed last, it is asked first.
        watched = new or self._window
        self._watched = watched if isValid(watched) and not self._stopped else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

    @property
    def holding(self) -> bool:
        """Whether keys are held back just now."""
        return bool(self._held)

    def stop(self) -> None:
        """Give back what is held and watch no more."""
        self._flush()
        self._stopped = True
        self._on_focus_moved(None, None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        # Only what comes from outside: keys given back here, or kept by the type-ahead, have been looked at.
        if kind not in _KINDS or self._replaying or not event.spontaneous():
            return False
        if not isinstance(event, QKeyEvent) or event.isAutoRepeat() and not self._struck_again(event):
            return False
        if not self._active() or _is_secret(QApplication.focusWidget()):
            self._flush()
            return False
        if kind == QEvent.Type.KeyRelease:
            return self._release(event)
        if kind == QEvent.Type.ShortcutOverride:
            return self._override(event)
        return self._press(event)

    def _struck_again(self, event: QKeyEvent) -> bool:
        """000 from a quick scanner: let go and struck in the same millisecond, which looks like a key held down.

        A key that is held down repeats only after a pause that no burst has.
        """
        return bool(self._text) and self._is_quick(event)

    def _override(self, event: QKeyEvent) -> bool:
        """A key that may belong to a scan is no shortcut yet: it comes as a key press, to be held."""
        ends = event.key() in _ENTER and self._is_scan(event)
        if _is_printable(event) or ends:
            event.accept()
            return True
        if event.key() not in _MODIFIER_KEYS:
            # A shortcut acts at once: what was struck before it comes first.
            self._flush()
        return False

    def _release(self, event: QKeyEvent) -> bool:
        """The release of a key that is held back follows its press."""
        if any(event.key() == held.key() for held in self._held):
            self._held.append(event.clone())
            return True
        return False

    def _press(self, event: QKeyEvent) -> bool:
        if _is_printable(event):
            return self._take(event)
        if event.key() in _MODIFIER_KEYS:
            return False
        if event.key() in _ENTER and self._is_scan(event):
            self._end_scan()
            return True
        self._flush()
        self._forget()
        return False

    def _take(self, event: QKeyEvent) -> bool:
        if not self._is_quick(event):
            self._flush()
            self._forget()
        self._last = _Moment.of(event)
        self._turn.start()
        if not self._text and self._may_pass(event):
            return False
        if len(self._text) >= LONGEST:
            self._flush()
            self._forget()
            return False
        self._held.append(event.clone())
        self._text += event.text()
        self._timer.start()
        return True

    def _may_pass(self, event: QKeyEvent) -> bool:
        """A letter at a search, or a digit that is only written there: harmless till more is known, and easily taken
        back."""
        edit = QApplication.focusWidget()
        if not isinstance(edit, QLineEdit) or edit.hasSelectedText() or edit.isReadOnly():
            return False
        writes = edit.writes(event) if isinstance(edit, PlainEdit) else event.text().isalnum()
        if not writes or not (isinstance(edit, PlainEdit) or edit.property(AS_TYPED)):
            return False
        self._passed = _Passed(edit, edit.text(), event.text())
        self._text = event.text()
        return True

    def _is_scan(self, enter: QKeyEvent) -> bool:
        return is_code(self._text) and self._is_quick(enter)

    def _is_quick(self, event: QKeyEvent) -> bool:
        """Whether the key follows the one before as fast as a scanner's.

        Without the system's stamps, keys handed over back to back count as such, however long the first one took.
        """
        if self._last is None:
            return False
        moment = _Moment.of(event)
        stamped = moment.stamp_ms and self._last.stamp_ms
        return moment.since(self._last) <= GAP_MS or (not stamped and self._turn.isActive())

    def _end_scan(self) -> None:
        text, passed = self._text, self._passed
        self._timer.stop()
        self._held.clear()
        self._forget()
        if passed is not None:
            passed.edit.setText(passed.before)
        self.scanned.emit(text)

    def _on_pause(self) -> None:
        # Keys that the system has already queued behind a busy moment come first.
        QTimer.singleShot(0, self, self._flush_if_quiet)

    def _flush_if_quiet(self) -> None:
        if not self._timer.isActive():
            self._flush()

    def _flush(self) -> None:
        """Give the held keys to whatever has the focus, in order."""
        self._timer.stop()
        held, self._held = self._held, []
        if not held:
            return
        self._forget()
        self._replaying = True
        try:
            for event in held:
                self._deliver(event)
        finally:
            self._replaying = False

    def _forget(self) -> None:
        self._turn.stop()
        self._text = ""
        self._passed = None
        self._last = None

    def _deliver(self, event: QKeyEvent) -> None:
        target = QApplication.focusWidget() or self._window
        if not isinstance(target, _EDITORS):
            # Buttons of a single letter are shortcuts, which a key sent by hand does not reach.
            pressed = event.type() == QEvent.Type.KeyPress
            button = _button_of(event.text(), _reach(target)) if pressed else None
            if button is not None:
                button.click()
                return
        QApplication.sendEvent(target, event)


def _reach(target: QWidget) -> QWidget:
    """What the keys of a widget reach: its dialog or what else lies over the window, and nothing that lies under it."""
    above: QWidget | None = target
    while above is not None and not above.isWindow() and not isinstance(above, PaletteHost):
        above = above.parentWidget()
    return above or target.window()


def _button_of(text: str, reach: QWidget) -> KeyButton | None:
    wanted = text.upper()
    return next(
        (
            button
            for button in reach.findChildren(KeyButton)
            if button.window() is reach.window()
            and button.is_bound
            and button.key == wanted
            and button.isVisible()
            and button.isEnabled()
        ),
        None,
    )


def _is_printable(event: QKeyEvent) -> bool:
    text = event.text()
    if len(text) != 1 or not text.isprintable() or event.modifiers() & _HELD_MODIFIERS:
        return False
    # The number pad's plus calls the next ticket.
    return text.isdigit() or not event.modifiers() & Qt.KeyboardModifier.KeypadModifier
