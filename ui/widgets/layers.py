"""Layers: widgets one over another, all as large as their holder, of which one is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class Layers(QWidget):
    """Changing the layer lays out nothing around it, and a hidden layer has its size already.

    A stacked layout does both anew, through every page above it: several ms of the frame of a key.
    """

    def __init__(self, *layers: QWidget) -> None:
        super().__init__()
        self.layers = layers
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        for layer in layers:
            layer.setParent(self)
            layer.setVisible(layer is layers[0])

    @property
    def current(self) -> QWidget:
        """The layer that is shown."""
        return next((layer for layer in self.layers if not layer.isHidden()), self.layers[0])

    def show_layer(self, wanted: QWidget) -> None:
        """Show one, hide the others; the focus stays where it is."""
        if wanted.isHidden():
            wanted.show()
            for layer in self.layers:
                if layer is not wanted:
                    layer.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for layer in self.layers:
            layer.setGeometry(self.rect())

    def sizeHint(self) -> QSize:
        hint = QSize(0, 0)
        for layer in self.layers:
            hint = hint.expandedTo(layer.sizeHint())
        return hint

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)
