"""The address page's 批量翻译 in the real window of a hall, worked by keys alone; a process that may be killed.

    python -m bench.addresses.batch_window begin|finish --base-dir DIR --file FILE --out FOLDER

``begin`` logs in, chooses the file by its path in the dialog and follows the run until somebody ends it. ``finish``
logs in again, takes the batch up from 我的批次, waits for its end, works the review list through and exports. Prints
one JSON object: latencies of the progress and of each decision, and how late a 5 ms timer came in each part, Qt's own file
dialogs left out, with the spans of monotonic time in which it was counted.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from bench.counter_window import wait
from ui.addresses.batch_tab import BatchTab
from ui.addresses.page import AddressesPage
from ui.application import CounterApplication, start_qt
from ui.page import ADDRESSES
from ui.practice.meter import Meter, lateness_of
from ui.practice.script import rest
from ui.reception.window import CounterWindow

LONGEST_MS = 900_000
MISSING_WORKED = 20


class Following:
    """How long each look at the progress takes, from the asking to the shown answer."""

    def __init__(self, tab: BatchTab) -> None:
        self.times: list[float] = []
        self._asked = 0.0
        presenter = tab.presenter
        run, progress = presenter._run, presenter._desk.progress  # noqa: SLF001

        def ask(work: object, *args: object, **more: Any) -> None:
            if work == progress:
                self._asked = time.perf_counter()
            run(work, *args, **more)

        presenter._run = ask  # type: ignore[method-assign]  # noqa: SLF001
        presenter.viewed.connect(self._on_viewed)

    def _on_viewed(self, _view: object) -> None:
        if self._asked:
            self.times.append((time.perf_counter() - self._asked) * 1000)
            self._asked = 0.0


class BatchScript:
    """One clerk at the window, who has a keyboard and no mouse."""

    def __init__(self, counter: CounterApplication, file: Path, out: Path) -> None:
        self.counter, self.file, self.out = counter, file, out
        self.meter = Meter()
        self.found: dict[str, Any] = {}
        self.window: CounterWindow
        self.tab: BatchTab
        self._spans: list[tuple[float, float]] = []
        self._since = 0.0

    # -- keys and pictures ----------------------------------------------------------------------
    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key to whatever has the focus."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def picture(self, name: str) -> None:
        """Keep a picture; the time it takes is not the window's."""
        self._stop()
        self.out.mkdir(parents=True, exist_ok=True)
        rest(60)
        self.window.grab().save(str(self.out / f"{self.file.suffix[1:]}-{name}.png"))
        self._go_on()

    def part(self, name: str) -> None:
        """What the timer told until now belongs to this part."""
        self._stop()
        late = lateness_of(self.meter.ticks)
        self.found[f"{name}_block"] = {
            "longest": late.longest, "p99": late.p99, "over_50": sum(tick > 50 for tick in self.meter.ticks),
            "spans": self._spans,
        }  # fmt: skip
        self._begin_part()

    def _begin_part(self) -> None:
        self._spans = []
        self._since = time.monotonic()
        self.meter.restart()

    def _stop(self) -> None:
        if self._since:
            self.meter.pause()
            self._spans.append((self._since, time.monotonic()))
            self._since = 0.0

    def _go_on(self) -> None:
        self._since = time.monotonic()
        self.meter.resume()

    # -- steps ----------------------------------------------------------------------------------
    def log_in(self) -> None:
        """As the practice account, then to the tab by PgDn."""
        wait(lambda: self.counter.login.state.hall, "the log-in")
        account = self.counter.login.state
        self.counter.login.staff_no.setText(account.demo_account)
        QTest.keyClicks(self.counter.login.password, account.demo_password)
        QTest.keyClick(self.counter.login.password, Qt.Key.Key_Return)
        wait(lambda: self.counter.window is not None, "the window")
        window = self.counter.window
        assert window is not None
        self.window = window
        rest(1500)
        page = window.open_page(ADDRESSES)
        assert isinstance(page, AddressesPage)
        rest(300)
        for _ in range(2):
            self.press(Qt.Key.Key_PageDown)
            rest(200)
        tab = page.tab
        if not isinstance(tab, BatchTab):
            raise SystemExit("PgDn did not lead to 批量翻译")
        self.tab = tab
        self.following = Following(tab)
        self._begin_part()

    def begin(self) -> None:
        """Ctrl+O, the path, Enter; then follow until the end of this process or of the batch."""
        self.press(Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
        self._in_dialog(self.file)
        wait(lambda: self.tab.presenter.view is not None, "the batch")
        presenter = self.tab.presenter
        wait(lambda: presenter.view is not None and presenter.view.loaded > 0, "the first rows", LONGEST_MS)
        self.picture("1-reading-in")
        wait(lambda: presenter.view is not None and presenter.view.done > 0, "translation", LONGEST_MS)
        wait(lambda: self.tab.review.opened is not None, "a row to review")
        rest(1500)
        self.picture("2-under-way")
        self.part("begin")
        self._tell()
        wait(lambda: presenter.view is not None and not presenter.view.under_way, "the end", LONGEST_MS)

    def finish(self) -> None:
        """Enter on the batch that stands first, then all of the rest."""
        rest(500)
        wait(lambda: self.tab.start.list.rows.rowCount() > 0, "the clerk's batches")
        self.picture("3-after-the-kill")
        self.press(Qt.Key.Key_Return)
        presenter = self.tab.presenter
        wait(lambda: presenter.view is not None and presenter.view.under_way, "the batch taken up")
        self.found["taken_up_at"] = presenter.view.done if presenter.view else 0
        wait(
            lambda: presenter.view is not None and presenter.view.done > self.found["taken_up_at"],
            "rows behind the kill", 60_000,
        )  # fmt: skip
        rest(1500)
        self.picture("4-resumed")
        wait(lambda: presenter.view is not None and presenter.view.state == "done", "the end", LONGEST_MS)
        self.part("following")
        self.found["progress_ms"] = self.following.times
        self._review()
        self._missing()
        self.part("review")
        self._export()
        self.part("export")
        self._tell()

    def _review(self) -> None:
        """Enter, Enter, … until nothing is left to choose; now and then another candidate, or back and again."""
        tab, times = self.tab, []
        self.found["asked"] = tab.presenter.view.asked if tab.presenter.view else 0
        wait(lambda: tab.review.opened is not None and self._on_row(), "the first row")
        self.picture("5-review")
        rows = 0
        while tab.table.current is not None:
            number = tab.table.current.number
            if rows % 7 == 3:
                self.press(Qt.Key.Key_2)
            begin = time.perf_counter()
            self.press(Qt.Key.Key_Return)
            wait(lambda: self._left(number), f"the row behind {number}")  # noqa: B023
            times.append((time.perf_counter() - begin) * 1000)
            rows += 1
            if rows == 5:
                self.press(Qt.Key.Key_Z)
                wait(lambda: self._at(number), "the row taken back")  # noqa: B023
        self.found["decisions"], self.found["decision_ms"] = rows, times
        rest(600)
        self.picture("6-reviewed")

    def _missing(self) -> None:
        """To 没找到 by Tab and an arrow, and back into its rows; none of the candidates, for some of them."""
        tab = self.tab
        self._tab_to(Qt.Key.Key_Backtab, lambda at: at in tab.segments.segments)
        self.press(Qt.Key.Key_Right)
        rest(50)
        if tab.presenter.shown != "missing":
            raise SystemExit(
                f"没找到 was not reached by keys: {QApplication.focusWidget()}, {tab.presenter.shown}"
            )
        self._tab_to(Qt.Key.Key_Tab, lambda at: at is tab.table)
        wait(
            lambda: tab.table.current is not None and tab.review.opened is not None and self._on_row(),
            "a row without an answer",
        )
        self.picture("7-not-found")
        for _ in range(min(MISSING_WORKED, len(tab.table.model_.rows) - 1)):
            row = tab.table.current
            assert row is not None
            last = tab.review.list.rows.rowCount()
            self.press(Qt.Key(Qt.Key.Key_0 + last))
            self.press(Qt.Key.Key_Return)
            number = row.number
            wait(lambda: self._left(number), f"the row behind {number}")  # noqa: B023
        wait(lambda: tab.presenter.view is not None and tab.presenter.view.refused > 0, "the rows sent on")
        self.picture("8-sent-on")

    def _tab_to(self, key: Qt.Key, reached: Callable[[QWidget | None], bool]) -> None:
        for _ in range(20):
            if reached(QApplication.focusWidget()):
                return
            self.press(key)
            rest(5)
        raise SystemExit(f"Tab does not lead there: {QApplication.focusWidget()}")

    def _export(self) -> None:
        target = self.out / f"result{self.file.suffix}"
        target.unlink(missing_ok=True)
        done: list[int] = []
        self.tab.presenter.exported.connect(done.append)
        begin = time.perf_counter()
        self.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        self._in_dialog(target)
        wait(lambda: done, "the export", LONGEST_MS)
        self.found["export_s"] = round(time.perf_counter() - begin, 1)
        self.found["exported"] = done[0]
        self.picture("9-exported")

    # -- what is on show ------------------------------------------------------------------------
    def _on_row(self) -> bool:
        row, opened = self.tab.table.current, self.tab.review.opened
        return row is not None and opened is not None and opened.row.number == row.number

    def _at(self, number: int) -> bool:
        row = self.tab.table.current
        return row is not None and row.number == number and self._on_row()

    def _left(self, number: int) -> bool:
        row = self.tab.table.current
        return (row is None and not self.tab.table.model_.rows) or (
            row is not None and row.number != number and self._on_row()
        )

    def _in_dialog(self, path: Path) -> None:
        def shown() -> QFileDialog | None:
            open_ones = [w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog)]
            return next((w for w in open_ones if w.isVisible()), None)

        self._stop()  # the dialog is Qt's own, and reads the whole folder
        wait(shown, "the dialog")
        # Deep in the tree Qt's dialog takes the first Enter for the folder, and goes there.
        for words in (str(path), path.name):
            dialog = shown()
            if dialog is None:
                break
            edit = dialog.findChild(QLineEdit, "fileNameEdit")
            assert edit is not None
            rest(400)  # a person looks before typing, and again before Enter
            edit.selectAll()
            QTest.keyClicks(edit, words)
            rest(400)
            QTest.keyClick(edit, Qt.Key.Key_Return)
            for _ in range(60):
                if shown() is None:
                    break
                rest(10)
        wait(lambda: shown() is None, "the dialog's end")
        self._go_on()

    def _tell(self) -> None:
        sys.stdout.write(json.dumps(self.found) + "\n")
        sys.stdout.flush()


def main() -> int:
    """Begin or finish."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("begin", "finish"))
    parser.add_argument("--base-dir", type=Path, required=True)
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    qt = start_qt(sys.argv[:1], 1366)
    counter = CounterApplication(options.base_dir, (), size=(1366, 768))
    counter.show(full_screen=False)
    script = BatchScript(counter, options.file.absolute(), options.out.absolute())
    steps: dict[str, Callable[[], None]] = {"begin": script.begin, "finish": script.finish}
    try:
        script.log_in()
        steps[options.what]()
    except SystemExit:
        if counter.window is not None:
            script.picture("failed")
        raise
    counter.close()
    qt.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main())
