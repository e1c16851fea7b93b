"""What an office may see of a school: the shown list, taken from a checked plan, as JSON and back.

A bundle holds these facts and nothing else, and an office that reads the Sheet itself keeps no more of it. No person's
address or telephone number is among them. Free text goes through the gate of the public page, which takes out the names
that the workbook knows, leaders' apart, and those behind a title; one that stands nowhere else in the workbook it
cannot know.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import TypeVar, get_args, get_type_hints

from qipsheets.console import json_value
from qipsheets.errors import ConfigurationError, FileTrouble
from qipsheets.files import read_bytes
from qipsheets.frameworks.load import framework, framework_ids, framework_of
from qipsheets.language import _
from qipsheets.loading import CheckedPlan
from qipsheets.plan.deadlines import progress
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.framework import Framework
from qipsheets.plan.levels import standing
from qipsheets.plan.model import Assessment, LevelFourCondition, Plan, Tally
from qipsheets.plan.organisation import School, SchoolYear
from qipsheets.plan.states import State
from qipsheets.publishing.public import Gate, public_columns
from qipsheets.sheets.schema import BY_KEY
from qipsheets.vietnamese import fold, funding_shares, without_forbidden

_MOST_ROWS, _MOST_LETTERS, _MOST_NUMBER = 20_000, 50_000, 10**9  # of a table, a text: no school's plan has more
_NO_YEAR = SchoolYear("", *[date.min] * 4)
_LONGEST = 300  # letters of a measure: an office reads what it is about
MALFORMED = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What reading JSON raises that somebody else made or changed."""
FactRecord = TypeVar("FactRecord")


@dataclass(frozen=True, slots=True)
class SchoolFact:
    """What is said of the school and its plan as a whole; `framework_text` is a school's own framework file."""

    name: str
    year: str
    year_end: date
    framework: str
    circular: str
    framework_file: str
    framework_text: str
    declared_level: int | None
    conditions_met: int
    national_standard: str
    plan_number: str
    plan_day: date | None
    last_update: date | None
    has_later_entries: bool


@dataclass(frozen=True, slots=True)
class AssessmentFact:
    """The level a criterion meets; None is unknown."""

    criterion: str
    level: int | None


@dataclass(frozen=True, slots=True)
class TallyFact:
    """Counts of one level as the school states them."""

    level: int | None
    met: int | None
    not_met: int | None
    total: int | None
    result_year: str


@dataclass(frozen=True, slots=True)
class ActionFact:
    """An action: what, until when, how far, paid by whom; nobody's name."""

    key: str
    criterion: str
    measure: str
    funding: str
    start: date | None
    due: date | None
    state: str
    percent: float | None
    last_update: date | None


@dataclass(frozen=True, slots=True)
class FundingRow:
    """The funding of a school's actions by one source: of how many actions, how much in đồng where it is said."""

    source: str
    actions: int
    amount: int


@dataclass(frozen=True, slots=True)
class FindingFact:
    """What a rule found and in which cell; not the words in it."""

    rule: str
    severity: str
    tab: str
    row_key: str
    heading: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that an office knows of a school's plan; `checked_on` is the day for which it was checked."""

    checked_on: date
    head: SchoolFact
    assessments: tuple[AssessmentFact, ...] = ()
    tallies: tuple[TallyFact, ...] = ()
    actions: tuple[ActionFact, ...] = ()
    findings: tuple[FindingFact, ...] = ()


