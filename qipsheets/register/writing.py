"""The edits that enter a document in the register: its line, the plan's number and day, the marks of its copies."""

from collections.abc import Mapping
from itertools import chain

from qipsheets.documents.printing.plan import title_words
from qipsheets.documents.printing.report import SUBJECT, WEEKLY_SUBJECT
from qipsheets.documents.printing.text import lower_first, period_words
from qipsheets.errors import DoubtfulState
from qipsheets.language import _
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Document
from qipsheets.plan.periods import PeriodKind
from qipsheets.register.copies import copy_sha256, signed_name
from qipsheets.register.entries import REGISTER_KINDS, Wanted
from qipsheets.sheets.rows import free_keys, row_edits
from qipsheets.sheets.schema import BY_KEY, SCHOOL
from qipsheets.sheets.table import Edit, Table

REGISTER_TAB = BY_KEY["documents"]


def key_for(tables: Mapping[str, Table], line: Document | None) -> str:
    """The ID of a line that a person has begun, else of the first free row."""
    if line is not None:
        return line.key
    if REGISTER_TAB.key not in tables:
        raise DoubtfulState(
            _("The tab «{title}» is missing.").format(title=REGISTER_TAB.title),
            _("Run «qipsheets init» on the workbook: it adds what is missing."),
        )
    return next(free_keys(REGISTER_TAB, tables[REGISTER_TAB.key]))


def entry_edits(tables: Mapping[str, Table], plan: Plan, wanted: Wanted, key: str) -> list[Edit]:
    """The line of the register, and the form «Trường» where a plan's number or day is another one there."""
    begun = next((entry for entry in plan.documents if entry.key == key), Document())
    cells = {"kind": REGISTER_KINDS[wanted.kind], "number": wanted.number}
    if begun.day != wanted.day:
        cells["day"] = f"{wanted.day:%d/%m/%Y}"
    if not begun.subject.strip():
        cells["subject"] = _subject(plan, wanted)
    if not begun.signer.strip():
        cells["signer"] = plan.school.signer_name
    if wanted.period is not None:
        cells["period"] = wanted.period.name
    lines: dict[str, str] = {}
    if wanted.kind == "plan":
        lines["plan_number"] = wanted.number
        if plan.school.plan_date.day != wanted.day:
            lines["plan_date"] = f"{wanted.day:%d/%m/%Y}"
    school = (row_edits(SCHOOL, tables.get(SCHOOL.key), line, {"value": text}) for line, text in lines.items())
    filled = {field: text for field, text in cells.items() if text}
    return [*chain.from_iterable(school), *row_edits(REGISTER_TAB, tables.get(REGISTER_TAB.key), key, filled)]


def copy_edits(
    tables: Mapping[str, Table], key: str, name: str, data: bytes, signed: bytes | None, state: str
) -> list[Edit]:
    """The marks of the frozen copy, and of the signed one where there is one."""
    cells = {"file": name, "sha256": copy_sha256(data), "state": state}
    edits = row_edits(REGISTER_TAB, tables.get(REGISTER_TAB.key), key, cells)
    return edits if signed is None else [*edits, *signed_edits(tables, key, signed_name(name), signed)]


def signed_edits(tables: Mapping[str, Table], key: str, name: str, data: bytes) -> list[Edit]:
    """The marks of the signed copy."""
    return row_edits(
        REGISTER_TAB, tables.get(REGISTER_TAB.key), key, {"signed_copy": name, "signed_sha256": copy_sha256(data)}
    )


def _subject(plan: Plan, wanted: Wanted) -> str:
    """What the document prints below its kind, on one line."""
    if wanted.period is None:
        subject, rest = title_words(plan)
    else:
        subject = WEEKLY_SUBJECT if wanted.period.kind is PeriodKind.WEEK else SUBJECT
        rest = period_words(wanted.period)
    return f"{subject} {lower_first(rest)}".replace(" - ", "-").strip()
