"""A school's own files read into a workbook: its plan into a new one, what belongs to it into the tabs still empty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qipsheets import settings
from qipsheets.documents.importing.documents import PLAN, Found, read_documents
from qipsheets.documents.importing.draft import PlanDraft, start_in
from qipsheets.errors import DoubtfulState
from qipsheets.frameworks.load import LikelyFramework, framework, likely_framework
from qipsheets.language import _
from qipsheets.loading import CheckedPlan, check_plan
from qipsheets.new_workbook import filling, framework_named, imported_content, lists
from qipsheets.operations.editing import Confirm, locked, write_edits
from qipsheets.operations.opening import open_store
from qipsheets.plan.model import Action, Assessment, Basis, Tally
from qipsheets.plan.organisation import Unplaced
from qipsheets.stores.store import Store
from qipsheets.sync.copying import refuse_foreign

ACTIONS_STAND = "Trang «Hành động» đã có dòng nên công cụ không ghi thêm."


@dataclass(frozen=True, slots=True)
class Import:
    """What files say and where it goes. `held` are the tabs that hold rows already and so get none of it."""

    files: Sequence[Found]
    framework: LikelyFramework
    rows: Mapping[str, int]
    held: Sequence[str] = ()
    unplaced: Sequence[Unplaced] = ()
    is_new: bool = False  # the store is made by it, so nobody is asked


@dataclass(frozen=True, slots=True)
class Imported:
    """An import that was shown, whether it was written, and the plan as it stands then, checked."""

    found: Import
    written: bool
    plan: CheckedPlan | None = None

    @property
    def is_over(self) -> bool:
        """True where the school year of the plan has ended."""
        return self.plan is not None and self.plan.plan.year.end < self.plan.today


def import_files(
    name: str | None,
    files: Sequence[Path],
    framework_id: str,
    review: Confirm[Import],
    today: str | None = None,
    *,
    dry_run: bool = False,
) -> Imported:
    """Reads a school's files into a store: a new one at once, one that exists once a person has agreed.

    A write into a store that exists can be undone. Raises ConfigurationError where the framework is not named and the
    plan does not tell it, DoubtfulState where the store holds all of it already, FileTrouble where a file cannot be
    read.
    """
    store = open_store(name)
    draft, found = read_documents(files)
    if store.exists():
        with locked(store, dry_run=dry_run):
            written, result = _fill(store, draft, found, framework_id, review)
    else:
        likely = _likely(draft, framework_id)
        content = imported_content(likely.framework, draft.form, draft.records)
        rows = {tab: len(records) for tab, records in draft.records.items() if records}
        written, result = not dry_run, Import(found, likely, rows, (), draft.of("unplaced", Unplaced), is_new=True)
        if written:
            store.prepare(content, lists(likely.framework, content))
    checked = check_plan(store, store.read(), settings.day(today)) if written else None
    return Imported(result, written, checked)


def _fill(
    store: Store, draft: PlanDraft, found: Sequence[Found], framework_id: str, review: Confirm[Import]
) -> tuple[bool, Import]:
    tables = store.read()
    refuse_foreign(tables, store.name)
    likely = _likely(draft, framework_id or framework_named(tables))
    filled = filling(tables, imported_content(likely.framework, draft.form, draft.records))
    # A plan that was read for a store whose actions or words are there: two plans are never mixed.
    is_another = any(one.kind == PLAN for one in found) and bool({"actions", "prose"} & set(filled.occupied))
    if "actions" in filled.occupied and not is_another:
        for one in draft.of("actions", Action):  # what a report says of improvement; the actions are there already
            origin = f"Kế hoạch cải tiến của tiêu chí {one.criterion}"
            draft.add("unplaced", Unplaced(origin=origin, text=one.measure, reason=ACTIONS_STAND))
        filled = filling(tables, imported_content(likely.framework, draft.form, draft.records))
    if is_another or not set(filled.rows) - {"unplaced"}:
        words = _("{name} holds a plan already.") if is_another else _("{name} holds all that these files could add.")
        hint = _("Import into a new file: choose another name for --store.")
        raise DoubtfulState(words.format(name=store.name), hint)
    result = Import(found, likely, filled.rows, filled.occupied, draft.of("unplaced", Unplaced))
    written = review(result)
    if written:
        write_edits(store, tables, filled.edits, "import", tuple(one.file for one in found))
    return written, result


def _likely(draft: PlanDraft, framework_id: str) -> LikelyFramework:
    """The framework that is named, else the one that the files tell."""
    if framework_id:
        return LikelyFramework(framework(framework_id))
    return likely_framework(
        draft.form.get("name", ""),
        totals={tally.total for tally in draft.of("tallies", Tally) if tally.total},
        criteria={one.criterion for one in draft.of("actions", Action) if one.criterion}
        | {one.criterion for one in draft.of("assessments", Assessment)},
        cited=" ".join(basis.text for basis in draft.of("bases", Basis)),
        day=start_in(draft.form.get("plan_date", "")).day or start_in(draft.form.get("year", "")).day,
    )
