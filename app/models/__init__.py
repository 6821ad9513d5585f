"""The rows of the book and its journal; importing this package makes the whole schema known."""

from app.models.application import Application, Opinion, PublicNotice
from app.models.bank_due import BankDue
from app.models.base import Base, Row
from app.models.book import BookInfo, MirrorState, Partner, Quarantine, ReceivedBundle, SentBundle, SentReceipt
from app.models.credit_village import CreditReview, CreditTitle
from app.models.demand import Demand
from app.models.desk import CorrectionProposal, DeskAnswer, DeskFile, DeskItem, DeskOpinion
from app.models.entity import Entity, EntityHousehold
from app.models.fact_reversal import FactReversal
from app.models.fund import FundMovement, VillageFund
from app.models.guarantee import GuaranteeGroup, GuaranteeMember
from app.models.guidance import Guidance
from app.models.household import Household, Member
from app.models.household_history import HouseholdChange, HouseholdListing, PhoneCheck
from app.models.household_key import HouseholdKey
from app.models.insurance import InsurancePolicy, InsuranceStep
from app.models.journal import JournalEntry
from app.models.life_event import LifeEvent
from app.models.loan import Claim, CoBorrowerChange, Extension, Loan, Repayment, RepaymentPlan, Reversal
from app.models.loan_cache import LoanCache, LoanCacheDay
from app.models.loan_fact import BankAdjustment, Misuse, RateChange, SubsidyPaid
from app.models.pack_file import PackFile
from app.models.panel import PanelMember
from app.models.paper import Paper, PaperMove, Scan
from app.models.pledge import Pledge, PledgeMovement, PledgeValuation
from app.models.rating import BankDecision, Rating
from app.models.recall import LoanRecall
from app.models.recovery import RecoveryStep
from app.models.rectification import Rectification
from app.models.reminder import Reminder, RepaymentPromise
from app.models.report import FrozenReport
from app.models.responsible import OfficerTenure, ResponsiblePerson
from app.models.society import Society, SocietyLoan, SocietyMember, SocietyRepayment
from app.models.village import Village
from app.models.village_change import VillageChange
from app.models.visit import Visit
from app.models.work import HealthCertificate, Placement, WorkIntention

__all__ = [
    "Application",
    "BankAdjustment",
    "BankDecision",
    "BankDue",
    "Base",
    "BookInfo",
    "Claim",
    "CoBorrowerChange",
    "CorrectionProposal",
    "CreditReview",
    "CreditTitle",
    "Demand",
    "DeskAnswer",
    "DeskFile",
    "DeskItem",
    "DeskOpinion",
    "Entity",
    "EntityHousehold",
    "Extension",
    "FactReversal",
    "FrozenReport",
    "FundMovement",
    "GuaranteeGroup",
    "GuaranteeMember",
    "Guidance",
    "HealthCertificate",
    "Household",
    "HouseholdChange",
    "HouseholdKey",
    "HouseholdListing",
    "InsurancePolicy",
    "InsuranceStep",
    "JournalEntry",
    "LifeEvent",
    "Loan",
    "LoanCache",
    "LoanCacheDay",
    "LoanRecall",
    "Member",
    "MirrorState",
    "Misuse",
    "OfficerTenure",
    "Opinion",
    "PackFile",
    "PanelMember",
    "Paper",
    "PaperMove",
    "Partner",
    "PhoneCheck",
    "Placement",
    "Pledge",
    "PledgeMovement",
    "PledgeValuation",
    "PublicNotice",
    "Quarantine",
    "RateChange",
    "Rating",
    "ReceivedBundle",
    "RecoveryStep",
    "Rectification",
    "Reminder",
    "Repayment",
    "RepaymentPlan",
    "RepaymentPromise",
    "ResponsiblePerson",
    "Reversal",
    "Row",
    "Scan",
    "SentBundle",
    "SentReceipt",
    "Society",
    "SocietyLoan",
    "SocietyMember",
    "SocietyRepayment",
    "SubsidyPaid",
    "Village",
    "VillageChange",
    "VillageFund",
    "Visit",
    "WorkIntention",
]
