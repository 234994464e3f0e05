"""窗口: who sits where; a window whose clerk is gone is released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hall_app.clock import hall_time
from ui.sections import PageHead
from ui.table_page import TablePage
from ui.widgets.drawer import Drawer, FactLine, clear_layout
from ui.widgets.key_button import KeyButton
from ui.widgets.table import Cell, Column, Table, TableRow

if TYPE_CHECKING:
    from hall_app.security.administration import SeatLine
    from ui.reception.board import Board


class SeatsPage(TablePage):
    """Ctrl Enter releases the window of the row."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.setAccessibleName("窗口")
        self.desk = board.counter.back_office.administration
        self.seats: dict[str, SeatLine] = {}
        self.head = PageHead("窗口")
        self.table = Table(
            "窗口表",
            [
                Column("窗口"),
                Column("当班"),
                Column("开窗", minor=True),
                Column("手上的号"),
                Column("队列", stretch=True),
                Column("状态"),
            ],
        )
        self.table.row_chosen.connect(self._on_chosen)
        self.drawer = Drawer("窗口详情")
        self.release = KeyButton("请对方退出", "Ctrl Enter", primary=True, decision=True)
        self.release.clicked.connect(self._on_release)
        self.drawer.foot.addWidget(self.release)
        self.lay_out()

    def refresh(self) -> None:
        self.board.run(self.desk.seats, self.board.clerk, done=self._on_seats, topic="seats")

    def _on_seats(self, seats: tuple[SeatLine, ...]) -> None:
        self.seats = {str(one.window_id): one for one in seats}
        taken = sum(one.occupant is not None for one in seats)
        self.head.note.setText(f"{len(seats)} 个窗口，{taken} 个有人")
        self.table.set_rows([_row(one) for one in seats])
        self._on_chosen(self.table.current_key)

    def _on_chosen(self, key: str) -> None:
        seat = self.seats.get(key)
        clear_layout(self.drawer.column)
        may = self.board.clerk.may("window.release")
        self.release.setVisible(may)
        self.release.setEnabled(seat is not None and seat.occupant is not None and seat.in_hand is None)
        if seat is None:
            return
        self.drawer.show_head(f"{seat.number} 号窗口", seat.occupant or "空闲")
        if seat.opened_at is not None:
            self.drawer.column.addWidget(FactLine("开窗", f"{hall_time(seat.opened_at):%m-%d %H:%M}"))
        if seat.paused_reason:
            self.drawer.column.addWidget(FactLine("暂停", seat.paused_reason))
        if seat.in_hand is not None:
            words = f"手上还有 {seat.in_hand}，先请本人转窗或办结，再请退出"
            self.drawer.column.addWidget(FactLine("手上的号", words))
        elif seat.occupant is not None and may:
            self.drawer.column.addWidget(FactLine("退出后", "草稿都在；等这个窗口的号可由别的窗口叫"))
        self.drawer.column.addStretch(1)

    def _on_release(self) -> None:
        seat = self.seats.get(self.table.current_key)
        if seat is not None and self.release.isEnabled() and not self.release.isHidden():
            self.board.run(
                self.desk.release, self.board.clerk, seat.window_id, done=self._on_released, topic="seats"
            )

    def _on_released(self, _result: object) -> None:
        self.board.told.emit("窗口已空出", "ok")
        self.refresh()
        self.table.setFocus()

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("Ctrl Enter", "请对方退出"),) if self.board.clerk.may("window.release") else ()

    def handle(self, intention: str) -> bool:
        if intention == "primary":
            self._on_release()
            return True
        if intention == "reread":
            self.refresh()
            return True
        return False


def _row(seat: SeatLine) -> TableRow:
    if seat.occupant is None:
        state = Cell("空闲", chip="idle")
    elif seat.paused_reason:
        state = Cell("暂停", chip="warn")
    else:
        state = Cell("服务中" if seat.in_hand else "开着", chip="accent" if seat.in_hand else "ok")
    cells = (
        Cell(seat.number, bold=True),
        Cell(seat.occupant or "空闲", tone="text" if seat.occupant else "text3"),
        Cell(f"{hall_time(seat.opened_at):%H:%M}" if seat.opened_at else "", tone="text2"),
        Cell(seat.in_hand or ""),
        Cell(" ".join(seat.groups), tone="text2"),
        state,
    )
    return TableRow(str(seat.window_id), cells)
