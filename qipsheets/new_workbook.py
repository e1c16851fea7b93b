"""What a new workbook holds: the framework's criteria and lists, the sample school, or an imported plan."""

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qipsheets.frameworks.load import framework_ids
from qipsheets.plan.framework import Framework
from qipsheets.plan.model import Assessment
from qipsheets.plan.states import STATE_WORDS
from qipsheets.plan.values import TabRow
from qipsheets.settings import shipped
from qipsheets.sheets.codec import read_form, read_records, rows_of
from qipsheets.sheets.schema import SCHOOL, TABS, row_key
from qipsheets.sheets.tab import Tab, shown
from qipsheets.sheets.table import Edit, Plain, Table, text_of
from qipsheets.stores.store import InitialRows
from qipsheets.vietnamese import fold


def lists(framework: Framework, content: InitialRows) -> dict[str, Sequence[str]]:
    """The words of the drop-downs by name; the roles in use come first."""
    in_use = (str(person.get("Chức danh") or "").split(",") for person in content.get("people", ()))
    roles = {fold(role): role.strip() for parts in in_use for role in parts if role.strip()}
    known = tomllib.loads(Path(__file__).with_name("lists.toml").read_text(encoding="utf-8"))
    for role in known["roles"]:
        roles.setdefault(fold(role), role)
    return {
        "roles": tuple(roles.values()),
        "states": tuple(STATE_WORDS.values()),
        "levels": (*(f"Mức {level}" for level in framework.levels), "Không đạt"),
        "criteria": tuple(framework.criteria),
        "frameworks": framework_ids(),
        **{name: tuple(words) for name, words in known["words"].items()},
    }


def framework_named(tables: Mapping[str, Table]) -> str:
    """The shipped framework that a workbook names; empty where it names none of them."""
    form = read_form(tables[SCHOOL.key], lambda _finding: None) if SCHOOL.key in tables else {}
    known = str(form.get("framework", "")).strip()
    return known if known in framework_ids() else ""


def empty_content(framework: Framework, year: str) -> dict[str, list[dict[str, Plain]]]:
    """A workbook without an old plan: the school year, the framework, a row for each of its criteria."""
    return {
        SCHOOL.key: form_rows({"framework": framework.id, "year": year, "subject": "Cải tiến chất lượng giáo dục"}),
        "assessments": [{"Tiêu chí": code} for code in framework.criteria],
    }


def imported_content(
    framework: Framework, form: Mapping[str, str], records: Mapping[str, Sequence[TabRow]]
) -> dict[str, list[dict[str, Plain]]]:
    """What was read from a school's files, over the framework's empty rows."""
    base = {"framework": framework.id, "subject": "Cải tiến chất lượng giáo dục"}
    content: dict[str, list[dict[str, Plain]]] = {SCHOOL.key: form_rows(base | dict(form))}
    content.update((tab.key, rows_of(tab, records[tab.key])) for tab in TABS if records.get(tab.key))
    rows: dict[str, dict[str, Plain]] = {code: {"Tiêu chí": code} for code in framework.criteria}
    for row in content.get("assessments", ()):
        rows[text_of(row["Tiêu chí"])] = {heading: cell for heading, cell in row.items() if heading != "Mã"}
    content["assessments"] = list(rows.values())
    return content


@dataclass(frozen=True, slots=True)
class Filling:
    """Edits that put content into the empty tabs of a plan, rows by tab, and the tabs that hold rows already."""

    edits: list[Edit]
    rows: dict[str, int]
    occupied: tuple[str, ...]


def filling(tables: Mapping[str, Table], content: InitialRows) -> Filling:
    """What of the content goes into a plan that is there: into empty tabs, empty lines and cells, and to the review."""
    edits: list[Edit] = []
    rows: dict[str, int] = {}
    occupied: list[str] = []
    for tab in TABS:
        wanted = content.get(tab.key, ())
        known = read_records(tab, tables[tab.key], None, lambda _finding: None) if tab.key in tables else ()
        if tab.key == "assessments":
            found = list(_assessment_edits(tab, known, wanted))
            rows |= {tab.key: len({edit.key for edit in found})} if found else {}
            edits += found
        elif known and wanted and tab.key != "unplaced":
            occupied.append(tab.key)
        elif wanted:
            rows[tab.key] = len(wanted)
            keys = (row_key(tab, len(known) + number) for number in range(1, len(wanted) + 1))
            edits += [
                Edit(tab.key, key, heading, None, cell)
                for key, row in zip(keys, wanted, strict=True)
                for heading, cell in row.items()
                if heading != "Mã"
            ]
    lines = {text_of(row["Mã"]): row["Nội dung"] for row in content[SCHOOL.key]}
    present = {shown(row[0]): shown(row[2]) for row in tables[SCHOOL.key].rows if len(row) > 2}
    edits += [Edit(SCHOOL.key, key, "Nội dung", None, cell) for key, cell in lines.items() if not present.get(key)]
    if "actions" in rows:  # no plan was there: what set-up wrote, the year above all, gives way to the plan's own words
        edits += [
            Edit(SCHOOL.key, key, "Nội dung", present[key], cell)
            for key, cell in lines.items()
            if present.get(key) and cell and present[key] != shown(cell)
        ]
    return Filling(edits, rows, tuple(occupied))


def _assessment_edits(tab: Tab, known: Sequence[TabRow], wanted: Sequence[Mapping[str, Plain]]) -> Iterator[Edit]:
    """Edits of the empty cells in the criteria's rows, which are there from the beginning."""
    rows = {record.criterion: record for record in known if isinstance(record, Assessment)}
    written = {text_of(row["Tiêu chí"]): row for row in rows_of(tab, known)}
    free = len(known)
    for row in wanted:
        code = text_of(row["Tiêu chí"])
        cells = {heading: cell for heading, cell in row.items() if heading not in ("Mã", "Tiêu chí")}
        if code in rows:
            for heading, cell in cells.items():
                if heading not in written[code]:
                    yield Edit(tab.key, rows[code].key, heading, None, cell)
        elif cells:
            free += 1
            for heading, cell in ({"Tiêu chí": code} | cells).items():
                yield Edit(tab.key, row_key(tab, free), heading, None, cell)


def form_rows(form: Mapping[str, str]) -> list[dict[str, Plain]]:
    """Lines of the form «Trường»."""
    return [{"Mã": field, "Nội dung": value} for field, value in form.items()]


def sample_content() -> dict[str, list[dict[str, Plain]]]:
    """The invented school, from the shipped CSV files, one a tab."""
    folder = shipped("templates") / "sample"
    content: dict[str, list[dict[str, Plain]]] = {}
    for tab in (SCHOOL, *TABS):
        path = folder / f"{tab.key}.csv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                content[tab.key] = [_typed(tab, row) for row in csv.DictReader(file)]
    return content


def _typed(tab: Tab, row: Mapping[str, str]) -> dict[str, Plain]:
    """A row of texts whose numbers are numbers, as people would type them."""
    cells: dict[str, Plain] = dict(row)
    for column in tab.columns:
        if column.kind.name in ("percent", "count", "number") and row.get(column.heading):
            cells[column.heading] = column.kind.write(column.kind.read(row[column.heading], None))
    return cells
