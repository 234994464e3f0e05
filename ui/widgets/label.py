"""Text labels: plain text only, height fixed by the type step, colour by tone."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QMargins, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme import theme
from ui.tokens import ColourName, Step
from ui.widgets.paint import text as draw_text
from ui.widgets.themed import follow_theme

LINE = 1.45


class Label(QLabel):
    """One line (or wrapped lines) of text in a step and a tone."""

    def __init__(
        self,
        text: str = "",
        step: Step = "md",
        tone: ColourName = "text",
        *,
        bold: bool = False,
        wrap: bool = False,
        name: bool = False,
        line: float = LINE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._step: Step = step
        self._leading = line
        self._tone: ColourName = tone
        self._bold = bold
        self._name = name
        self._inset: QMargins | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if wrap:
            self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setText(text)
        follow_theme(self)

    def set_tone(self, tone: ColourName) -> None:
        """Another colour, same place."""
        if tone != self._tone:
            self._tone = tone
            self._colour()

    def set_step(self, step: Step) -> None:
        """Another size."""
        if step != self._step:
            self._step = step
            self.restyle()

    def set_bold(self, bold: bool) -> None:
        if bold != self._bold:
            self._bold = bold
            self.restyle()

    @property
    def tone(self) -> ColourName:
        return self._tone

    def setContentsMargins(self, *margins: Any) -> None:
        """Room around the words; a line keeps its height within it."""
        super().setContentsMargins(*margins)
        self._inset = self.contentsMargins()
        self.restyle()

    def restyle(self) -> None:
        self.setFont(theme().font(self._step, bold=self._bold, name=self._name))
        if self._inset is not None and self.contentsMargins() != self._inset:
            # A frame that has no room for them while Qt polishes it forgets its margins.
            super().setContentsMargins(self._inset)
        if not self.wordWrap():
            inset = self.contentsMargins()
            self.setFixedHeight(
                round(theme().sizes.text(self._step) * self._leading) + inset.top() + inset.bottom()
            )
        self._colour()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.wordWrap():
            super().paintEvent(event)
            return
        # Painted here, so that no style sheet of a parent (a field it stands in) recolours it.
        font = theme().font(self._step, bold=self._bold, name=self._name)
        ink = theme().colour(self._tone)
        draw_text(QPainter(self), self.contentsRect(), self.text(), font, ink, self.alignment())

    def _colour(self) -> None:
        self.update()
        if not self.wordWrap():
            return
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme().colour(self._tone))
        self.setPalette(palette)


class ElidedLabel(Label):
    """A label that gives way: cut with an ellipsis, whole in the tooltip."""

    def __init__(
        self,
        text: str = "",
        step: Step = "md",
        tone: ColourName = "text",
        *,
        bold: bool = False,
        name: bool = False,
        line: float = LINE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, step, tone, bold=bold, name=name, line=line, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._tip = ""

    def restyle(self) -> None:
        self._measured: tuple[str, int] | None = None
        super().restyle()

    def _advance(self) -> int:
        """The width of the words, measured once: layouts ask often."""
        words = self.text()
        if self._measured is None or self._measured[0] != words:
            self._measured = (words, self.fontMetrics().horizontalAdvance(words))
        return self._measured[1]

    def sizeHint(self) -> QSize:
        inset = self.contentsMargins()
        return QSize(self._advance() + 2 + inset.left() + inset.right(), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.height())

    @property
    def is_elided(self) -> bool:
        return self._advance() > self.contentsRect().width()

    def paintEvent(self, event: QPaintEvent) -> None:
        font = theme().font(self._step, bold=self._bold, name=self._name)
        ink = theme().colour(self._tone)
        words = self.text()
        draw_text(QPainter(self), self.contentsRect(), words, font, ink, self.alignment(), elide=True)
        # Told as it is painted: an override of `event` would be asked about every event of every label.
        tip = words if self.is_elided else ""
        if tip != self._tip:
            self._tip = tip
            self.setToolTip(tip)


class EmptyNote(Label):
    """What stands where a list has no rows: why, and what to do; put at the top of the list's place."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text, "md", "text3", wrap=True)
        self.setContentsMargins(16, 12, 16, 12)


class NumberLabel(Label):
    """A number that changes in place: its size is that of the widest expected text, and grows for a wider one.

    A size that is fixed has nothing around laid out anew when the number changes: a clock in it does so each second.
    """

    def __init__(
        self, text: str, widest: str, step: Step = "md", tone: ColourName = "text", *, bold: bool = False
    ) -> None:
        self._widest = widest
        super().__init__(text, step, tone, bold=bold)

    def restyle(self) -> None:
        super().restyle()
        self.setFixedSize(self._room(self._widest), self.sizeHint().height())

    def setText(self, text: str) -> None:
        super().setText(text)
        if self._room(text) > self.maximumWidth():
            self.setFixedWidth(self._room(text))

    def _room(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + 2
