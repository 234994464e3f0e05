"""The card photo: a picture where one can be decoded, otherwise a silhouette that says so."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from ui.pictures import picture_of
from ui.theme import theme
from ui.tokens import RADIUS_SMALL
from ui.widgets.paint import CENTRE, box, text
from ui.widgets.themed import follow_theme

NOT_DECODED = "相片未解码"


class PhotoBox(QLabel):
    """102:126-like portrait; width by text mode. Without a picture: silhouette and caption."""

    def __init__(self, parent: QWidget | None = None, *, width: int = 0) -> None:
        super().__init__(parent)
        self._fixed = width
        self._picture: QPixmap | None = None
        self._caption = NOT_DECODED
        self.setAccessibleName(NOT_DECODED)
        follow_theme(self)

    def show_silhouette(self, caption: str = NOT_DECODED) -> None:
        """No picture; `caption` says why ("" for none)."""
        self._picture, self._caption = None, caption
        self.setAccessibleName(caption or "没有相片")
        self.update()

    def show_picture(self, data: bytes) -> bool:
        """Show an encoded picture (at most 2 MiB); False, and a silhouette, if it cannot be read."""
        image = picture_of(data).image if len(data) <= 2 * 1024 * 1024 else None
        if image is None:
            self.show_silhouette()
            return False
        self._picture = QPixmap.fromImage(image)
        self.setAccessibleName("证件相片")
        self.update()
        return True

    def restyle(self) -> None:
        width = self._fixed or theme().sizes.photo
        self.setFixedSize(width, round(width * 1.26))
        self.update()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(self.rect()), RADIUS_SMALL, RADIUS_SMALL)
        painter.setClipPath(clip)
        if self._picture is not None:
            painter.fillRect(self.rect(), theme().colour("sunken"))
            size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
            painter.drawPixmap(left, top, size.width(), size.height(), self._picture)
        else:
            self._paint_silhouette(painter)
        painter.setClipping(False)
        box(painter, self.rect(), None, theme().colour("line"), radius=RADIUS_SMALL)

    def _paint_silhouette(self, painter: QPainter) -> None:
        """Head and shoulders in a 100 × 126 box: one shape, no sex, no face."""
        dark = theme().dark
        back, figure = (
            (QColor("#22303F"), QColor("#4A5E74")) if dark else (QColor("#E3ECF5"), QColor("#9FB4CB"))
        )
        painter.fillRect(self.rect(), back)
        painter.save()
        painter.scale(self.width() / 100, self.height() / 126)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(figure)
        painter.drawEllipse(QRectF(31, 22, 38, 46))
        shoulders = QPainterPath()
        shoulders.moveTo(8, 126)
        shoulders.cubicTo(8, 92, 24, 78, 50, 78)
        shoulders.cubicTo(76, 78, 92, 92, 92, 126)
        shoulders.closeSubpath()
        painter.drawPath(shoulders)
        painter.restore()
        if self._caption:
            height = round(theme().sizes.xs * 1.45)
            strip = QRectF(0, self.height() - height - 2, self.width(), height + 2)
            fill = theme().colour("surface")
            painter.fillRect(strip, fill)
            text(painter, strip, self._caption, theme().font("xs"), theme().colour("text2"), CENTRE)
