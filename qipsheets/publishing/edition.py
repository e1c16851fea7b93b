"""What one edition of the page is made of, and its rows in words: actions, criteria, documents, what is due next."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeAlias
from urllib.parse import urlsplit

from qipsheets.documents.printing.plan import in_order, standard_of
from qipsheets.documents.wording import (
    clean,
    day_words,
    level_words,
    owner_lines,
    paragraphs,
    percent_words,
    time_words,
    within,
)
from qipsheets.plan.deadlines import CATEGORY_WORDS, Progress, category, progress
from qipsheets.plan.model import Action, Assessment, Plan
from qipsheets.plan.organisation import Document
from qipsheets.plan.states import CLOSED
from qipsheets.plan.values import TabRow, When
from qipsheets.publishing.public import Columns, Gate, PublicTarget, marked_columns, public_columns
from qipsheets.sheets.schema import BY_KEY
from qipsheets.sheets.tab import Column
from qipsheets.sheets.table import text_of
from qipsheets.vietnamese import without_marks

Detail: TypeAlias = tuple[str, tuple[str, ...]]  # a heading and the paragraphs below it
# What of an action is printed under the measure, with the words before it.
_DETAILS = (
    ("weakness", "Điểm yếu cần khắc phục"), ("goal", "Mục tiêu"), ("result_indicator", "Chỉ số đánh giá kết quả"),
    ("resources", "Nguồn lực"), ("expected_evidence", "Minh chứng dự kiến"),
)  # fmt: skip
# Tabs whose marked columns other pages show, those of the first two in the rows themselves.
_SHOWN_ELSEWHERE = ("actions", "assessments", "steps", "targets", "documents")


@dataclass(frozen=True, slots=True)
class EditionSource:
    """What an edition is made of: the plan of now and, where one was issued, the plan as it was then.

    `document` is the line of the register about it; `signed` are the signed pages by the line's ID. `state` is the
    number of the journal's state. Nothing here has passed the gate yet.
    """

    now: Plan
    day: date
    issued: Plan | None = None
    document: Document | None = None
    signed: Mapping[str, bytes] = field(default_factory=dict)
    state: int | None = None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action of the issued plan with its state of the day; `details` are further texts behind their headings."""

    number: int
    criterion: str
    standard: str
    current_level: str
    measure: tuple[str, ...]
    details: tuple[Detail, ...]
    owners: tuple[str, ...]
    start: str
    end: str
    funding: tuple[str, ...]
    state: str
    percent: str
    progress: Progress
    action: Action


@dataclass(frozen=True, slots=True)
class PublicCriterion:
    """A criterion with its result; `levels` says of each level whether it is met, if a result is known."""

    code: str
    name: str
    result: str
    levels: tuple[tuple[int, bool], ...]
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """An issued document; without an `href` its signed pages are not on the page."""

    kind: str
    number: str
    day: str
    subject: str
    href: str


