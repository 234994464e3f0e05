"""What ``hall-app addresses propose|changes|…`` do: each action gives a JSON document and its lines in words."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from db.session import Store
from hall_app.addresses.managing import (
    assigning,
    lineage,
    list_import,
    mapping,
    proposing,
    quality,
    subscribing,
    unknown,
)
from hall_app.addresses.managing.changes import STATE_WORDS, Change, ChangeState, proposal_of
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.security.clerk import Clerk

Action = Callable[[argparse.Namespace, Store, Clerk, Clock], tuple[Any, Iterable[str]]]
MOST_FILE = 4 * 1024 * 1024


def _change(change: Change) -> dict[str, Any]:
    return {
        "number": change.number, "title": change.title, "state": change.state.value, "reason": change.proposal.reason,
        "batch": change.proposal.batch, "effective_on": change.effective_on, "proposer": change.proposer,
        "proposed_at": change.proposed_at, "decider": change.decider, "decided_at": change.decided_at,
        "note": change.decision_note, "content": change.proposal.plain(),
    }  # fmt: skip


def _line(change: Change) -> str:
    return f"{change.number}\t{STATE_WORDS[change.state]}\t{change.title}\t{change.proposer}"


def _propose(args: argparse.Namespace, store: Store, clerk: Clerk, clock: Clock) -> tuple[Any, Iterable[str]]:
    path: Path = args.file
    if not path.is_file() or path.stat().st_size > MOST_FILE:
        raise InputRefused("读不了这个文件", f"请检查路径和大小：{path.name}", "file")
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise InputRefused("不是 JSON 文件", "请按说明写变更内容", "file") from error
    wanted: list[Any] = values if isinstance(values, list) else [values]
    if not all(isinstance(each, dict) for each in wanted):
        raise InputRefused("变更内容看不懂", "每条变更是一个 JSON 对象", "file")
    filed = [proposing.propose_change(store, clerk, proposal_of(each), clock=clock) for each in wanted]
    return [_change(c) for c in filed], (_line(c) for c in filed)


def _changes(args: argparse.Namespace, store: Store, clerk: Clerk, clock: Clock) -> tuple[Any, Iterable[str]]:
    state = ChangeState(args.state) if args.state else None
    found = proposing.list_changes(store, clerk, state, args.batch)
    return [_change(c) for c in found], (_line(c) for c in found)


def _show(args: argparse.Namespace, store: Store, clerk: Clerk, clock: Clock) -> tuple[Any, Iterable[str]]:
    change = proposing.find_change(store, clerk, args.number)
    diff = proposing.change_diff(store, clerk, change.id)
    words = [_line(change), *([f"！{diff.problem}"] if diff.problem else [])]
    words += [
        f"{r.code}\t{r.before or '（无）'} → {r.after or '、'.join(r.became) or '（注销）'}"
        for r in diff.rows
    ]
    return _change(change) | {"diff": asdict(diff)}, words


def _approve(args: argparse.Namespace, store: Store, clerk: Clerk, clock: Clock) -> tuple[Any, Iterable[str]]:
    if args.batch:
        made = proposing.approve_batch(store, clerk, args.batch, args.note, clock=clock)
        return [asdict(o) for o in made], (f"{o.number}\t{o.words}" for o in made)
    done = []
    for number in args.numbers:
        change = proposing.find_change(store, clerk, number)
        done.append(proposing.approve_change(store, clerk, change.id, args.note, clock=clock))
    return (
        [{"number": d.number, "counts": dict(d.counts)} for d in done],
        (f"{d.number}\t已生效，{d.waiting} 条待核" for d in done),
    )


def _reject(args: argparse.Namespace, store: Store, clerk: Clerk, clock: Clock) -> tuple[Any, Iterable[str]]:
    change = proposing.find_change(store, clerk, args.number)
    proposing.reject_change(store, clerk, change.id, args.note, clock=clock)
    return {"number": change.number, "state": "rejected"}, [f"{change.number}\t已驳回"]


def _withdraw(
    args: argparse.Namespace, store: Store, clerk: Clerk, clock: Clock
) -> tuple[Any, Iterable[str]]:
    change = proposing.find_change(store, clerk, args.number)
    proposing.withdraw_change(store, clerk, change.id, clock=clock)
    return {"number": change.number, "state": "withdrawn"}, [f"{change.number}\t已撤回"]


def _history(args: argparse.Namespace, store: Store, clerk: Clerk, clock: Clock) -> tuple[Any, Iterable[str]]:
    found = lineage.code_history(store, clerk, args.code)
    words = [f"{args.code}\t{found.answer.words()}\t{found.answer.address}"]
    words += [
        f"{s.on_day.isoformat()}\t{s.change_number}\t{s.before} → {s.after}\t{s.reason}" for s in found.steps
    ]
    return asdict(found), words


def _waiting(args: argparse.Namespace, store: Store, clerk: Clerk, clock: Clock) -> tuple[Any, Iterable[str]]:
    found = assigning.list_waiting(store, clerk)
    return [asdict(w) for w in found], (
        f"{w.subject_kind}\t{w.subject_id}\t{w.old_code}\t{w.old_address}\t可指派：{'、'.join(w.candidates) or '无'}"
        for w in found
    )


def _assign(args: argparse.Namespace, store: Store, clerk: Clerk, clock: Clock) -> tuple[Any, Iterable[str]]:
    wanted = assigning.Waiting(args.kind, args.id, args.old_code, "", (), "")
    assigning.assign_waiting(store, clerk, wanted, args.code, clock=clock)
    return {"assigned": args.code}, [f"已指派到 {args.code}"]


def _quality(args: argparse.Namespace, store: Store, clerk: Clerk, clock: Clock) -> tuple[Any, Iterable[str]]:
    report = quality.report_quality(store, clerk)
    words = [f"{line.title}\t{line.count}" for line in report.lines]
    if args.out:
        words.append(f"已导出 {quality.export_quality(store, clerk, args.out, clock=clock)} 条")
    return asdict(report), words


def _mapping(args: argparse.Namespace, store: Store, clerk: Clerk, clock: Clock) -> tuple[Any, Iterable[str]]:
    if args.deed == "load":
        taken = mapping.load_mapping(store, clerk, Path(args.what), args.scheme, clock=clock)
        return asdict(taken), [f"读入 {taken.read} 对，新 {taken.new} 对", *taken.refused]
    if args.deed == "of":
        pairs = mapping.foreign_codes(store, args.what)
        return pairs, (f"{scheme}\t{code}" for scheme, code in pairs)
    if args.deed == "count":
        counts = mapping.count_mappings(store, clerk)
        return counts, (f"{scheme}\t{count}" for scheme, count in counts.items())
    found = mapping.map_code(store, args.scheme, args.what)
    return [asdict(m) for m in found], (f"{m.target}\t{'、'.join(m.living)}" for m in found)


def _unknown(args: argparse.Namespace, store: Store, clerk: Clerk, clock: Clock) -> tuple[Any, Iterable[str]]:
    if args.deed == "list":
        found = unknown.list_unknown(store, clerk)
        return [asdict(u) for u in found], (f"{u.id}\t{u.met} 次\t{u.text}" for u in found)
    if args.id is None:
        raise InputRefused("没有写是哪一条", "请写 list 里的编号", "id")
    if args.deed == "bind":
        change = unknown.bind_unknown(store, clerk, args.id, args.code, args.reason, clock=clock)
        return _change(change), [_line(change)]
    unknown.dismiss_unknown(store, clerk, args.id, args.reason, clock=clock)
    return {"dismissed": str(args.id)}, ["已记为非地址"]


def _list(args: argparse.Namespace, store: Store, clerk: Clerk, clock: Clock) -> tuple[Any, Iterable[str]]:
    preview = list_import.preview_list(store, clerk, args.file)
    counts = {state.value: count for state, count in preview.counts.items()}
    rows = [asdict(r) for r in preview.rows if r.state is not list_import.RowState.SAME]
    words = [f"{list_import.STATE_WORDS[s]}\t{n}" for s, n in preview.counts.items()]
    words += [
        f"第 {r.number} 行\t{list_import.STATE_WORDS[r.state]}\t{r.address}\t{r.words}"
        for r in preview.rows
        if r.state is not list_import.RowState.SAME
    ]
    if args.deed == "preview":
        return {"columns": dict(preview.columns), "counts": counts, "rows": rows}, words
    filed = list_import.propose_list(store, clerk, preview, args.reason, clock=clock)
    batch = filed[0].proposal.batch
    return {"batch": batch, "counts": counts, "changes": [c.number for c in filed]}, [
        f"已提出 {len(filed)} 条，批号 {batch}"
    ]


def _subscribers(
    args: argparse.Namespace, store: Store, clerk: Clerk, clock: Clock
) -> tuple[Any, Iterable[str]]:
    if args.deed == "add":
        subscribing.subscribe(store, clerk, args.name, args.title, clock=clock)
    elif args.deed == "remove":
        subscribing.unsubscribe(store, clerk, args.name, clock=clock)
    elif args.deed == "redeliver":
        lost = [notice.seq for notice in subscribing.list_notices(store, clerk, args.name) if notice.heard_at]
        made = subscribing.redeliver(store, clerk, args.name, lost, clock=clock)
        return {"again": made}, [f"{made} 条通知等着重发"]
    elif args.deed in ("deliver", "answer"):
        if args.file is None:
            raise InputRefused("没有写文件", "请写 --file", "file")
        deliver = args.deed == "deliver"
        last = (
            subscribing.write_notices(store, clerk, args.name, args.file)
            if deliver
            else subscribing.read_receipt(store, clerk, args.name, args.file, clock=clock)
        )
        return {"last": last}, [f"{'写到' if deliver else '确认到'}第 {last} 号"]
    found = subscribing.list_hearings(store, clerk)
    return [asdict(s) for s in found], (
        f"{s.name}\t{s.title}\t已收到 {s.heard}，未收到 {s.waiting}" for s in found
    )


ACTIONS: dict[str, Action] = {
    "propose": _propose,
    "changes": _changes,
    "show": _show,
    "approve": _approve,
    "reject": _reject,
    "withdraw": _withdraw,
    "history": _history,
    "waiting": _waiting,
    "assign": _assign,
    "quality": _quality,
    "mapping": _mapping,
    "unknown": _unknown,
    "list": _list,
    "subscribers": _subscribers,
}
