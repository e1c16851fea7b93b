"""New workbooks: empty, with the invented sample school, or with what a school's Word plan says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qipsheets.documents.importing.draft import PlanDraft
from qipsheets.documents.importing.reader import read_plan
from qipsheets.errors import DoubtfulState, UsageError
from qipsheets.frameworks.load import framework as framework_by_id
from qipsheets.frameworks.load import framework_ids, likely_framework
from qipsheets.language import _
from qipsheets.new_workbook import edits_into, empty_content, imported_content, lists, sample_content
from qipsheets.operations.editing import locked, write_edits
from qipsheets.operations.opening import open_store
from qipsheets.plan.framework import Framework
from qipsheets.sheets.codec import read_form
from qipsheets.sheets.schema import SCHOOL
from qipsheets.stores.store import Content, Store
from qipsheets.sync.copying import refuse_foreign

_SAMPLE_FRAMEWORK = "tt17-2018-primary"


def make_workbook(name: str | None, framework: str, year: str, *, sample: bool) -> Sequence[str] | None:
    """Makes a workbook, or adds to an existing one what it lacks.

    Returns None for a new one, else what was added. Raises UsageError where a new one lacks framework or school year.
    """
    store = open_store(name)
    if store.exists():
        return store.prepare({}, _lists_of(store))
    chosen, content = _new_content(framework, year, sample=sample)
    return store.prepare(content, lists(chosen, content))


def _lists_of(store: Store) -> Mapping[str, Sequence[str]]:
    """The words of the drop-downs of a plan that is there already, so that a list that was deleted comes back."""
    tables = store.seen()
    known = read_form(tables[SCHOOL.key], lambda _finding: None)["framework"].strip() if SCHOOL.key in tables else ""
    return lists(framework_by_id(known), {}) if known in framework_ids() else {}


def _new_content(framework: str, year: str, *, sample: bool) -> tuple[Framework, Content]:
    if sample:
        return framework_by_id(_SAMPLE_FRAMEWORK), sample_content()
    match = re.fullmatch(r"(\d{4})\s*[-–]\s*(\d{4})", year.strip())
    if not match or int(match[2]) != int(match[1]) + 1:
        hint = _("Add --year, for example --year 2026-2027.")
        raise UsageError(
            _("«{text}» is no school year.").format(text=year) if year else _("No school year is named."), hint
        )
    if not framework:
        names = ", ".join(framework_ids())
        raise UsageError(_("No framework is chosen."), _("Add --framework with one of: {names}.").format(names=names))
    chosen = framework_by_id(framework)
    return chosen, empty_content(chosen, f"{match[1]}-{match[2]}")


@dataclass(frozen=True, slots=True)
class UnplacedText:
    """A text of a Word plan that was not understood: where it was, what it says, why."""

    origin: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedPlan:
    """A Word plan that was read into a store: the framework it goes by, rows by tab, and what was not understood."""

    framework: Framework
    rows: Mapping[str, int]
    unplaced: Sequence[UnplacedText]


def import_plan(name: str | None, file: Path, framework: str = "") -> ImportedPlan:
    """Reads a school's Word plan into a store that is new or empty; a write into an old one can be undone.

    Raises ConfigurationError where the framework is not named and the plan does not tell it, DoubtfulState where the
    store holds a plan already, FileTrouble where the file cannot be read.
    """
    store = open_store(name)
    draft = read_plan(file)
    chosen = framework_by_id(framework or likely_framework(_telling_words(draft), _totals(draft)))
    content = imported_content(chosen, draft.form, draft.records)
    _put(store, content, lists(chosen, content), file.name)
    rows = {key: len(records) for key, records in draft.records.items() if records}
    unplaced = [UnplacedText(one.origin, one.text, one.reason) for one in draft.records.get("unplaced", ())]
    return ImportedPlan(chosen, rows, unplaced)


def _put(store: Store, content: Content, words: Mapping[str, Sequence[str]], plan: str) -> None:
    """A new workbook where there is none, else edits into one whose tabs are empty."""
    if not store.exists():
        store.prepare(content, words)
        return
    with locked(store):
        tables = store.read()
        refuse_foreign(tables, store.name)
        edits = edits_into(tables, content)
        if edits is not None:
            write_edits(store, tables, edits, "import", (plan,))
            return
    raise DoubtfulState(
        _("{name} holds a plan already.").format(name=store.name),
        _("Import into a new file: choose another name for --store."),
    )


def _telling_words(draft: PlanDraft) -> str:
    """What tells the kind of school: its name and the texts it cites."""
    return " ".join([draft.form.get("name", ""), *(basis.text for basis in draft.records.get("bases", ()))])


def _totals(draft: PlanDraft) -> tuple[int, ...]:
    return tuple(tally.total for tally in draft.records.get("tallies", ()) if tally.total)
