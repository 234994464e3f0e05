"""The person column: card facts at once, the libraries' sections later, in places kept free for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hall_app.cases.second_card import holder_kind, holder_word
from hall_app.identity.judgement import ADULT_AGE, GUARDIAN_WANTED
from hall_app.identity.resident import CardVerdict
from hall_app.security.masking import mask_id_number
from ui.cases.resuming_presenter import waiting_lines
from ui.identity.file_blocks import fill_open, fill_section, fill_stages
from ui.key_table import key_of
from ui.reception.state import Phase
from ui.reception.words import clock_time
from ui.theme import theme
from ui.widgets.alert_line import AlertLine
from ui.widgets.icon_label import IconLabel
from ui.widgets.keycap import Keycap
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.name_label import NameLabel
from ui.widgets.photo_box import PhotoBox
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.section_block import ChipRow, PairRow, SectionBlock, StageRow, TextRow
from ui.widgets.themed import Panel, follow_theme
from ui.widgets.tool_button import IconButton, LinkButton

if TYPE_CHECKING:
    from hall_app.identity.resident import CardFacts, Judgement
    from ui.reception.state import ReceptionState
    from ui.tokens import ColourName

# The sections every resident has, with the rows kept free for them while they load.
RESERVED = (
    ("address", "住址", "map-pin", 2), ("housing", "住房", "home", 1), ("family", "家庭", "users", 2),
    ("insurance", "社保与就业", "shield-check", 2), ("firms", "名下主体", "building-store", 1),
    ("open", "在办", "files", 1), ("stages", "人生阶段", "route", 4),
)  # fmt: skip
# Gone first where the column is narrow (mockups 02, 01c), and where the window is as well (02b).
_NOT_COMPACT = frozenset({"insurance"})
_NOT_TIGHT = frozenset({"insurance", "housing", "firms"})

# So far an alert stands out from the words above and below it.
_ALERT_OUT = 2

# What a verdict says where its words do not fit beside the photo; they stand whole under it then.
_BRIEF = {
    CardVerdict.WRONG_CHECK_DIGIT: "证件号码不采用",
    CardVerdict.DECEASED: "库内已登记死亡",
    CardVerdict.OTHER_NAME_IN_LIBRARY: "与库内姓名不同",
    CardVerdict.EXPIRED: "证件已过期",
    CardVerdict.NOT_YET_VALID: "证件还没生效",
    CardVerdict.MINOR: f"未满 {ADULT_AGE} 周岁",
    CardVerdict.UNKNOWN_IN_LIBRARY: "人口库查无此人",
}

# GB/T 2261.1.
_SEX_WORDS = {"0": "未知性别", "1": "男", "2": "女", "9": "未说明性别"}


class PersonHeader(QWidget):
    """Photo, name, number and what the card's judgement says. Signals: ``reveal_asked``."""

    reveal_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self.photo = PhotoBox()
        self._row.addWidget(self.photo, 0, Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        self.name = NameLabel("")
        self.about = ElidedLabel("", "md", "text2")
        self.number = Label("", "sm")
        self.eye = IconButton("eye", "显示完整号码，Alt V", size=16, area=24)
        self.eye.clicked.connect(self.reveal_asked)
        numbers = QHBoxLayout()
        numbers.setSpacing(4)
        numbers.addWidget(self.number)
        numbers.addWidget(self.eye)
        numbers.addStretch(1)
        self.verdict_icon = IconLabel("circle-check", 16, "ok")
        self.verdict = ElidedLabel("", "sm", "ok")
        verdicts = QHBoxLayout()
        verdicts.setSpacing(5)
        verdicts.addWidget(self.verdict_icon)
        verdicts.addWidget(self.verdict, 1)
        lines.addWidget(self.name)
        lines.addWidget(self.about)
        lines.addLayout(numbers)
        lines.addLayout(verdicts)
        lines.addStretch(1)
        self._row.addLayout(lines, 1)
        self._photo_of: object = None
        # What the verdict says, where only its brief form has room.
        self.whole = ""
        follow_theme(self)

    def _fits(self, words: str) -> bool:
        sizes = theme().sizes
        left = sizes.person_column - 2 * sizes.section_pad - sizes.photo - self._row.spacing()
        return theme().metrics("sm").horizontalAdvance(words) <= left - 24

    def restyle(self) -> None:
        sizes = theme().sizes
        pad = sizes.section_pad
        top = 12 if sizes.photo < 90 else 16
        self._row.setContentsMargins(pad, top, pad, 12)
        self._row.setSpacing(12 if sizes.photo < 90 else 14)
        self.setFixedHeight(round(sizes.photo * 1.26) + top + 12 + (6 if sizes.md > 16 else 0))

    def show_person(self, facts: CardFacts | None, judgement: Judgement | None, revealed: bool) -> None:
        """The card's facts, or an empty place for them."""
        self.eye.setVisible(facts is not None)
        self.whole = ""
        if facts is None:
            self.name.set_name("")
            self.about.setText("等本人放身份证")
            self.number.setText("")
            self.verdict.setText("")
            self.verdict_icon.set_icon("", "text3")
            self._photo_of = None
            self.photo.show_silhouette("")
            return
        if self._photo_of is not facts.photo or self._photo_of is None:
            self._photo_of = facts.photo
            if facts.photo is None or not self.photo.show_picture(facts.photo):
                self.photo.show_silhouette(facts.photo_note or "相片未解码")
        self.name.set_name(facts.name)
        age = f"{facts.age} 岁" if facts.age is not None else ""
        nation = f"{facts.nation}族" if facts.nation else facts.nationality or ""
        self.about.setText(
            "·".join(part for part in (_SEX_WORDS.get(facts.sex or "", facts.sex or ""), age, nation) if part)
        )
        self.number.setText(facts.id_number if revealed else mask_id_number(facts.id_number))
        self.number.setAccessibleName("完整证件号码" if revealed else "证件号码，已遮住")
        self.eye.set_icon("eye-off" if revealed else "eye", "显示完整号码，Alt V")
        self._show_verdict(facts, judgement)

    def _show_verdict(self, facts: CardFacts, judgement: Judgement | None) -> None:
        words, icon, tone = f"读卡已核验 {clock_time(facts.read_at)}", "circle-check", "ok"
        if facts.by_hand:
            words, icon, tone = f"手工录入 {clock_time(facts.read_at)}，请对照证件", "keyboard", "warn"
        if judgement is None:
            done = "已录入" if facts.by_hand else "已读卡"
            words, icon, tone = f"{done}，正在核对…", "circle-dot", "text2"
        elif judgement.message:
            words, icon = f"{'手工录入；' if facts.by_hand else ''}{judgement.message}", "alert-triangle"
            tone = "warn" if judgement.may_accept else "bad"
            if not self._fits(words):
                words, self.whole = _BRIEF[judgement.verdict], words
        colour: ColourName = tone  # type: ignore[assignment]  # one of the three words above
        self.verdict.setText(words)
        self.verdict.set_tone(colour)
        self.verdict.setToolTip(judgement.remedy if judgement is not None else "")
        self.verdict_icon.set_icon(icon, colour)


class PersonColumn(Panel):
    """Signals: ``reveal_asked`` (Alt V, the eye), ``alert_asked`` (V, 核对), ``resume_asked(case_id)`` (补交),
    ``file_asked`` (F8, 全部 360 视图), which is offered where ``opens_file``.
    """

    reveal_asked = Signal()
    alert_asked = Signal()
    resume_asked = Signal(object)
    file_asked = Signal()

    def __init__(self, parent: QWidget | None = None, *, opens_file: bool = True) -> None:
        super().__init__(parent, edges="r")
        self.setAccessibleName("本人")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 1, 0)
        outer.setSpacing(0)
        self.header = PersonHeader()
        self.header.reveal_asked.connect(self.reveal_asked)
        outer.addWidget(self.header)
        self._slot = QWidget()
        self._slot_row = QVBoxLayout(self._slot)
        self.alert: AlertLine | None = None
        self.remedy = Label("", "sm", "text2", wrap=True)
        # The alert's box stands out by this much from what has none.
        self.remedy.setContentsMargins(_ALERT_OUT, 0, _ALERT_OUT, 0)
        self._slot_row.addWidget(self.remedy)
        outer.addWidget(self._slot)
        self._scroll = ScrollColumn("本人的库内信息")
        self.blocks: dict[str, SectionBlock] = {}
        for key, title, icon, _rows in RESERVED:
            block = SectionBlock(title, icon)
            block.link_chosen.connect(self.resume_asked)
            self.blocks[key] = block
            self._scroll.column.addWidget(block)
        self._all = (LinkButton("全部 360 视图"), Keycap(key_of("person_file")))
        self._all[0].clicked.connect(self.file_asked)
        self._opens_file = opens_file
        for widget in self._all:
            self.blocks["stages"].add_to_head(widget)
        self._scroll.column.addStretch(1)
        self.privacy = Label("已告知：依法核验身份、调取各库信息", "xs", "text3", wrap=True)
        self.privacy.setContentsMargins(14, 6, 14, 8)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self.privacy)
        self._shown: object = None
        self._waiting: object = None
        self._state: ReceptionState | None = None
        follow_theme(self)

    def restyle(self) -> None:
        sizes = theme().sizes
        self.setFixedWidth(sizes.person_column)
        out = sizes.section_pad - _ALERT_OUT
        self._slot_row.setContentsMargins(out, 0, out, 12)
        self._shown = None
        if self._state is not None:
            self.show_state(self._state)

    def show_card(self, state: ReceptionState) -> None:
        """The card's facts alone, as soon as they are read; everything else follows."""
        judgement = state.resident.judgement if state.resident is not None else None
        self.header.show_person(state.facts, judgement, state.revealed)

    def show_state(self, state: ReceptionState) -> None:
        """Show the person of the reception; unchanged parts are left alone."""
        self._state = state
        judgement = state.resident.judgement if state.resident is not None else None
        self.header.show_person(state.facts, judgement, state.revealed)
        self._show_alert(state)
        key = (state.person_file, state.person_note, state.facts is None, theme().mode, theme().width)
        if key != self._shown:
            self._shown = key
            self._show_sections(state)
        self.privacy.setVisible(state.facts is not None)

    # -- inside ---------------------------------------------------------------------------------
    def _show_alert(self, state: ReceptionState) -> None:
        """The place of the alert is kept while the file is on its way, so that nothing moves when it comes."""
        file = state.person_file
        words = file.alert.text if file is not None and file.alert is not None else ""
        # Who comes back with papers wants that first; what else there is to check keeps its key.
        waiting = waiting_lines(file) if state.phase is Phase.CHOOSING else ()
        if waiting:
            words = f"{waiting[0].item_name} {waiting[0].state_name}"
        remedy = self._slot_words(state)
        if state.phase is Phase.DECIDED and not remedy:
            words = ""
        if self.alert is not None and (not words or self.alert.words.text() != words):
            self.alert.hide()
            self.alert.deleteLater()
            self.alert = None
        if words and self.alert is None:
            self._waiting = waiting[0].case_id if waiting else None
            action, key = ("补交", key_of("resume").replace("+", " ")) if waiting else ("核对", "V")
            self.alert = AlertLine(words, action, key)
            self.alert.acted.connect(self._on_alert)
            self._slot_row.insertWidget(0, self.alert)
        self.remedy.setText(remedy)
        self.remedy.setVisible(bool(remedy))
        coming = state.facts is not None and file is None and not remedy
        self._slot.setVisible(bool(words or remedy) or coming)
        empty = not words and not remedy
        self._slot.setMinimumHeight(
            max(round(theme().sizes.sm * 1.45) + 18, 36) + 12 if coming and empty else 0
        )

    def _slot_words(self, state: ReceptionState) -> str:
        """What the card's judgement wants done, and the second card: asked for, then whose it is."""
        facts, resident = state.facts, state.resident
        if facts is None or resident is None:
            return ""
        judgement = resident.judgement
        asked = judgement.remedy.split("；") if judgement.message and judgement.remedy else []
        if not asked and facts.chip_name is not None:
            asked = [f"芯片只存得下姓名的前 {len(facts.chip_name)} 个字，已按人口库补全"]
        who = holder_word(holder_kind(resident, state.for_whom))
        if state.guardian is not None:
            # Whose card it is stands in the place of what was asked for.
            asked = [each for each in asked if each != GUARDIAN_WANTED]
            asked.append(f"{who}：{state.guardian.facts.name}，替 {facts.name} 办")
        elif state.for_whom == "proxy" and not judgement.second_card:
            asked.append(f"代他人办：请{who}放卡，作为第二张证件")
        remedy = "；".join(asked)
        return "。".join(part for part in (self.header.whole, remedy) if part)

    def _show_sections(self, state: ReceptionState) -> None:
        file = state.person_file
        year = state.facts.read_at.year if state.facts is not None else 0
        hidden, narrow = self._hidden(), not theme().sizes.has_right_column
        found = {section.key: section for section in file.sections} if file is not None else {}
        for key, title, _icon, rows in RESERVED:
            block = self.blocks[key]
            block.clear()
            block.set_source("")
            block.set_title(title)
            block.setVisible(key not in hidden and state.facts is not None)
            if key in found:
                fill_section(block, found[key], year, narrow=narrow)
            elif file is None and state.facts is not None:
                self._reserve(block, rows, state.person_note if key == "address" else "")
            elif key not in ("open", "stages"):
                block.hide()
        for widget in self._all:
            widget.setVisible(self._opens_file and file is not None)
        if file is not None:
            fill_open(self.blocks["open"], file.open_cases, waiting_lines(file))
            fill_stages(self.blocks["stages"], file.life_stages, narrow=narrow)

    def stock(self) -> Iterator[None]:
        """Make the rows ahead that most residents need."""
        for key, _title, _icon, rows in RESERVED:
            yield from self.blocks[key].stock(TextRow, rows)
            if key == "stages":
                yield from self.blocks[key].stock(StageRow, rows)
            elif key == "open":
                yield from self.blocks[key].stock(ChipRow, 1)
            else:
                yield from self.blocks[key].stock(PairRow, 2)

    def _hidden(self) -> frozenset[str]:
        sizes = theme().sizes
        if sizes.has_right_column:
            return frozenset()
        return _NOT_TIGHT if sizes.is_tight else _NOT_COMPACT

    @staticmethod
    def _reserve(block: SectionBlock, rows: int, note: str) -> None:
        """Empty lines of the usual height, the first with a word on what is going on."""
        for number in range(rows):
            block.add_text(note if number == 0 else "", "text3")

    def _on_alert(self) -> None:
        if self._waiting is not None:
            self.resume_asked.emit(self._waiting)
        else:
            self.alert_asked.emit()
