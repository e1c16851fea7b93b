"""Checks of a plan and of a Word file, by the rules that a person selects."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from qipsheets.documents.docx.paper import Paper
from qipsheets.documents.docx.reader import read_paper
from qipsheets.documents.layout.catalogue import LAYOUT_RULES, check_paper
from qipsheets.documents.layout.comparison import DATA_RULES, Difference, compare
from qipsheets.documents.layout.rule import Fault
from qipsheets.documents.printing.letterhead import KIND
from qipsheets.errors import UsageError
from qipsheets.language import N_, _
from qipsheets.loading import CheckedPlan, all_rules
from qipsheets.operations.opening import open_plan
from qipsheets.operations.reprinting import reprint
from qipsheets.plan.findings import Finding, Rule

WEIGHTS = {"info": 1, "warning": 2, "error": 3, "never": 9}
SEVERITY_WORDS = {"error": N_("Error"), "warning": N_("Warning"), "info": N_("Note")}


@dataclass(frozen=True, slots=True)
class Selection:
    """The rules to go by, as beginnings of their codes: PCT, PCT-01; an empty `select` means all."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def wants(self, code: str) -> bool:
        """True for a rule that is selected and not ignored."""
        return (not self.select or code.startswith(self.select)) and not code.startswith(self.ignore)


def selection(select: Iterable[str] | None, ignore: Iterable[str] | None, rules: Sequence[Rule]) -> Selection:
    """A selection among rules. Raises UsageError for a misspelt code, which would silently check nothing."""
    for prefix in (*(select or ()), *(ignore or ())):
        if not any(rule.code.startswith(prefix.upper()) for rule in rules):
            raise UsageError(
                _("There is no rule «{code}».").format(code=prefix), _("See all rules with: qipsheets rules")
            )
    return Selection(tuple(prefix.upper() for prefix in select or ()), tuple(prefix.upper() for prefix in ignore or ()))


def refuse_unknown_weight(weight: str) -> None:
    """Raises UsageError for a word that is no weight of `WEIGHTS`."""
    if weight not in WEIGHTS:
        raise UsageError(
            _("«{text}» is no weight.").format(text=weight), _("Use one of: {names}.").format(names=", ".join(WEIGHTS))
        )


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """The findings of a plan by the selected rules, and how many more the school has accepted."""

    opened: CheckedPlan
    findings: Sequence[Finding]
    accepted: int

    def fails_on(self, weight: str) -> bool:
        """True where a finding weighs as much as a word of `WEIGHTS`, or more."""
        return any(finding.severity >= WEIGHTS[weight] for finding in self.findings)


def validate_plan(
    name: str | None, today: str | None, select: Iterable[str] | None = None, ignore: Iterable[str] | None = None
) -> PlanCheck:
    """All that is wrong with a plan by the selected rules. Raises UsageError for codes that are none."""
    chosen = selection(select, ignore, all_rules())
    opened = open_plan(name, today)
    findings = [one for one in opened.findings if chosen.wants(one.code)]
    accepted = sum(chosen.wants(one.code) for one in opened.all_findings) - len(findings)
    return PlanCheck(opened, findings, accepted)


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """What the layout law finds in a Word file, and how its words differ from the data.

    `compared` is the state of `Reprint`; empty where the document was not compared with any data.
    """

    faults: Sequence[Fault]
    compared: str
    differences: Sequence[Difference]

    def fails_on(self, weight: str) -> bool:
        """True where a fault or difference weighs as much as a word of `WEIGHTS`, or more."""
        severities = [one.severity for one in self.faults] + [one.rule.severity for one in self.differences]
        return any(severity >= WEIGHTS[weight] for severity in severities)


def check_document(
    file: Path,
    chosen: Selection,
    *,
    store: str | None = None,
    today: str | None = None,
    as_of: str | None = None,
    template: Path | None = None,
) -> DocumentCheck:
    """Checks a Word file by the layout law, and against the data where a store is named for it.

    Raises FileTrouble where the file cannot be read, QipError where the document cannot be printed again.
    """
    paper = read_paper(file)
    faults = [fault for fault in check_paper(paper) if chosen.wants(fault.code)]
    if not _is_compared(paper, store, as_of):
        return DocumentCheck(faults, "", ())
    again = reprint(paper, store, today, as_of, template)
    differences = [one for one in compare(again.paper, paper) if chosen.wants(one.rule.code)]
    return DocumentCheck(faults, again.state, differences)


def _is_compared(paper: Paper, store: str | None, as_of: str | None) -> bool:
    """Without an option only a document of ours is compared, where the settings name a store."""
    known = KIND in paper.properties and bool(os.environ.get("QIPSHEETS_STORE"))
    return bool(store or as_of or known)


DOCUMENT_RULES = (*LAYOUT_RULES, *DATA_RULES)


def rules() -> tuple[Rule, ...]:
    """All that is checked, by code."""
    return all_rules()


def rule_named(code: str) -> Rule:
    """A rule by its code, however it is spelt. Raises UsageError, with the nearest, where there is none."""
    known = {rule.code: rule for rule in all_rules()}
    rule = known.get(code.strip().upper())
    if rule is None:
        near = get_close_matches(code.upper(), known, n=1)
        hint = _("Is «{near}» meant?").format(near=near[0]) if near else _("See all rules with: qipsheets rules")
        raise UsageError(_("There is no rule «{code}».").format(code=code), hint)
    return rule