@dataclass(frozen=True, slots=True)
class ExtraTable:
    """Columns that the school has marked as public, as a table."""

    key: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Edition:
    """What everybody may read: its plans have passed the gate, and pages are made of nothing else.

    `now` has the results of the day, `issued` the plan as it was issued, `followed` that plan with what was reported
    since; without an issued plan `followed` has no actions.
    """

    now: Plan
    issued: Plan | None
    followed: Plan
    targets: tuple[PublicTarget, ...]
    columns: Columns
    document: Document | None
    signed: Mapping[str, bytes]
    day: date
    state: int | None

    @classmethod
    def of(cls, source: EditionSource) -> "Edition":
        """The edition of a source. Raises ConfigurationError where the line «Công khai thêm các cột» is not clear."""
        columns = public_columns(source.now.school.public_columns)
        gate = Gate([source.now, *([source.issued] if source.issued else [])], columns)
        frozen = {one.key for one in source.now.documents if one.sha256.strip()}
        current = gate.plan(source.now)
        current = replace(current, documents=tuple(one for one in current.documents if one.key in frozen))
        issued = gate.plan(source.issued) if source.issued else None
        document = next((one for one in current.documents if source.document and one.key == source.document.key), None)
        draft = replace(current.school, plan_number="", plan_date=When())
        return cls(
            now=replace(current, school=draft, **dict.fromkeys(_OF_THE_PLAN, ())),  # type: ignore[arg-type]
            issued=issued,
            followed=_followed(issued, current),
            targets=gate.targets(source.now) if issued else (),
            columns=columns,
            document=document,
            signed={key: pages for key, pages in source.signed.items() if key in frozen},
            day=source.day,
            state=source.state,
        )

    @property
    def name(self) -> str:
        return clean(self.now.school.name)

    @cached_property
    def progress(self) -> Mapping[str, Progress]:
        """The progress of each action of the issued plan, by its ID."""
        return {item.key: item for item in progress(self.followed, self.day) if not item.is_step}

    @cached_property
    def actions(self) -> tuple[ActionRow, ...]:
        """The actions in the order of the printed plan."""
        in_plan = in_order(self.followed, by_level=self.now.framework.form != "tt57")
        rows = []
        for number, action in enumerate(in_plan, 1):
            item = self.progress[action.key]
            details = _details(*((words, str(getattr(action, name))) for name, words in _DETAILS))
            percent = percent_words(item.percent) if item.percent is not None and item.state not in CLOSED else ""
            rows.append(ActionRow(
                number, clean(action.criterion), standard_of(action), level_words(action.current_level),
                paragraphs(action.measure), (*details, *self._marked("actions", action)), owner_lines(action.owner),
                time_words(action.start), within(time_words(action.end)), paragraphs(action.funding),
                CATEGORY_WORDS[category(item)], percent, item, action,
            ))  # fmt: skip
        return tuple(rows)

    def _marked(self, tab: str, record: TabRow) -> Iterator[Detail]:
        """What the school has added of a row, behind the columns' headings."""
        added = marked_columns(self.columns).get(tab, frozenset())
        for column in BY_KEY[tab].inputs:
            text = public_words(column, getattr(record, column.field)) if column.field in added else ""
            if text:
                yield column.heading, paragraphs(text)

    def criteria(self, standard: str) -> tuple[PublicCriterion, ...]:
        """The criteria of a standard with their results."""
        known = {one.criterion: one for one in self.now.assessments}
        rows = []
        for one in next(one for one in self.now.framework.standards if one.code == standard).criteria:
            entry = known.get(one.code, Assessment())
            levels = () if entry.level is None else tuple((level, entry.level >= level) for level in one.levels)
            details = _details(("Điểm mạnh", entry.strengths), ("Điểm yếu", entry.weaknesses))
            details += tuple(self._marked("assessments", entry))
            result = level_words(entry.level) or "Chưa có kết quả tự đánh giá"
            result = f"Đạt {result}" if entry.level else result
            rows.append(PublicCriterion(one.code, clean(one.name), result, levels, details))
        return tuple(rows)

    @cached_property
    def documents(self) -> tuple[DocumentRow, ...]:
        """The issued documents, the newest first."""
        rows = []
        for one in sorted(self.now.documents, key=lambda one: (one.day or date.min, one.key), reverse=True):
            href = signed_path(one) if one.key in self.signed else ""
            rows.append(DocumentRow(clean(one.kind), clean(one.number), day_words(one.day), clean(one.subject), href))
        return tuple(rows)

    def signed_files(self) -> dict[str, bytes]:
        """The signed pages by their paths."""
        return {signed_path(one): self.signed[one.key] for one in self.now.documents if one.key in self.signed}

    def due_next(self, most: int) -> list[tuple[str, str, str]]:
        """The actions and milestones that fall due next: the day, what, who."""
        found = [
            (item.due.day, row.measure[0].lstrip("- "), row.owners)
            for item, row in ((row.progress, row) for row in self.actions)
            if item.due.day and item.due.day >= self.day and item.state not in CLOSED
        ]
        found += [
            (one.date.day, clean(one.name), owner_lines(one.owner))
            for one in self.followed.milestones
            if one.date.day and one.date.day >= self.day and one.state not in CLOSED
        ]
        found.sort(key=lambda line: line[:2])
        return [(day_words(day), words, ", ".join(filter(None, who))) for day, words, who in found[:most]]

    @cached_property
    def extra_tables(self) -> tuple[ExtraTable, ...]:
        """The tabs of which the school has marked columns that no other page shows."""
        found = []
        for key in (key for key in BY_KEY if key in marked_columns(self.columns) and key not in _SHOWN_ELSEWHERE):
            columns = [column for column in BY_KEY[key].inputs if column.field in self.columns[key]]
            rows: Sequence[TabRow] = getattr(self.followed if key in _OF_THE_PLAN else self.now, key)
            words = (tuple(public_words(column, getattr(row, column.field)) for column in columns) for row in rows)
            headings = tuple(column.heading for column in columns)
            found.append(ExtraTable(key, BY_KEY[key].title, headings, tuple(filter(any, words))))
        return tuple(found)


# The tabs whose rows are the plan's: of them only what was issued is shown.
_OF_THE_PLAN = (
    "actions", "steps", "observations", "milestones", "solutions", "prose", "bases", "duties", "recipients",
)  # fmt: skip


def _details(*texts: tuple[str, str]) -> tuple[Detail, ...]:
    """The texts that say anything, behind their headings."""
    return tuple((heading, paragraphs(text)) for heading, text in texts if clean(text))


def _followed(issued: Plan | None, current: Plan) -> Plan:
    """The issued plan with the states and results of now; what was added to the plan since is not in it."""
    if issued is None:
        return replace(current, **dict.fromkeys(_OF_THE_PLAN, ()))  # type: ignore[arg-type]
    keys = {one.key for one in issued.actions}
    steps = tuple(one for one in current.steps if one.action in keys)
    keys |= {one.key for one in steps}
    states = {one.key: one.state for one in current.milestones}
    return replace(
        issued,
        assessments=current.assessments,
        tallies=current.tallies,
        level_4=current.level_4,
        steps=steps,
        observations=tuple(one for one in current.observations if one.subject in keys),
        milestones=tuple(replace(one, state=states.get(one.key, one.state)) for one in issued.milestones),
    )


def public_words(column: Column, value: object) -> str:
    """A cell in words; of links only those that a browser may open."""
    if value in (None, "", ()):
        return ""
    cell = column.kind.write(value)
    text = f"{cell:%d/%m/%Y}" if isinstance(cell, date) else text_of(cell)
    return web_address(text) if column.field == "link" else text


def web_address(text: str) -> str:
    """An address that a browser may open; empty for javascript:, files and the like."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    return text.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def signed_path(document: Document) -> str:
    """The path of a document's signed pages on the page."""
    return f"van-ban/{path_name(f'{document.kind} {document.number} {document.day or str()}')}.pdf"


def path_name(text: str) -> str:
    """«ke-hoach-45-kh-thmt-2024-08-15»: letters that every web host takes."""
    return re.sub(r"[^0-9a-z]+", "-", without_marks(text).lower()).strip("-")
