"""The style sheet of the window: borders, grounds and paddings of the plain Qt controls, from a theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.theme import Theme

_SHEET = """
#desk, #page {{ background: {desk}; }}
#rail {{ background: {rail}; }}
#status {{ background: {rail}; border-top: 1px solid {line}; }}
#card {{ background: {surface}; border: 1px solid {line}; border-radius: {r6}px; }}
#inset {{ background: {head}; border: 1px solid {line}; border-radius: {r6}px; }}
#strip {{ background: {accent_tint}; border: 1px solid {line}; border-radius: {r6}px; }}
#advice {{ background: {warn_tint}; border: 1px solid {warn}; border-radius: {r6}px; }}
#trouble {{ background: {danger_tint}; border: 1px solid {danger}; border-radius: {r6}px; }}
#rule {{ background: {line}; border: none; }}
#headrule {{ background: {edge}; border: none; }}
#paperdesk {{ background: {rail}; border: none; }}

QLabel {{ background: transparent; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {edge}; padding: 4px; }}

QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QListView#choices {{
    background: {raised}; color: {text}; border: 1px solid {edge}; border-radius: {r4}px;
    padding: 0 {p10}px; selection-background-color: {select}; selection-color: {text};
}}
QLineEdit, QComboBox, QAbstractSpinBox {{ min-height: {control}px; max-height: {control}px; }}
QPlainTextEdit {{ padding: {p4}px {p6}px; }}
QLineEdit[readOnly="true"], QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {{
    background: {neutral_tint}; color: {text}; border: 1px solid {line};
}}
QLineEdit[wrong="true"], QComboBox[wrong="true"], QAbstractSpinBox[wrong="true"], QPlainTextEdit[wrong="true"] {{
    border: 2px solid {danger};
}}
QComboBox::drop-down {{ border: none; width: {p24}px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{ background: {raised}; border: 1px solid {edge}; outline: 0; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; height: 0; border: none; }}

QPushButton {{ border-radius: {r4}px; padding: 0 {p12}px; min-height: {control}px; max-height: {control}px; }}
QPushButton[kind="primary"] {{ background: {accent}; color: {on_accent}; border: 1px solid {accent}; }}
QPushButton[kind="primary"]:hover {{ background: {accent}; border: 1px solid {text}; }}
QPushButton[kind="second"] {{ background: {raised}; color: {text}; border: 1px solid {edge}; }}
QPushButton[kind="second"]:hover {{ background: {hover}; }}
QPushButton[kind="quiet"] {{
    background: transparent; color: {accent}; border: none; padding: 0 {p4}px;
    min-height: {quiet}px; max-height: {quiet}px;
}}
QPushButton[kind="quiet"]:hover {{ text-decoration: underline; }}
QPushButton[kind="muted"] {{
    background: transparent; color: {muted}; border: none; padding: 0 {p4}px;
    min-height: {quiet}px; max-height: {quiet}px;
}}
QPushButton[kind="toggle"] {{
    background: {raised}; color: {text}; border: 1px solid {edge}; padding: 0 {p8}px;
    min-height: {toggle}px; max-height: {toggle}px;
}}
QPushButton[kind="toggle"]:checked {{ background: {accent_tint}; color: {accent}; border: 1px solid {accent}; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
QPushButton[large="true"] {{ min-height: {large}px; max-height: {large}px; }}
QPushButton[kind="primary"]:disabled, QPushButton[kind="second"]:disabled, QPushButton[kind="toggle"]:disabled {{
    background: {neutral_tint}; color: {muted}; border: 1px dashed {edge};
}}
QPushButton[kind="quiet"]:disabled, QPushButton[kind="muted"]:disabled {{ color: {muted}; }}

QTableView {{ background: transparent; border: none; outline: 0; selection-background-color: {select}; }}
QHeaderView {{ background: transparent; border: none; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > #scrolled {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: {bar}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {bar}px; margin: 0; }}
QScrollBar::handle {{ background: {edge}; border-radius: {bar_radius}px; min-height: {p24}px; min-width: {p24}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{
    background: {raised}; border: 1px solid {edge}; border-radius: 0; min-height: {p8}px; max-height: {p8}px;
}}
QProgressBar::chunk {{ background: {accent}; }}
QMenu {{ background: {raised}; color: {text}; border: 1px solid {edge}; padding: {p4}px; }}
QMenu::item {{ padding: {p6}px {p24}px {p6}px {p12}px; }}
QMenu::item:selected {{ background: {select}; }}
QTabBar {{ background: transparent; }}
"""


def style_sheet(theme: Theme) -> str:
    """The whole sheet; lengths follow the text size, hair lines and borders stay one or two pixels."""
    tokens = theme.tokens
    colors = {name: getattr(tokens, name) for name in tokens.__dataclass_fields__}
    lengths = {f"p{n}": theme.px(n) for n in (4, 6, 8, 10, 12, 16, 24)}
    return _SHEET.format(
        **colors,
        **lengths,
        r4=theme.px(4),
        r6=theme.px(6),
        control=theme.px(34) - 2,
        large=theme.px(40) - 2,
        quiet=theme.px(26),
        toggle=theme.px(27) - 2,
        bar=theme.px(12),
        bar_radius=theme.px(3),
    )