# The shown list: what goes into a bundle, in the order in which people read of it.
SHOWN: Mapping[str, Mapping[str, str]] = {
    "Trường": {
        "name": "Tên trường",
        "year": "Năm học và ngày kết thúc",
        "framework": "Thông tư tự đánh giá (hoặc tệp khung riêng của trường)",
        "declared_level": "Mức tự công bố, số điều kiện Mức 4 đã đạt",
        "national_standard": "Chuẩn quốc gia hiện có",
        "plan_number": "Số, ký hiệu và ngày ban hành kế hoạch",
        "last_update": "Ngày ghi nhật ký gần nhất",
    },
    "Tự đánh giá tiêu chí": {"criterion": "Tiêu chí", "level": "Mức đạt"},
    "Kết quả đã công bố": {"level": "Mức", "met": "Số tiêu chí đạt, không đạt, tổng số", "result_year": "Năm học"},
    "Hành động": {
        "criterion": "Mã, tiêu chí",
        "measure": "Biện pháp cải tiến (tối đa 300 chữ; bỏ thư, điện thoại, tên người mà bảng tính biết, trừ lãnh đạo)",
        "funding": "Kinh phí (bỏ tên người mà bảng tính biết, trừ lãnh đạo)",
        "due": "Bắt đầu, hoàn thành",
        "state": "Trạng thái, tỉ lệ hoàn thành, ngày cập nhật",
    },
    "Kết quả kiểm tra": {"rule": "Mã quy tắc, mức độ", "row_key": "Trang, mã dòng, cột (không có nội dung ô)"},
}


def facts_of(checked: CheckedPlan) -> Facts:
    """What an office may see of a checked plan. Raises FileTrouble where the school's own framework cannot be read."""
    plan = checked.plan
    gate = Gate([plan], public_columns(""))
    funding = {action.key: action.funding for action in plan.actions}
    return Facts(
        checked.today,
        _head(checked, gate),
        tuple(AssessmentFact(gate.words(one.criterion), one.level) for one in plan.assessments if one.criterion),
        tuple(
            TallyFact(one.level, one.met, one.not_met, one.total, gate.words(one.result_year)) for one in plan.tallies
        ),
        tuple(
            ActionFact(
                gate.words(item.key),
                gate.words(item.criterion),
                _short(gate.words(item.what)),
                without_forbidden(gate.words(funding[item.key])),
                item.start.day,
                item.due.day,
                item.state.value,
                None if item.percent is None else float(item.percent),
                item.last_update,
            )
            for item in progress(plan, checked.today)
            if not item.is_step
        ),
        tuple(
            sorted(
                (_finding(one, gate) for one in checked.findings), key=attrgetter("rule", "tab", "row_key", "heading")
            )
        ),
    )


def _head(checked: CheckedPlan, gate: Gate) -> SchoolFact:
    plan, school = checked.plan, checked.plan.school
    own = school.framework_file
    days = [entry.day for entry in plan.observations if entry.day is not None]
    return SchoolFact(
        name=school.name,
        year=gate.words(plan.year.name),
        year_end=plan.year.end,
        framework=plan.framework.id,
        circular=plan.framework.circular,
        framework_file=own,
        framework_text=read_bytes(checked.store.folder / own).decode("utf-8") if own else "",
        declared_level=school.declared_level,
        conditions_met=sum(one.met is True for one in plan.level_4),
        national_standard=gate.words(school.national_standard),
        plan_number=gate.words(school.plan_number),
        plan_day=school.plan_date.day,
        last_update=max((day for day in days if day <= checked.today), default=None),
        has_later_entries=any(day > checked.today for day in days),
    )


