"""The editor of a change: its kind by a digit, the fields that this kind needs, a preview, and filing it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from hall_app.addresses.managing.changes import ELEMENT_WORDS, KIND_WORDS, ChangeKind, Elements, Scope
from hall_app.errors import HallError, InputRefused
from ui.addresses.change_draft import OWN, PLACE, ChangeDraft
from ui.addresses.diff_list import DiffList
from ui.theme import theme
from ui.widgets.check_box import TickBox
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.field_row import FieldRow, FieldState
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.themed import follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.managing.proposing import Diff

_SCOPES = {Scope.ENTRY: "只这一条", Scope.PLACE: "整个小区、门牌", Scope.NAME: "全区同名"}
_NAMES = {"area": "小区", "road": "道路", "community": "社区", "street": "街道"}
_CODES_WORDS = {
    ChangeKind.CREATE: "参照编码",
    ChangeKind.SPLIT: "要拆的编码",
    ChangeKind.MERGE: "被合并编码",
    ChangeKind.RENAME: "编码",
    ChangeKind.RETIRE: "要注销编码",
    ChangeKind.ALIAS: "编码",
}


class ChangeEditor(QWidget):
    """Signals: ``looked_up(code)`` to fetch an entry; ``preview_wanted(draft)``, ``filed(draft)``, ``dropped``."""

    looked_up = Signal(str)
    preview_wanted = Signal(object)
    filed = Signal(object)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("地址变更编辑")
        self._draft = ChangeDraft()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        scroll = ScrollColumn("变更内容")
        self._column = scroll.column
        self.title = Label("新建变更", "lg", bold=True)
        self._column.addWidget(self.title)
        self.kinds = ChoiceGroup("变更种类", [Choice(k.value, w) for k, w in KIND_WORDS.items()])
        self.kinds.chosen.connect(self._on_kind)
        self._column.addWidget(self.kinds)
        self.scopes = ChoiceGroup("更名范围", [Choice(s.value, w) for s, w in _SCOPES.items()])
        self.scopes.chosen.connect(self._on_scope)
        self._column.addWidget(self.scopes)
        self.names = ChoiceGroup("名称类别", [Choice(k, w) for k, w in _NAMES.items()])
        self.names.chosen.connect(self._on_name)
        self._column.addWidget(self.names)
        self.fields: dict[str, FieldRow] = {}
        for key, words in (
            ("codes", "编码"), ("into", "并入编码"), ("alias", "别名写法"), ("old_name", "原名"), ("new_name", "新名"),
            ("new_code", "新编码"), *ELEMENT_WORDS.items(), ("reason", "理由"),
        ):  # fmt: skip
            row = FieldRow(words)
            row.edited.connect(self._on_edited)
            self.fields[key] = row
            self._column.addWidget(row)
        self.fields["codes"].finished.connect(self._on_codes)
        self.parts_label = Label(
            "每行一个新地址：房号（或楼栋和编码），后面可写迁入的房间编码", "sm", "text2"
        )
        self._column.insertWidget(self._column.indexOf(self.fields["reason"]), self.parts_label)
        self.parts = QPlainTextEdit()
        self.parts.setAccessibleName("拆成的新地址")
        self.parts.setTabChangesFocus(True)
        self._column.insertWidget(self._column.indexOf(self.fields["reason"]), self.parts)
        self.same_rooms = TickBox("同号即同房（重复登记的同一栋楼）")
        self._column.insertWidget(self._column.indexOf(self.fields["reason"]), self.same_rooms)
        self.problem = Label("", "sm", "bad", wrap=True)
        self._column.addWidget(self.problem)
        self.diff = DiffList("改前改后")
        self._column.addWidget(self.diff)
        self._column.addStretch(1)
        column.addWidget(scroll, 1)
        buttons = QHBoxLayout()
        self._buttons = buttons
        self.preview_button = KeyButton("预览", "Ctrl+P", icon="eye")
        self.preview_button.clicked.connect(self._on_preview)
        self.file_button = KeyButton("提出，待另一人审批", "F9", primary=True)
        self.file_button.clicked.connect(self._on_file)
        self.drop_button = KeyButton("不提了", "Esc", quiet=True)
        self.drop_button.clicked.connect(self.dropped)
        for button in (self.file_button, self.preview_button, self.drop_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        follow_theme(self)
        self.start(ChangeDraft())

    def restyle(self) -> None:
        gutter = theme().sizes.gutter
        self._column.setContentsMargins(gutter, 12, gutter, 8)
        self._column.setSpacing(6)
        self._buttons.setSpacing(10)
        self._buttons.setContentsMargins(gutter, 8, gutter, 8)
        self.parts.setFixedHeight(4 * round(theme().sizes.md * 1.6) + 12)

    # -- what is written ------------------------------------------------------------------------
    def start(self, draft: ChangeDraft) -> None:
        """Begin with these texts."""
        self._draft = draft
        self.kinds.choose(draft.kind.value)
        self.scopes.choose(draft.scope.value)
        self.names.choose(draft.name_element)
        for key in ("codes", "into", "alias", "old_name", "new_name", "new_code", "reason"):
            self.fields[key].set_value(getattr(draft, key))
        for key in ELEMENT_WORDS:
            self.fields[key].set_value(draft.elements.get(key, ""))
        self.parts.setPlainText(draft.parts)
        self.same_rooms.setChecked(draft.same_rooms)
        self._say(None)
        self.diff.show_diff(None)
        self._arrange()

    @property
    def draft(self) -> ChangeDraft:
        """The texts as they stand."""
        values = {key: row.value for key, row in self.fields.items()}
        return replace(
            self._draft,
            elements={key: values[key] for key in ELEMENT_WORDS},
            parts=self.parts.toPlainText(),
            same_rooms=self.same_rooms.isChecked(),
            **{
                k: values[k] for k in ("codes", "into", "alias", "old_name", "new_name", "new_code", "reason")
            },
        )

    def fill(self, elements: Elements) -> None:
        """An entry was looked up: its elements stand in the fields, to be changed."""
        for key, value in ((key, getattr(elements, key)) for key in ELEMENT_WORDS):
            if self._draft.kind is ChangeKind.CREATE and key in OWN:
                continue
            self.fields[key].set_value(value)

    def show_preview(self, diff: Diff) -> None:
        """What the change would do."""
        self._say(None)
        self.diff.show_diff(diff)

    def show_refusal(self, error: HallError) -> None:
        """Why it cannot be proposed, in words, at its field where there is one."""
        self._say(error)

    def place_focus(self) -> None:
        """Begin with the kind."""
        self.kinds.focus_current()

    # -- inside ---------------------------------------------------------------------------------
    def _arrange(self) -> None:
        kind, scope = self._draft.kind, self._draft.scope
        named = kind is ChangeKind.RENAME and scope is Scope.NAME
        alias = kind is ChangeKind.ALIAS
        shown = {"reason"}
        if not named:
            shown.add("codes")
        if kind is ChangeKind.CREATE:
            shown |= {"new_code", *ELEMENT_WORDS}
        elif kind is ChangeKind.MERGE:
            shown |= {"into", "new_code", "bldg", "house"}
        elif kind is ChangeKind.RENAME and scope is Scope.PLACE:
            shown |= set(PLACE)
        elif kind is ChangeKind.RENAME and not named:
            shown |= {"new_code", *OWN}
        elif named:
            shown |= {"old_name", "new_name"}
        elif alias:
            shown |= {"alias", "old_name", "community"}
        for key, row in self.fields.items():
            row.setVisible(key in shown)
        self.fields["codes"].label.setText(_CODES_WORDS[kind])
        self.fields["codes"].edit.setAccessibleName(_CODES_WORDS[kind])
        self.fields["old_name"].label.setText("标准名" if alias else "原名")
        self.fields["old_name"].edit.setAccessibleName("标准名" if alias else "原名")
        self.scopes.setVisible(kind is ChangeKind.RENAME)
        self.names.setVisible(named or alias)
        for widget in (self.parts, self.parts_label):
            widget.setVisible(kind is ChangeKind.SPLIT)
        self.same_rooms.setVisible(kind is ChangeKind.MERGE)

    def _on_kind(self, value: str) -> None:
        self._draft = replace(self._draft, kind=ChangeKind(value))
        self._arrange()

    def _on_scope(self, value: str) -> None:
        self._draft = replace(self._draft, scope=Scope(value))
        self._arrange()

    def _on_name(self, value: str) -> None:
        self._draft = replace(self._draft, name_element=value)

    def _on_codes(self) -> None:
        words = self.fields["codes"].value.split()
        if len(words) == 1 and len(words[0]) in (19, 25) and words[0] != self._draft.codes:
            self._draft = replace(self._draft, codes=words[0])
            self.looked_up.emit(words[0])

    def _on_edited(self, _words: str) -> None:
        self._say(None)

    def _on_preview(self) -> None:
        self.preview_wanted.emit(self.draft)

    def _on_file(self) -> None:
        self.filed.emit(self.draft)

    def _say(self, error: HallError | None) -> None:
        for row in self.fields.values():
            if row.state is FieldState.INVALID:
                row.set_state(FieldState.NORMAL)
        self.problem.setText(str(error) if error else "")
        self.problem.setVisible(error is not None)
        if isinstance(error, InputRefused) and error.field in self.fields:
            row = self.fields[error.field]
            row.set_state(FieldState.INVALID, error.message)
            row.edit.setFocus(Qt.FocusReason.OtherFocusReason)
