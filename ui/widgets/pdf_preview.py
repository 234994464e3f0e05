"""Shows the pages of a document as pictures that somebody else made from the very PDF."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.pictures import Bounds, Picture
from ui.theme import theme
from ui.widgets.label import Label
from ui.widgets.themed import Panel, follow_theme

_MARGIN = 16


class PageView(QLabel):
    """One page, scaled to the width given, with a hairline around it. White in both themes, as paper is."""

    def __init__(self, picture: QPixmap, number: int, of: int) -> None:
        super().__init__()
        self._picture = picture
        self.setAccessibleName(f"第 {number} 页，共 {of} 页")

    def fit(self, width: int, height: int) -> None:
        """Fit into a width, and into a height if it is not 0; never larger than the picture."""
        ratio = self._picture.devicePixelRatio()
        natural = QSize(round(self._picture.width() / ratio), round(self._picture.height() / ratio))
        size = natural.scaled(width, height or 10_000, Qt.AspectRatioMode.KeepAspectRatio)
        if size.width() >= natural.width():
            size = natural
        self.setFixedSize(size)

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.drawPixmap(self.rect(), self._picture)
        painter.setPen(theme().colour("idle_line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class PdfPreview(Panel):
    """A desk with pages on it. `show_pages` takes them ready made; until then `show_words` says what is going on.

    `bounds` is how large a page is shown: whoever makes the pictures makes them no larger.
    """

    def __init__(
        self, name: str = "文书预览", parent: QWidget | None = None, *, whole_page: bool = True
    ) -> None:
        super().__init__(parent, fill="idle_soft")
        self._whole_page = whole_page
        self.setAccessibleName(name)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._words = Label("", "md", "text2")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName(name)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._desk = QWidget()
        self._column = QVBoxLayout(self._desk)
        self._column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        self._column.setSpacing(_MARGIN)
        self._column.addStretch(1)
        self._scroll.setWidget(self._desk)
        # setWidget turns this on; the desk's colour is ours.
        self._desk.setAutoFillBackground(False)
        outer.addWidget(self._words)
        outer.addWidget(self._scroll, 1)
        self._words.hide()
        self.pages: list[PageView] = []
        self.bounds = Bounds(560, 900)
        follow_theme(self)

    def restyle(self) -> None:
        self.update()

    def show_words(self, words: str) -> None:
        """No pages: `正在生成回执…`, or why there is none."""
        self._clear()
        self._words.setText(words)
        self._words.setVisible(bool(words))

    def show_pages(self, pictures: Sequence[Picture]) -> int:
        """Show pages in order; returns how many could be read (unreadable ones are said in words)."""
        self._clear()
        readable = [picture.image for picture in pictures if picture.image is not None]
        for number, image in enumerate(readable, start=1):
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(self.devicePixelRatioF())
            page = PageView(pixmap, number, len(readable))
            self._column.insertWidget(self._column.count() - 1, page, 0, Qt.AlignmentFlag.AlignHCenter)
            self.pages.append(page)
        if len(readable) < len(pictures):
            self._words.setText("预览没生成，打印不受影响")
        self._words.setVisible(len(readable) < len(pictures))
        self._fit()
        return len(readable)

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        width = self.width() - 2 * _MARGIN
        ratio = self.devicePixelRatioF()
        self.bounds.follow(round(width * ratio), round((self.height() - 2 * _MARGIN) * ratio))
        height = self.height() - 2 * _MARGIN if self._whole_page and len(self.pages) == 1 else 0
        for page in self.pages:
            page.fit(max(width, 40), max(height, 0))

    def _clear(self) -> None:
        for page in self.pages:
            self._column.removeWidget(page)
            page.hide()
            page.deleteLater()
        self.pages.clear()
