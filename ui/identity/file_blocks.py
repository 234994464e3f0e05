"""A person's file in blocks: the same sections in the reception's column and on the page 三库."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.reception.words import source_words

if TYPE_CHECKING:
    from hall_app.libraries.person_file import CaseLine, FileSection, LifeStage
    from ui.tokens import Kind
    from ui.widgets.section_block import SectionBlock

TONES: dict[str, Kind] = {"ok": "ok", "warn": "warn", "bad": "bad", "idle": "idle", "accent": "accent"}
_OPEN_SHOWN = 3


def fill_section(block: SectionBlock, section: FileSection, year: int, *, narrow: bool) -> None:
    """A library's section: its rows, its source, what is amiss with it."""
    block.set_title(section.title)
    stale = section.state in ("stale", "failed")
    block.set_source(source_words(section.source, year), tone="warn" if stale else "text3")
    if section.state != "ready" and section.note:
        block.add_text(section.note, "warn" if section.state == "failed" else "text3", "sm")
    for row in section.rows:
        if row.tone in TONES and row.value:
            block.add_with_chip(row.label, row.value, TONES[row.tone], row.icon or "")
        elif row.value:
            block.add_pair(row.label, row.value)
        elif row.tone == "idle":
            if not narrow:
                block.add_text(row.label, "text3", "sm")
        else:
            block.add_text(row.label)


def fill_open(block: SectionBlock, cases: tuple[CaseLine, ...], waiting: tuple[CaseLine, ...] = ()) -> None:
    """The open cases with what is left of their time; those ``waiting`` for papers can be gone on with."""
    block.set_title(f"在办 {len(cases)} 件" if cases else "在办")
    for case in cases[:_OPEN_SHOWN]:
        if case in waiting:
            block.add_with_link(case.item_name, "补交", case.case_id)
        elif case.left.words:
            block.add_with_chip(
                case.item_name,
                case.left.words,
                TONES.get(case.left.tone, "idle"),
                case.left.icon,
                case.left.spoken,
            )
        else:
            block.add_with_chip(case.item_name, case.state_name, "idle")
    if not cases:
        block.add_text("没有在办的", "text3")


def fill_stages(block: SectionBlock, stages: tuple[LifeStage, ...], *, narrow: bool) -> None:
    """The stages of life with what they entitle to; chips where the column is narrow."""
    block.setVisible(bool(stages))
    if narrow:
        chips: list[tuple[str, Kind]] = [
            (
                stage.short or (f"{stage.stage} {stage.count}" if stage.count else stage.stage),
                "accent" if stage.count else "idle",
            )
            for stage in stages[:4]
        ]
        block.add_chips(chips)
        return
    for stage in stages[:4]:
        words = stage.state_name or stage.state
        state = f"{words} {stage.count}" if stage.count and str(stage.count) not in words else words
        block.add_stage(stage.stage, stage.text, state, open_=stage.count > 0)
