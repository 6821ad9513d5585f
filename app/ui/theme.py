"""The theme: tokens and sizes made into a palette, fonts and a style sheet for the whole application.

The theme in force hangs on the QApplication, as Qt's own palette does; painted parts ask for it with `theme_now`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from app.ui.fonts import SANS, SERIF
from app.ui.style_sheet import style_sheet
from app.ui.tokens import DARK, LIGHT, Tokens, Tone

BASE_POINTS = 11.0
DENSE_POINTS = 10.5
TEXT_SIZES = (100, 110, 125, 140, 150, 175, 200)
_PROPERTY = "huicun_theme"


class Role(Enum):
    """What a text is; each role is a font and a multiple of the base size."""

    SMALL = (SANS, 0.91, False)
    BODY = (SANS, 1.0, False)
    CARD_TITLE = (SERIF, 1.09, True)
    STEP_TITLE = (SERIF, 1.27, True)
    FACT = (SANS, 1.18, False)
    PAGE_TITLE = (SERIF, 1.55, True)
    PERSON = (SERIF, 1.64, False)
    ANSWER = (SANS, 1.64, False)


@dataclass(frozen=True, slots=True)
class Theme:
    """`base_points` is 11, or 10.5 for the dense setting; `text_size` is 100 to 200 per cent of it."""

    dark: bool = False
    text_size: int = 100
    base_points: float = BASE_POINTS

    @property
    def tokens(self) -> Tokens:
        return DARK if self.dark else LIGHT

    @property
    def scale(self) -> float:
        """How many times larger than at 11 pt everything is."""
        return self.text_size / 100 * self.base_points / BASE_POINTS

    @property
    def two_columns(self) -> bool:
        """From 125 % on a page is two columns wide and scrolls."""
        return self.text_size >= 125

    @property
    def few_columns(self) -> bool:
        """From 140 % on secondary columns go first."""
        return self.text_size >= 140

    def px(self, pixels: float) -> int:
        """A length given for 100 %, in the pixels of this text size."""
        return round(pixels * self.scale)

    def font(self, role: Role) -> QFont:
        """The font of a role; Sans is never emboldened."""
        family, times, bold = role.value
        font = QFont(family)
        font.setPointSizeF(self.base_points * self.text_size / 100 * times)
        if bold:
            font.setWeight(QFont.Weight.Bold)
        return font

    def color(self, tone: Tone) -> QColor:
        """The ink of a tone."""
        return QColor(self.tokens.ink(tone))

    def tint(self, tone: Tone) -> QColor:
        """The ground of a tone."""
        return QColor(self.tokens.tint(tone))


def theme_now() -> Theme:
    """The theme of the running application; light at 100 % where none was applied."""
    app = QApplication.instance()
    theme = app.property(_PROPERTY) if app is not None else None
    return theme if isinstance(theme, Theme) else Theme()


def apply_theme(app: QApplication, theme: Theme, *, ground_only: bool = False) -> None:
    """Put a theme in force: Fusion, our palette, our font, our style sheet; nothing is done where it is already.

    With `ground_only` the style sheet waits for `dress`: an empty window is painted without it.
    """
    if app.property(_PROPERTY) == theme:
        return
    app.setProperty(_PROPERTY, theme)
    if app.style().objectName().lower() != "fusion" and not app.styleSheet():
        app.setStyle("Fusion")
    app.setPalette(palette(theme.tokens))
    app.setFont(theme.font(Role.BODY))
    if not ground_only:
        app.setStyleSheet(style_sheet(theme))


def dress(app: QApplication) -> None:
    """Put the style sheet of the theme in force on, if it is not there yet."""
    if not app.styleSheet():
        app.setStyleSheet(style_sheet(theme_now()))


def palette(tokens: Tokens) -> QPalette:
    """Our tokens in Qt's roles, so that whatever we do not style ourselves still fits."""
    made = QPalette()
    every = {
        QPalette.ColorRole.Window: tokens.desk,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.raised,
        QPalette.ColorRole.AlternateBase: tokens.head,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.Button: tokens.raised,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.BrightText: tokens.danger,
        QPalette.ColorRole.Highlight: tokens.select,
        QPalette.ColorRole.HighlightedText: tokens.text,
        QPalette.ColorRole.PlaceholderText: tokens.muted,
        QPalette.ColorRole.ToolTipBase: tokens.raised,
        QPalette.ColorRole.ToolTipText: tokens.text,
        QPalette.ColorRole.Link: tokens.accent,
        QPalette.ColorRole.LinkVisited: tokens.accent,
        QPalette.ColorRole.Light: tokens.raised,
        QPalette.ColorRole.Midlight: tokens.head,
        QPalette.ColorRole.Mid: tokens.line,
        QPalette.ColorRole.Dark: tokens.edge,
        QPalette.ColorRole.Shadow: tokens.edge,
        QPalette.ColorRole.Accent: tokens.accent,
    }
    for role, color in every.items():
        made.setColor(role, QColor(color))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    made.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Base, QColor(tokens.neutral_tint))
    return made
