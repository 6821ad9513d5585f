"""Makes the QApplication: fonts, theme, Qt's own words in Chinese, quiet logs, and who collects garbage."""

from __future__ import annotations

import sys

from PySide6.QtCore import QLibraryInfo, QLocale, QMessageLogContext, QtMsgType, QTranslator, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app.ui.fonts import load_body_font, load_fonts
from app.ui.garbage import Collector
from app.ui.preferences import Preferences
from app.ui.theme import TEXT_SIZES, Theme, apply_theme, dress

_HARMLESS = ("This plugin does not support propagateSizeHints",)


def make_application(preferences: Preferences, *, ground_only: bool = False) -> QApplication:
    """The application, or the one that runs already, in the remembered theme.

    With `ground_only` only what an empty window needs is loaded; `complete` does the rest after the first paint.
    """
    qInstallMessageHandler(_quiet)
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    if app.findChild(Collector) is None:
        Collector(app)
    app.setApplicationName("huicun")
    app.setApplicationDisplayName("惠村")
    (load_body_font if ground_only else load_fonts)()
    translator = QTranslator(app)
    if translator.load(QLocale("zh_CN"), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    size = preferences.text_size if preferences.text_size in TEXT_SIZES else 100
    base = preferences.base_points if preferences.base_points in (10.5, 11.0) else 11.0
    apply_theme(app, Theme(preferences.dark, size, base), ground_only=ground_only)
    return app


def complete(app: QApplication) -> None:
    """What `make_application` left for later; twice does no harm."""
    load_fonts()
    dress(app)


def _quiet(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Let through what matters; the offscreen platform chatters about what it cannot do."""
    if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or text.startswith(_HARMLESS):
        return
    print(f"Qt: {text}", file=sys.stderr)
