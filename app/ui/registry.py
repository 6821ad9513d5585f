"""The pages there are: their word, their drawing, and the module that is loaded when one is first opened."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from app.ui.places import Where

if TYPE_CHECKING:
    from app.ui.page import Page
    from app.ui.work import Work


@dataclass(frozen=True, slots=True)
class PageEntry:
    """`rail` is the page of the left rail that is marked while this one is open; `gap` puts a line before it.

    A page is one of a village's book, of a township's desk (`township`), or of the desk alone (`village` is off).
    """

    where: Where
    word: str
    icon: str
    module: str
    page_class: str
    rail: Where
    gap: bool = False
    township: bool = False
    village: bool = True

    def build(self, work: Work) -> Page:
        """Make the page."""
        made: Page = getattr(import_module(f"app.ui.{self.module}"), self.page_class)(work)
        return made


def _desk(where: Where, word: str, icon: str, module: str, page_class: str) -> PageEntry:
    return PageEntry(where, word, icon, f"desk.{module}", page_class, where, township=True, village=False)


PAGES: tuple[PageEntry, ...] = (
    _desk(Where.DESK, "今日", "today", "today_page", "DeskTodayPage"),
    _desk(Where.OPINIONS, "签意见", "pencil", "opinions_page", "OpinionsPage"),
    _desk(Where.CROSS, "跨村核查", "clipboard", "cross_page", "CrossPage"),
    _desk(Where.FUND, "风险补偿金", "yuan", "fund_page", "FundPage"),
    PageEntry(Where.TODAY, "今日", "today", "today.page", "TodayPage", Where.TODAY),
    PageEntry(Where.HOUSEHOLDS, "农户", "house", "households.page", "HouseholdsPage", Where.HOUSEHOLDS),
    PageEntry(Where.RATING, "评级授信", "medal", "rating.page", "RatingPage", Where.RATING),
    PageEntry(Where.LOANS, "贷款", "loan", "loans.list_page", "LoansPage", Where.LOANS),
    PageEntry(Where.DUE, "到期与逾期", "clock", "due.page", "DuePage", Where.DUE),
    PageEntry(Where.VISITS, "走访", "pin", "visits.page", "VisitsPage", Where.VISITS),
    PageEntry(Where.PRINT, "打印", "printer", "printing.page", "PrintPage", Where.PRINT, gap=True),
    PageEntry(Where.LEDGERS, "台账报表", "table", "ledgers.page", "LedgersPage", Where.LEDGERS, township=True),
    PageEntry(Where.CHECK, "自查核对", "clipboard", "check.page", "CheckPage", Where.CHECK),
    PageEntry(Where.EXCHANGE, "交换", "exchange", "exchange.page", "ExchangePage", Where.EXCHANGE, township=True),
    PageEntry(Where.VILLAGE, "村务", "people", "village.page", "VillagePage", Where.VILLAGE, gap=True),
    PageEntry(
        Where.SETTINGS, "设置", "sliders", "settings.page", "SettingsPage", Where.SETTINGS, gap=True, township=True
    ),
    PageEntry(Where.HELP, "帮助", "help", "help.page", "HelpPage", Where.HELP, township=True),
    PageEntry(Where.IMPORT, "导入", "inbox", "imports.page", "ImportPage", Where.HOUSEHOLDS),
    PageEntry(Where.FORMS, "表格", "sheet", "printing.editor", "FormEditorPage", Where.PRINT),
    PageEntry(Where.LOAN, "贷款合同", "loan", "loans.contract_page", "ContractPage", Where.LOANS),
    PageEntry(Where.APPLY, "贷款申请", "loan", "loans.apply_page", "ApplyPage", Where.LOANS),
    PageEntry(Where.SLIPS, "登记还款", "yuan", "loans.slips_page", "SlipsPage", Where.LOANS),
)


def pages_of(role: str) -> tuple[PageEntry, ...]:
    """The pages of a village's book, or of a township's desk."""
    return tuple(entry for entry in PAGES if (entry.township if role == "township" else entry.village))


def in_rail(role: str) -> tuple[PageEntry, ...]:
    """The pages that stand in the left rail."""
    return tuple(entry for entry in pages_of(role) if entry.where is entry.rail)