def _short(text: str) -> str:
    line = " ".join(without_forbidden(text).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def _finding(one: Finding, gate: Gate) -> FindingFact:
    place = one.place
    columns = BY_KEY[place.tab].columns if place.tab in BY_KEY else ()
    heading = next((column.heading for column in columns if column.field == place.field), "")
    return FindingFact(one.code, one.severity.word, place.tab, gate.words(place.key), heading)


def funding_of(facts: Facts) -> tuple[FundingRow, ...]:
    """The funding of the actions by source, the sources by their names; what two schools spell alike is one."""
    found: dict[str, FundingRow] = {}
    for action in facts.actions:
        for one in funding_shares(action.funding):
            row = found.get(fold(one.source), FundingRow(one.source[:1].upper() + one.source[1:], 0, 0))
            found[fold(one.source)] = FundingRow(row.source, row.actions + 1, row.amount + (one.amount or 0))
    return tuple(found[key] for key in sorted(found))


def plan_in(facts: Facts) -> Plan:
    """A plan with what its level follows from; an office derives levels itself.

    Raises ConfigurationError where its framework is unknown here and does not come with the facts.
    """
    head = facts.head
    own = head.framework_text
    return bare_plan(
        framework_of(own, head.framework_file) if own else framework(head.framework),
        (Assessment(criterion=one.criterion, level=one.level) for one in facts.assessments),
        head.conditions_met,
        (
            Tally(level=one.level, met=one.met, not_met=one.not_met, total=one.total, result_year=one.result_year)
            for one in facts.tallies
        ),
    )


def bare_plan(
    made: Framework, assessments: Iterable[Assessment], conditions: int, tallies: Iterable[Tally] = ()
) -> Plan:
    """A plan of nothing but what a level follows from; `conditions` of Level 4 are met."""
    return Plan(
        School(),
        _NO_YEAR,
        made,
        assessments=tuple(assessments),
        level_4=(LevelFourCondition(met=True),) * conditions,
        tallies=tuple(tallies),
    )


def facts_json(facts: Facts) -> bytes:
    """Facts as JSON; the same facts are the same bytes."""
    return json.dumps(json_value(facts), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def facts_from(data: bytes) -> Facts:
    """Facts out of JSON that others made: each field of its own type and within bounds. Raises FileTrouble."""
    try:
        facts = record_of(Facts, json.loads(data))
        _refuse_impossible(facts)
    except (*MALFORMED, ConfigurationError) as error:
        raise FileTrouble(_("What the bundle holds is not of the form that bundles have.")) from error
    return facts


def _refuse_impossible(facts: Facts) -> None:
    """Raises ValueError for what no school can have."""
    head = facts.head
    levels = [head.declared_level, *(one.level for one in facts.assessments), *(one.level for one in facts.tallies)]
    if not all(level is None or 0 <= level <= 9 for level in levels) or not 0 <= head.conditions_met <= 99:
        raise ValueError("a level")
    if not {one.state for one in facts.actions} <= {state.value for state in State}:
        raise ValueError("a state")
    if not {one.severity for one in facts.findings} <= {severity.word for severity in Severity}:
        raise ValueError("a severity")
    if not head.framework_text and head.framework not in framework_ids():
        raise ValueError("a framework")
    plan = plan_in(facts)
    if head.framework_text and head.framework != plan.framework.id:
        raise ValueError("a framework under another's name")
    standing(plan)  # a framework that came with it may be of any form


field_types: Callable[[type], Mapping[str, object]] = cache(get_type_hints)
"""The type of each field of a record."""


def record_of(kind: type[FactRecord], value: object) -> FactRecord:
    """A frozen record out of a JSON object that has just its fields. Raises ValueError or TypeError."""
    hints = field_types(kind)
    if not isinstance(value, Mapping) or value.keys() != hints.keys():
        raise ValueError(kind.__name__)
    make: Callable[..., FactRecord] = kind
    return make(**{name: _value(hint, value[name]) for name, hint in hints.items()})


def _value(hint: object, value: object) -> object:
    """A value of JSON as the type of a field. Raises ValueError for one of another type or beyond the bounds."""
    if isinstance(hint, UnionType):  # «… | None»
        return None if value is None else _value(next(one for one in get_args(hint) if one is not NoneType), value)
    if hint is str:
        if isinstance(value, str) and len(value) <= _MOST_LETTERS:
            return without_forbidden(value)
    elif hint is bool:
        if isinstance(value, bool):
            return value
    elif hint is int:
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MOST_NUMBER:
            return value
    elif hint is float:
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _MOST_NUMBER:
            return float(value)
    elif hint is date:
        if isinstance(value, str) and 1990 <= (day := date.fromisoformat(value)).year <= 2200:
            return day
    elif isinstance(hint, type):
        return record_of(hint, value)
    elif isinstance(value, list) and len(value) <= _MOST_ROWS:  # of a tuple of records
        return tuple(record_of(get_args(hint)[0], row) for row in value)
    raise ValueError(str(hint))
