"""The one style sheet template: what stock Qt widgets need. Our own widgets paint themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ui.tokens import ColourName, Sizes

_TEMPLATE = """
QLineEdit, QComboBox, QDateEdit, QSpinBox, QPlainTextEdit, QTextEdit {{
  background: {surface}; color: {text}; border: 1px solid {field}; border-radius: 6px; padding: 0 9px;
  selection-background-color: {accent_fill}; selection-color: #FFFFFF; }}
QLineEdit, QComboBox, QDateEdit, QSpinBox {{ min-height: {inner}px; max-height: {inner}px; }}
QPlainTextEdit, QTextEdit {{ padding: 5px 7px; }}
QLineEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus {{
  border: 2px solid {accent}; padding: 0 8px; min-height: {inner2}px; max-height: {inner2}px; }}
QPlainTextEdit:focus, QTextEdit:focus {{ border: 2px solid {accent}; padding: 4px 6px; }}
QLineEdit:disabled, QComboBox:disabled {{ background: {idle_soft}; color: {text3}; border-color: {idle_soft}; }}
QLineEdit[fill="prefilled"], QLineEdit[fill="locked"], QLineEdit[fill="edited"] {{
  background: {sunken}; border-color: {sunken}; }}
QLineEdit[fill="needed"] {{ background: {warn_soft}; border-color: {warn_fill}; }}
QLineEdit[fill="invalid"] {{ border-color: {bad}; }}
QLineEdit[fill="prefilled"]:focus, QLineEdit[fill="edited"]:focus, QLineEdit[fill="needed"]:focus,
QLineEdit[fill="invalid"]:focus, QLineEdit[fill="locked"]:focus {{
  background: {surface}; border: 2px solid {accent}; }}
QLineEdit[fill="bare"], QLineEdit[fill="bare"]:focus {{
  background: transparent; border: none; padding: 0; min-height: 0; max-height: 16777215px; }}
QLineEdit[tall="true"] {{ min-height: {tall}px; max-height: {tall}px; }}
QLineEdit[tall="true"]:focus {{ min-height: {tall2}px; max-height: {tall2}px; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QAbstractItemView {{ background: {surface}; border: none; outline: 0; color: {text};
  selection-background-color: {accent_soft}; selection-color: {text}; }}
QComboBox QAbstractItemView {{ border: 1px solid {field}; }}
QTableView::item {{ border-bottom: 1px solid {line}; padding: 0 10px; }}
QHeaderView::section {{ background: {sunken}; color: {text2}; border: none; border-bottom: 1px solid {line};
  padding: 0 10px; min-height: 36px; font-weight: 700; font-size: {sm}px; }}
QPlainTextEdit[log="true"], QPlainTextEdit[log="true"]:focus {{
  background: #10161D; color: #B9C4CE; font-family: "Noto Sans Mono CJK SC", monospace; font-size: {sm}px; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollBar:vertical {{ width: 12px; background: transparent; border: none; }}
QScrollBar::handle:vertical {{ background: {idle_line}; border-radius: 4px; margin: 2px; min-height: 32px; }}
QScrollBar:horizontal {{ height: 12px; background: transparent; border: none; }}
QScrollBar::handle:horizontal {{ background: {idle_line}; border-radius: 4px; margin: 2px; min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {field}; padding: 4px 6px; font-size: {sm}px; }}
QMenu {{ background: {surface}; border: 1px solid {field}; padding: 4px 0; }}
QMenu::item {{ padding: 6px 24px; color: {text}; }}
QMenu::item:selected {{ background: {accent_soft}; color: {text}; }}
"""


def style_sheet(colours: Mapping[ColourName, str], sizes: Sizes) -> str:
    """The style sheet for one theme and one text mode."""
    return _TEMPLATE.format(
        **{str(name): value for name, value in colours.items()},
        sm=sizes.sm,
        inner=sizes.control - 2,
        inner2=sizes.control - 4,
        tall=40,
        tall2=38,
    )
