"""The words of 5-Why worksheets and improvements as printed; those of the screen stand in `web/labels.py`."""

from collections.abc import Mapping
from enum import StrEnum

from sladesk.domain.codes import CauseClass, ImprovementState, RecordState, Term, Verdict
from sladesk.reports.saying import N_

WORDS: Mapping[StrEnum, str] = {
    RecordState.DRAFT: N_("Draft"),
    RecordState.IN_REVIEW: N_("In review"),
    RecordState.SETTLED: N_("Final"),
    CauseClass.PEOPLE: N_("Manpower"),
    CauseClass.MACHINE: N_("Equipment"),
    CauseClass.MATERIAL: N_("Material"),
    CauseClass.METHOD: N_("Procedure"),
    CauseClass.ENVIRONMENT: N_("Environment"),
    CauseClass.MEASUREMENT: N_("Measurement"),
    Term.SHORT: N_("Short term"),
    Term.LONG: N_("Long term"),
    ImprovementState.OPEN: N_("Not begun"),
    ImprovementState.IN_PROGRESS: N_("Under way"),
    ImprovementState.DONE: N_("Done, to be verified"),
    ImprovementState.EFFECTIVE: N_("Verified effective"),
    ImprovementState.NOT_EFFECTIVE: N_("Not effective"),
    ImprovementState.CANCELLED: N_("Cancelled"),
}
#: Apart from the others: a verdict that is open and a measure that is open are spelled alike.
VERDICTS: Mapping[StrEnum, str] = {
    Verdict.OPEN: N_("To be checked"),
    Verdict.KEPT: N_("Holds"),
    Verdict.EXCLUDED: N_("Excluded"),
}
