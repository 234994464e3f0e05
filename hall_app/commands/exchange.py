"""``hall-app exchange``: serve a district, enrol its halls, keep a hall in step, carry bodies as files through a gate."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.exchange.asking import answer_requests
from hall_app.exchange.gate_files import read_answer_file, read_outbox_file, write_outbox_file
from hall_app.exchange.serving import enrol, revoke, serve_district, tell_halls
from hall_app.exchange.synchronising import UPSTREAM
from hall_app.exchange.upstream import upstream_of
from hall_app.exchange.worker import ExchangeWorker
from hall_app.installation import Installation, open_installation
from hall_app.status import PartStatus


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``serve``, ``enrol``, ``revoke``, ``nodes``, ``answer-requests`` at the district; ``run`` at a hall; ``export``, ``import``, ``answer``."""
    actions = parser.add_subparsers(dest="action", required=True)
    serving = actions.add_parser("serve", help="区平台：对各厅提供交换（双向证书）")
    serving.add_argument("--listen", required=True, metavar="主机:端口")
    for name, title in (("certificate", "本机证书"), ("key", "私钥"), ("authority", "签发各厅证书的机构")):
        serving.add_argument(f"--{name}", type=Path, required=True, help=title)
    enrolling = actions.add_parser("enrol", help="登记一个厅、代办点或部门，令牌只显示一次")
    enrolling.add_argument("node")
    enrolling.add_argument("--certificate", type=Path, required=True, help="它的证书（PEM）")
    enrolling.add_argument(
        "--may",
        action="append",
        default=[],
        help="可用的能力：sync 同步（厅的默认），correct 核定后改库，translate 翻译地址",
    )
    actions.add_parser("revoke", help="不再让一个节点进来").add_argument("node")
    actions.add_parser("nodes", help="列出登记过的节点")
    actions.add_parser("answer-requests", help="区平台：办各厅请求的改库，逐项答复")
    actions.add_parser("run", help="大厅：不开窗口，只与区平台同步")
    actions.add_parser("export").add_argument("file", type=Path)
    taking = actions.add_parser("import")
    taking.add_argument("file", type=Path)
    taking.add_argument("--origin", required=True)
    taking.add_argument("--answer", type=Path, required=True)
    actions.add_parser("answer").add_argument("file", type=Path)


def run(arguments: argparse.Namespace) -> int:
    """Do it; files print the last sequence number."""
    installation = open_installation(arguments.base_dir, tuple(arguments.set))
    if arguments.action == "serve":
        return _serve(installation, arguments)
    if arguments.action in ("enrol", "revoke", "nodes", "answer-requests"):
        return _administer(installation, arguments)
    if arguments.action == "run":
        return _keep_in_step(installation)
    store = installation.open_district() if arguments.action == "import" else installation.open_hall()
    try:
        if arguments.action == "export":
            last = write_outbox_file(store, arguments.file)
        elif arguments.action == "import":
            last = read_outbox_file(store, arguments.origin, arguments.file, arguments.answer, Clock())
        else:
            last = read_answer_file(store, arguments.file, Clock())
    finally:
        store.close()
    sys.stdout.write(f"{last}\n")
    return 0


def _serve(installation: Installation, arguments: argparse.Namespace) -> int:
    installation.start_logs()
    district = installation.open_district()
    try:
        with serve_district(
            district, arguments.listen, arguments.certificate, arguments.key, arguments.authority, Clock()
        ) as served:
            sys.stdout.write(f"区平台已在 {served.host}:{served.port} 提供交换\n")
            sys.stdout.flush()
            _until_told_to_end()
    finally:
        district.close()
    return 0


def _administer(installation: Installation, arguments: argparse.Namespace) -> int:
    district = installation.open_district()
    try:
        if arguments.action == "enrol":
            token = enrol(district, arguments.node, arguments.certificate, tuple(arguments.may), Clock())
            sys.stdout.write(
                f"{token}\n已登记 {arguments.node}；上面的令牌只显示这一次，请写进它的令牌文件（0600）\n"
            )
        elif arguments.action == "revoke":
            revoke(district, arguments.node, Clock())
            sys.stdout.write(f"{arguments.node} 不再能进来\n")
        elif arguments.action == "answer-requests":
            sys.stdout.write(f"已答复 {answer_requests(district, Clock())} 项\n")
        else:
            for line in tell_halls(district):
                sys.stdout.write(f"{line}\n")
    finally:
        district.close()
    return 0


def _keep_in_step(installation: Installation) -> int:
    installation.start_logs()
    clock, store = Clock(), installation.open_hall()
    upstream, district = upstream_of(installation, installation.settings, store, clock)
    try:
        if upstream is None:
            raise InputRefused("没有设区平台地址", "请填 site.toml 的 [exchange]")
        worker = ExchangeWorker(store, upstream.make_client, UPSTREAM, clock, embedded=upstream.embedded)
        worker.start(_teller())
        _until_told_to_end()
        worker.stop(30)
    finally:
        store.close()
        if district is not None:
            district.close()
    return 0


def _teller() -> Callable[[PartStatus], None]:
    """Print each change of state once."""
    last = ""

    def tell(status: PartStatus) -> None:
        nonlocal last
        line = f"{status.name} {status.text}"
        if line != last:
            last = line
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

    return tell


def _until_told_to_end() -> None:
    """Wait for SIGTERM or Ctrl C, without waking in between."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    ending.wait()
