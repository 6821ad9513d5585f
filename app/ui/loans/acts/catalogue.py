"""All acts on a loan by name, in the order of the menu; a line in the menu parts the groups."""

from __future__ import annotations

from app.ui.loans.acts.collecting import ClaimForm, PromiseForm, StepForm, SurveyForm
from app.ui.loans.acts.contract import ArchiveForm, CoBorrowerForm, MisuseForm, RecallForm
from app.ui.loans.acts.form import ActForm
from app.ui.loans.acts.moving import ExtendForm, PaperForm, RateForm, RenewForm
from app.ui.loans.acts.paying import AdjustForm, RepayForm, ReverseForm, SubsidyForm
from app.ui.loans.acts.plan import PlanForm

BUTTONS: tuple[type[ActForm], ...] = (RepayForm, ExtendForm, RenewForm)
MENU: tuple[tuple[type[ActForm], ...], ...] = (
    (PaperForm, PlanForm, SurveyForm, PromiseForm),
    (StepForm, ClaimForm),
    (ReverseForm, AdjustForm, SubsidyForm, RateForm),
    (CoBorrowerForm, MisuseForm, RecallForm, ArchiveForm),
)
FORMS: dict[str, type[ActForm]] = {form.name: form for form in (*BUTTONS, *(each for group in MENU for each in group))}
OF_OPEN_LOANS = frozenset({"extend", "renew", "plan", "survey", "promise", "paper"})
"""What asks for a balance; the rest is recorded after the settlement too, when the slip comes late."""
