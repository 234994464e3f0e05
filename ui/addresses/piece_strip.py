"""The pieces of a text, painted as chips that wrap: found, nearly, missing, in conflict; each with what it was read as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from hall_app.addresses.desk_values import PieceState
from ui.theme import theme
from ui.widgets.chip import chip_width, draw_chip
from ui.widgets.paint import LEFT, text
from ui.widgets.themed import follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.desk_values import Piece
    from ui.tokens import Kind

LOOKS: dict[PieceState, tuple[Kind, str, str]] = {
    PieceState.FOUND: ("ok", "", "找到"), PieceState.NEARLY: ("accent", "pencil", "写法相近"),
    PieceState.MISSING: ("warn", "help-circle", "缺"), PieceState.CONFLICT: ("bad", "alert-triangle", "矛盾"),
    PieceState.EXTRA: ("idle", "", "不影响"),
}  # fmt: skip
_GAP = 6


def chip_words(piece: Piece) -> str:
    """A lone number says nothing: 3 → 3 楼栋."""
    return f"{piece.words} {piece.read_as}" if len(piece.words) < 4 and piece.words.isascii() else piece.words


class PieceStrip(QWidget):
    """As high as its lines at the width it has; with ``captions`` each chip says below what it was read as."""

    def __init__(self, *, captions: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._captions = captions
        self._pieces: tuple[Piece, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("读出的各部分")
        follow_theme(self)

    def show_pieces(self, pieces: tuple[Piece, ...]) -> None:
        """Other pieces, same place."""
        self._pieces = tuple(piece for piece in pieces if piece.words)
        said = [f"{p.words}，{p.read_as}，{LOOKS[p.state][2]}" for p in self._pieces]
        self.setAccessibleDescription("；".join(said))
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(self.heightForWidth(max(self.width(), 120)))
        self.update()

    def resizeEvent(self, event: object) -> None:
        self.setFixedHeight(self.heightForWidth(self.width()))

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return round(places[-1][2] + self._line_height()) if places else 0

    def _line_height(self) -> float:
        caption = round(theme().sizes.xs * 1.4) if self._captions else 0
        return theme().sizes.chip + caption + _GAP

    def _words(self, piece: Piece) -> str:
        return piece.words if self._captions else chip_words(piece)

    def _places(self, width: int) -> list[tuple[Piece, float, float]]:
        places: list[tuple[Piece, float, float]] = []
        x, y = 0.0, 0.0
        for piece in self._pieces:
            kind, icon, _ = LOOKS[piece.state]
            need = chip_width(self._words(piece), kind, icon)
            if self._captions:
                need = max(need, theme().metrics("xs").horizontalAdvance(piece.read_as))
            if x and x + need > width:
                x, y = 0.0, y + self._line_height()
            places.append((piece, x, y))
            x += need + _GAP
        return places

    def paintEvent(self, event: object) -> None:
        painter, sizes = QPainter(self), theme().sizes
        for piece, x, y in self._places(self.width()):
            kind, icon, _ = LOOKS[piece.state]
            draw_chip(painter, x, y + sizes.chip / 2, self._words(piece), kind, icon)
            if self._captions:
                area = QRectF(x, y + sizes.chip, 200, round(sizes.xs * 1.4))
                text(painter, area, piece.read_as, theme().font("xs"), theme().colour("text3"), LEFT)
