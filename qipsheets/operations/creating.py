"""New workbooks: empty, or with the invented sample school."""

import re
from collections.abc import Mapping, Sequence

from qipsheets.errors import UsageError
from qipsheets.frameworks.load import framework as framework_by_id
from qipsheets.frameworks.load import framework_ids
from qipsheets.language import _
from qipsheets.new_workbook import empty_content, lists, sample_content
from qipsheets.operations.opening import open_store
from qipsheets.plan.framework import Framework
from qipsheets.sheets.codec import read_form
from qipsheets.sheets.schema import SCHOOL
from qipsheets.stores.store import Content, Store

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
    form = read_form(tables[SCHOOL.key], lambda _finding: None) if SCHOOL.key in tables else {}
    known = str(form.get("framework", "")).strip()
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
