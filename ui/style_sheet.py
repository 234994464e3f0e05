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
QPlainTextEdit, QTextEdit {{ padding: 5px 7px; }}
QLineEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus {{
  border: 2px solid {accent}; padding: 0 8px; }}
{heights}
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
  padding: 0 10px; min-height: 36px; }}
QPlainTextEdit[log="true"], QPlainTextEdit[log="true"]:focus {{
  background: #10161D; color: #B9C4CE; font-family: "Noto Sans Mono CJK SC", monospace; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollBar:vertical {{ width: 12px; background: transparent; border: none; }}
QScrollBar::handle:vertical {{ background: {idle_line}; border-radius: 4px; margin: 2px; min-height: 32px; }}
QScrollBar:horizontal {{ height: 12px; background: transparent; border: none; }}
QScrollBar::handle:horizontal {{ background: {idle_line}; border-radius: 4px; margin: 2px; min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {field}; padding: 4px 6px; }}
QMenu {{ background: {surface}; border: 1px solid {field}; padding: 4px 0; }}
QMenu::item {{ padding: 6px 24px; color: {text}; }}
QMenu::item:selected {{ background: {accent_soft}; color: {text}; }}
"""


# What depends on the text size, for a window of each: the sheet stays the same when somebody changes it. Qt goes
# through every widget there is for another sheet, and nothing else can happen meanwhile.
_HEIGHTS = """
{of}QLineEdit, {of}QComboBox, {of}QDateEdit, {of}QSpinBox {{ min-height: {inner}px; max-height: {inner}px; }}
{of}QLineEdit:focus, {of}QComboBox:focus, {of}QDateEdit:focus, {of}QSpinBox:focus {{
  min-height: {inner2}px; max-height: {inner2}px; }}
{of}QHeaderView::section {{ font-size: {sm}px; font-weight: 700; }}
{of}QPlainTextEdit[log="true"] {{ font-size: {sm}px; }}
"""
# The property of a window that says which text size it has.
SIZE_PROPERTY = "text_size"


def _heights(sizes: Sizes, of: str = "") -> str:
    return _HEIGHTS.format(of=of, inner=sizes.control - 2, inner2=sizes.control - 4, sm=sizes.sm)


def style_sheet(colours: Mapping[ColourName, str], sizes: Sizes, all_sizes: Mapping[str, Sizes]) -> str:
    """The style sheet for one theme; ``sizes`` hold in windows that do not say which of ``all_sizes`` they have."""
    heights = [
        _heights(sizes),
        *(_heights(each, f'*[{SIZE_PROPERTY}="{name}"] ') for name, each in all_sizes.items()),
    ]
    return _TEMPLATE.format(
        **{str(name): value for name, value in colours.items()},
        heights="".join(heights),
        tall=40,
        tall2=38,
    )
