"""Checks of a plan by the rules that are selected, and of a Word file, which is printed again from its data."""

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from qipsheets import files, settings
from qipsheets.documents.docx.paper import Paper
from qipsheets.documents.docx.reader import read_paper
from qipsheets.documents.layout.catalogue import check_paper
from qipsheets.documents.layout.comparison import Difference, compare
from qipsheets.documents.layout.rule import Fault
from qipsheets.documents.layout.rule import document_rules as document_rules
from qipsheets.documents.printing import FORMS
from qipsheets.documents.printing.letterhead import DRAFT_WORDS, Mark, View
from qipsheets.documents.printing.word import document_bytes
from qipsheets.errors import UsageError
from qipsheets.language import N_, _
from qipsheets.loading import CheckedPlan, check_plan
from qipsheets.loading import all_rules as all_rules
from qipsheets.operations import printing
from qipsheets.operations.opening import open_plan, open_store, tables_known_on, tables_of_state
from qipsheets.plan.findings import Finding, Rule
from qipsheets.sheets.cell_text import fingerprint_of

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


def selection(select: Iterable[str] | None, ignore: Iterable[str] | None, rules: Collection[Rule]) -> Selection:
    """A selection among rules, each word one code or several parted by commas.

    Raises UsageError for a misspelt code, which would silently check nothing.
    """
    wanted, unwanted = (
        tuple(code.strip().upper() for word in words or () for code in word.split(",") if code.strip())
        for words in (select, ignore)
    )
    for prefix in (*wanted, *unwanted):
        if not any(rule.code.startswith(prefix) for rule in rules):
            raise UsageError(
                _("There is no rule «{code}».").format(code=prefix), _("See all rules with: qipsheets rules")
            )
    return Selection(wanted, unwanted)


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

    `compared` is the state as `printed_again` has it; empty where the document was not compared with any data.
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
    # Without an option only a document of ours is compared, where the settings name a store.
    is_ours = Mark.KIND in paper.properties and os.environ.get("QIPSHEETS_STORE")
    if not (store or as_of or is_ours):
        return DocumentCheck(faults, "", ())
    again, state = printed_again(paper, store, today, as_of, template)
    differences = [one for one in compare(again, paper) if chosen.wants(one.rule.code)]
    return DocumentCheck(faults, state, differences)


def rule_named(code: str) -> Rule:
    """A rule by its code, however it is spelt. Raises UsageError, with the nearest, where there is none."""
    known = {rule.code: rule for rule in all_rules()}
    rule = known.get(code.strip().upper())
    if rule is None:
        near = get_close_matches(code.upper(), known, n=1)
        hint = _("Is «{near}» meant?").format(near=near[0]) if near else _("See all rules with: qipsheets rules")
        raise UsageError(_("There is no rule «{code}».").format(code=code), hint)
    return rule


PRESENT, JOURNAL, OTHER = "present", "journal", "other"


def printed_again(
    paper: Paper, store: str | None, today: str | None, as_of: str | None, template: Path | None
) -> tuple[Paper, str]:
    """The same document again, and of which state its data are.

    PRESENT where they are as they were, JOURNAL where the journal knows them, OTHER for those of now. Raises
    UsageError for a document that is none of ours, and QipError where the store cannot be read.
    """
    properties = paper.properties
    kind = properties.get(Mark.KIND) or "plan"
    if kind not in ("plan", "report", *FORMS):
        raise UsageError(
            _("A document of the kind «{kind}» cannot be compared with the data.").format(kind=kind),
            _("Leave --store out to check the layout alone."),
        )
    day = settings.day(today or (properties.get(Mark.DAY) if kind in FORMS else None))
    opened, state = _opened(store, as_of, properties.get(Mark.STATE, ""), day)
    usual = printing.plan_template(opened) if kind == "plan" else printing.shipped_template(kind)
    with files.scratch_folder() as folder:
        path = folder / "printed.docx"
        path.write_bytes(document_bytes(_words(opened, kind, paper), template or usual))
        return read_paper(path), state


def _opened(store: str | None, as_of: str | None, wanted: str, day: date) -> tuple[CheckedPlan, str]:
    """The data of the state wanted: those of now, else those the journal knows."""
    found = open_store(store, readonly=True)
    if as_of:
        return check_plan(found, tables_known_on(found, as_of), day), JOURNAL
    opened = check_plan(found, found.read(), day)
    if not wanted or fingerprint_of(opened.tables) == wanted:
        return opened, PRESENT
    tables = tables_of_state(found, wanted)
    if tables is None:
        return opened, OTHER
    return check_plan(found, tables, day), JOURNAL


def _words(opened: CheckedPlan, kind: str, paper: Paper) -> View:
    """The words of the document anew: for the period it names, of the day it bears, as a draft where it is one."""
    headers = [one for section in paper.sections for header in section.headers.values() for one in header]
    draft = any(one.text == DRAFT_WORDS for one in headers)
    period = paper.properties.get(Mark.PERIOD, "")
    if kind == "plan":
        return printing.plan_words(opened, draft=draft)
    if kind != "report":
        return printing.form_words(opened, kind, draft=draft, period=period)
    try:
        day: date | None = date.fromisoformat(paper.properties.get(Mark.DAY, ""))
    except ValueError:  # it is missing, or a hand has changed it
        day = None
    annex = bool(paper.properties.get(Mark.ANNEX))
    return printing.report_words(opened, printing.period_named(period, opened), draft=draft, day=day, annex=annex)
