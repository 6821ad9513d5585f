"""The rows of the book and its journal; importing this package makes the whole schema known."""

from app.models.application import Application, Opinion, PublicNotice
from app.models.base import Base, Row
from app.models.book import BookInfo, MirrorState, Partner, Quarantine, ReceivedBundle, SentBundle, SentReceipt
from app.models.household import Household, Member
from app.models.journal import JournalEntry
from app.models.loan import Claim, Extension, Loan, Repayment, RepaymentPlan, Reversal
from app.models.pack_file import PackFile
from app.models.paper import Paper
from app.models.rating import BankDecision, Rating
from app.models.village import Village
from app.models.visit import Visit

__all__ = [
    "Application",
    "BankDecision",
    "Base",
    "BookInfo",
    "Claim",
    "Extension",
    "Household",
    "JournalEntry",
    "Loan",
    "Member",
    "MirrorState",
    "Opinion",
    "PackFile",
    "Paper",
    "Partner",
    "PublicNotice",
    "Quarantine",
    "Rating",
    "ReceivedBundle",
    "Repayment",
    "RepaymentPlan",
    "Reversal",
    "Row",
    "SentBundle",
    "SentReceipt",
    "Village",
    "Visit",
]
