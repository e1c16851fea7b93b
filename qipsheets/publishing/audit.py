"""All that an edition would make public, cell by cell, and what is left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from qipsheets.plan.model import Plan
from qipsheets.plan.values import TabRow
from qipsheets.publishing.edition import Edition, EditionSource, public_words
from qipsheets.publishing.public import HIDDEN, UNNAMED, may_name
from qipsheets.sheets.schema import FORM, NEVER_PUBLIC, SCHOOL, TABS
from qipsheets.sheets.tab import Column

_OF_NOW = ("assessments", "level_4", "tallies", "documents")


@dataclass(frozen=True, slots=True)
class PublicCell:
    """A cell that becomes public, in the words of the page. `look` are words that may name a person."""

    tab: str
    key: str
    heading: str
    text: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A column that stays private, and how many of its cells are filled in."""

    tab: str
    heading: str
    cells: int


@dataclass(frozen=True, slots=True)
class Audit:
    """What becomes public, what does not, and the signed pages, in which no rule can look."""

    cells: tuple[PublicCell, ...]
    left_out: tuple[LeftOut, ...]
    signed: tuple[str, ...]

    @property
    def changed(self) -> int:
        """Cells in which something was taken out of the words."""
        return sum(HIDDEN in cell.text or UNNAMED in cell.text for cell in self.cells)

    @property
    def doubtful(self) -> tuple[PublicCell, ...]:
        return tuple(cell for cell in self.cells if cell.look)


def audit(source: EditionSource) -> Audit:
    """What the edition of a source would make public."""
    edition = Edition.of(source)
    signed = tuple(sorted(edition.signed_files()))
    return Audit(tuple(_public_cells(edition)), tuple(_left_out(source, edition)), signed)


def _public_cells(edition: Edition) -> Iterator[PublicCell]:
    school = (edition.issued or edition.now).school
    for line in FORM:
        text = public_words(line, getattr(school, line.field)) if line.field in edition.columns[SCHOOL.key] else ""
        if text:
            yield PublicCell(SCHOOL.title, line.field, line.heading, text)
    for tab in TABS:
        for plan, column in product(_plans(edition, tab.key), tab.inputs):
            if column.field in edition.columns.get(tab.key, ()):
                yield from _column_cells(tab.title, column, getattr(plan, tab.key))
    for target in edition.targets:
        words = (target.name, target.unit, target.direction, target.baseline, target.goal, target.actual)
        yield PublicCell("Chỉ tiêu", "", "Chỉ tiêu", " · ".join(filter(None, words)), may_name(target.name))


def _plans(edition: Edition, tab: str) -> Sequence[Plan]:
    """The plans of which a tab's rows are shown; of results both those of the issued plan and those of now."""
    if edition.issued is None or tab == "documents":
        return (edition.now,)
    return (edition.issued, edition.now) if tab in _OF_NOW else (edition.followed,)


def _column_cells(title: str, column: Column, rows: Sequence[TabRow]) -> Iterator[PublicCell]:
    for row in rows:
        text = public_words(column, getattr(row, column.field))
        if text:
            yield PublicCell(title, row.key, column.heading, text, may_name(text))


def _left_out(source: EditionSource, edition: Edition) -> Iterator[LeftOut]:
    for tab in TABS:
        rows: Sequence[TabRow] = getattr(source.now, tab.key)
        shown = () if tab.key in NEVER_PUBLIC else edition.columns.get(tab.key, ())
        for column in tab.inputs:
            count = sum(bool(public_words(column, getattr(row, column.field))) for row in rows)
            if count and column.field != "key" and column.field not in shown:
                yield LeftOut(tab.title, column.heading, count)
