"""Process start to first paint: the log-in page against an empty PySide6 window, each in fresh processes.

Prints one JSON object. `ready_ms` is from the launch of the interpreter to the end of the first paint, by the
system's monotonic clock, which all processes share. Warm cache: one unmeasured run of each goes first.

    python bench/window_ready.py [--runs 9] [--platform offscreen]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

EMPTY = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Empty(QWidget):
    def paintEvent(self, event):
        if not hasattr(self, "told"):
            self.told = True
            print(time.monotonic_ns(), flush=True)
            QTimer.singleShot(0, QApplication.quit)
app = QApplication([])
window = Empty()
window.resize(1366, 768)
window.show()
app.exec()
"""

LOGIN = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.login.page import LoginPage
from ui.login.state import CheckResult, DeviceCheck, LoginState, TileState, WindowTile
from ui.theme import theme
class Page(LoginPage):
    def paintEvent(self, event):
        super().paintEvent(event)
        # Children are painted after their parent in the same pass: the next turn of the loop is after all of them.
        if not hasattr(self, "told"):
            self.told = True
            QTimer.singleShot(0, self.tell)
    def tell(self):
        print(time.monotonic_ns(), flush=True)
        QApplication.quit()
app = QApplication([])
theme().install(width=1366)
windows = tuple(WindowTile(f"{n:02d}", "空闲") for n in range(1, 8)) + (WindowTile("08", "本机", TileState.OWN),)
devices = tuple(
    DeviceCheck(name, icon, CheckResult.FINE)
    for name, icon in (("身份证读卡器", "user-scan"), ("高拍仪", "camera"), ("回执打印机", "printer"),
                       ("评价器", "device-tablet"), ("签字板", "signature"))
)
page = Page(LoginState(hall="莲花街道政务服务大厅", staff_no="LH0108", staff_name="何静", windows=windows,
                       selected_window="08", window_note="本机上次是 08 号", devices=devices, practice=True,
                       demo_account="LH0108", demo_password="demo", version="0.1.0"))
page.resize(1366, 768)
page.show()
app.exec()
"""


def once(code: str, environment: dict[str, str]) -> float:
    """Milliseconds from launch to the line the child prints after its first paint."""
    started = time.monotonic_ns()
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return (int(done.stdout.split()[0]) - started) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--platform", default=os.environ.get("QT_QPA_PLATFORM", "offscreen"))
    options = parser.parse_args()
    # An installed application has its bytecode: the warming run writes it, for both.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**kept, "QT_QPA_PLATFORM": options.platform, "PYTHONPATH": str(ROOT)}
    empty: list[float] = []
    login: list[float] = []
    for run in range(options.runs + 1):
        # In turns, so that both meet the same load of the machine; the first of each warms the cache.
        pair = once(EMPTY, environment), once(LOGIN, environment)
        if run:
            empty.append(pair[0])
            login.append(pair[1])
    ready, limit = statistics.median(login), statistics.median(empty)
    print(
        json.dumps(
            {
                "name": "window_ready",
                "value": round(ready, 1),
                "unit": "ms",
                "p50": round(ready, 1),
                "p99": round(max(login), 1),
                "limit_name": "an empty PySide6 window",
                "limit": round(limit, 1),
                "ratio": round(ready / limit, 2),
                "platform": options.platform,
                "runs": options.runs,
                "measured": "the log-in page alone",
            },
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    main()
