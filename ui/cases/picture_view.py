"""A scanned page on the desk: zoomed to fit, with its checks and keys around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QBrush,
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsItem,
    QGraphicsPixmapItem,
    QGraphicsScene,
    QGraphicsView,
    QVBoxLayout,
    QWidget,
)

from ui.key_table import key_of
from ui.pictures import Bounds
from ui.theme import theme
from ui.widgets.chip import Chip
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.spoken_role import speak_as

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hall_app.cases.application import MaterialRow
    from hall_app.cases.page_checks import PageCheck, Point
    from ui.pictures import Picture

# Desk around the page, in px.
_MARGIN = 24
# Of what lies over the desk: from its edge, and from one to the next, in px.
_EDGE, _GAP = 12, 6
# A desk narrower than this many buttons has no room for them beside the page.
_WIDE_IN_BUTTONS = 5


# The outline on the dark desk is the same in both schemes, like the desk.
_OUTLINE = QColor("#78AEF2")
_DOT = 7


def told(check: PageCheck | None, *, outline: bool) -> tuple[tuple[str, bool], ...]:
    """What is said of a page, with whether it is good; a fault carries its fix."""
    if check is None:
        return ()
    found: list[tuple[str, bool]] = []
    if check.sharp is not None:
        found.append(("清晰", True) if check.sharp else ("不清晰，擦净镜头、放稳后按 Shift F7 重拍", False))
    if outline and check.whole is not None:
        found.append(
            ("四角完整", True) if check.whole else ("四角不全，把整页移进画面再按 Shift F7 重拍", False)
        )
    return tuple(found)


class PageView(QGraphicsView):
    """The page itself; focusable, so that 空格 pages and T turns. Signals: ``key(key)``."""

    key = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = QGraphicsScene(self)
        self.setScene(self._scene)
        self._item: QGraphicsPixmapItem | None = None
        self._marks: list[QGraphicsItem] = []
        self._outline: tuple[Point, ...] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName("材料图像")
        self.viewport().setAccessibleName("材料图像")
        for part in (self, self.viewport()):
            speak_as(part, QAccessible.Role.Graphic)
        self._picture: Picture | None = None
        self.bounds = Bounds(1100, 1100)
        self.setBackgroundBrush(QColor(theme().colour("desk")))

    def show_page(self, picture: Picture | None) -> bool:
        """Show a picture that a worker made ready, or nothing; False if there is none to be seen."""
        if picture is self._picture:
            return self._item is not None
        self._picture = picture
        self._scene.clear()
        self._item, self._marks, self._outline = None, [], ()
        if picture is None or picture.image is None:
            return False
        self._item = self._scene.addPixmap(QPixmap.fromImage(picture.image))
        self._scene.setSceneRect(self._item.boundingRect())
        self._fit()
        return True

    def show_corners(self, corners: tuple[Point, ...]) -> None:
        """The page's outline with its corners, as fractions of the picture; nothing without any."""
        if self._item is None or self._outline == corners:
            return
        for old in self._marks:
            self._scene.removeItem(old)
        self._marks, self._outline = [], corners
        if not corners:
            return
        size = self._item.boundingRect()
        points = [QPointF(x * size.width(), y * size.height()) for x, y in corners]
        pen = QPen(_OUTLINE, 3)
        pen.setCosmetic(True)
        self._marks.append(self._scene.addPolygon(QPolygonF(points), pen))
        for point in points:
            # Corners keep their size whatever the page is scaled to.
            dot = self._scene.addEllipse(-_DOT, -_DOT, 2 * _DOT, 2 * _DOT, QPen(_OUTLINE), QBrush(_OUTLINE))
            dot.setFlag(dot.GraphicsItemFlag.ItemIgnoresTransformations)
            dot.setPos(point)
            self._marks.append(dot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The page wholly on the desk with a margin; as it came where it fits, which is the rule and costs least."""
        ratio = self.devicePixelRatioF()
        width, height = self.viewport().width() * ratio, self.viewport().height() * ratio
        self.bounds.follow(round(width - 2 * _MARGIN * ratio), round(height - 2 * _MARGIN * ratio))
        if self._item is None:
            return
        size = self._item.boundingRect().size()
        room = self.bounds.size
        scale = min(room.width() / max(size.width(), 1), room.height() / max(size.height(), 1)) / ratio
        as_it_came = 0.99 <= scale * ratio <= 1.5
        self._item.setTransformationMode(
            Qt.TransformationMode.FastTransformation
            if as_it_came
            else Qt.TransformationMode.SmoothTransformation
        )
        scale = 1 / ratio if as_it_came else scale
        self.setTransform(QTransform.fromScale(scale, scale))
        self.centerOn(self._item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Space, Qt.Key.Key_T, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.key.emit(event.key())
            return
        event.ignore()

    def drawForeground(self, painter: QPainter, rect: object) -> None:
        if self.hasFocus():
            painter.save()
            painter.resetTransform()
            painter.setPen(theme().colour("accent_line"))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -2, -2))
            painter.restore()


class PictureView(QWidget):
    """The desk. Signals: ``acted(name)``: recapture, rotate, page, delete, accept."""

    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._outer = outer
        self.view = PageView()
        self.view.key.connect(self._on_key)
        outer.addWidget(self.view)
        self.words = Label("", "md", "on_accent")
        self.words.setParent(self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.number = Chip("", "idle", parent=self)
        self.checks = [Chip("", "ok", "check", self) for _ in range(2)]
        self.buttons: list[KeyButton] = []
        for words, key, name in (
            ("重拍", key_of("recapture"), "recapture"), ("旋转", "T", "rotate"), ("翻页", "空格", "page"),
        ):  # fmt: skip
            # The list and the picture handle their keys themselves; these only show them.
            button = KeyButton(words, key, small=True, bind=False, parent=self)
            button.setProperty("name", name)
            button.clicked.connect(self._on_button)
            self.buttons.append(button)

    def show_material(
        self, row: MaterialRow | None, at: int, picture: Picture | None, check: PageCheck | None = None
    ) -> None:
        """A page of a material with what can be told of it, or why there is none."""
        pages = len(row.pages) if row is not None else 0
        readable = self.view.show_page(picture)
        words = ""
        if row is None:
            words = "选一份材料"
        elif not pages and row.capture == "none":
            words = "不用交纸，没有扫描页"
        elif not pages:
            words = f"{row.name}还没有扫描页，按 {key_of('capture')} 拍"
        elif not readable:
            words = "正在取图…" if picture is None else "这一页打不开，请按 Shift F7 重拍"
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.number.set_chip(f"第 {at + 1} 页，共 {pages} 页", "idle")
        self.number.setVisible(readable and pages > 1)
        portrait = row is not None and row.capture == "photo"
        said = told(check, outline=not portrait) if readable and pages else ()
        for chip, words in zip(self.checks, (*said, *((None,) * len(self.checks))), strict=False):
            chip.setVisible(words is not None)
            if words is not None:
                chip.set_chip(
                    words[0], "ok" if words[1] else "warn", "check" if words[1] else "alert-triangle"
                )
        self.view.show_corners(check.corners if check is not None and readable and not portrait else ())
        for button in self.buttons:
            button.setVisible(pages > 0)
        spoken = "，".join(words for words, _good in said)
        about = f"{row.name}，{pages} 页" if row is not None else ""
        self.view.setAccessibleDescription(f"{about}，{spoken}" if spoken else about)
        self._place()

    def resizeEvent(self, event: object) -> None:
        self._place()

    def _place(self) -> None:
        """Chips at the left and buttons at the right of the page; above and below it where the desk is narrow."""
        width = max((button.sizeHint().width() for button in self.buttons), default=0)
        narrow = self.width() < _WIDE_IN_BUTTONS * width
        said = [chip for chip in self.checks if not chip.isHidden()]
        beside = narrow and 2 * _EDGE + sum(chip.width() + _GAP for chip in said) < self.width()
        _line_up(said, _EDGE, _EDGE, along=beside)
        above = max((chip.geometry().bottom() for chip in said), default=0) if narrow else 0
        below = _EDGE + self.buttons[0].height() if narrow else 0
        self._outer.setContentsMargins(0, above, 0, below)
        self.words.setGeometry(0, self.height() // 2 - 20, self.width(), 40)
        self.number.move(_EDGE, self.height() - below - _EDGE - self.number.height())
        for button in self.buttons:
            button.setFixedWidth(width)
        if narrow:
            whole = len(self.buttons) * (width + _GAP) - _GAP
            _line_up(self.buttons, self.width() - _EDGE - whole, self.height() - below, along=True)
        else:
            _line_up(self.buttons, self.width() - _EDGE - width, _EDGE, along=False)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), QColor(theme().colour("desk")))

    def _on_key(self, key: int) -> None:
        names = {
            int(Qt.Key.Key_Space): "page", int(Qt.Key.Key_T): "rotate", int(Qt.Key.Key_Delete): "delete",
            int(Qt.Key.Key_Return): "accept", int(Qt.Key.Key_Enter): "accept",
        }  # fmt: skip
        self.acted.emit(names[key])

    def _on_button(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.acted.emit(str(sender.property("name")))


def _line_up(widgets: Sequence[QWidget], x: int, y: int, *, along: bool) -> None:
    """One beside the other, or one below the other."""
    for widget in widgets:
        widget.move(x, y)
        x += (widget.width() + _GAP) * along
        y += (widget.height() + _GAP) * (not along)
