"""What an office may see of a school: the shown list, taken from a checked plan, as JSON and back.

A bundle holds these facts and nothing else, and an office that reads the Sheet itself keeps no more of it. No person's
address or telephone number is among them. Free text goes through the gate of the public page, which takes out the names
that the workbook knows, leaders' apart, and those behind a title; one that stands nowhere else in the workbook it
cannot know.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import TypeVar, get_args, get_type_hints

from qipsheets.console import json_value
from qipsheets.errors import ConfigurationError, FileTrouble
from qipsheets.frameworks.load import framework, framework_ids, framework_of
from qipsheets.language import _
from qipsheets.loading import CheckedPlan
from qipsheets.plan.deadlines import progress
from qipsheets.plan.framework import Framework
from qipsheets.plan.levels import standing
from qipsheets.plan.model import Assessment, LevelFourCondition, Plan, Tally
from qipsheets.plan.organisation import School, SchoolYear
from qipsheets.plan.states import State
from qipsheets.plan.values import Place
from qipsheets.publishing.public import Gate, public_columns
from qipsheets.sheets.schema import BY_KEY
from qipsheets.vietnamese import fold, funding_shares, without_forbidden

MOST_ROWS, MOST_LETTERS, MOST_NUMBER = 20_000, 50_000, 10**9  # of a table, of a text: no plan of a school has more
_LONGEST = 300  # letters of a measure: an office reads what it is about
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Head:
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
    head: Head
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


def facts_of(checked: CheckedPlan, framework_text: str = "") -> Facts:
    """What an office may see of a checked plan. `framework_text` is the school's own framework file."""
    plan = checked.plan
    gate = Gate([plan], public_columns(""))
    days = [entry.day for entry in plan.observations if entry.day is not None]
    funding = {action.key: action.funding for action in plan.actions}
    return Facts(
        checked.today,
        _head(plan, gate, days, checked.today, framework_text),
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
        tuple(sorted(
            (
                FindingFact(
                    one.code, one.severity.word, one.place.tab, gate.words(one.place.key), _heading(one.place)
                )
                for one in checked.findings
            ),
            key=lambda one: (one.rule, one.tab, one.row_key, one.heading),
        )),
    )  # fmt: skip


def _head(plan: Plan, gate: Gate, days: Sequence[date], today: date, framework_text: str) -> Head:
    school = plan.school
    return Head(
        name=school.name,
        year=gate.words(plan.year.name),
        year_end=plan.year.end,
        framework=plan.framework.id,
        circular=plan.framework.circular,
        framework_file=school.framework_file,
        framework_text=framework_text,
        declared_level=school.declared_level,
        conditions_met=sum(one.met is True for one in plan.level_4),
        national_standard=gate.words(school.national_standard),
        plan_number=gate.words(school.plan_number),
        plan_day=school.plan_date.day,
        last_update=max((day for day in days if day <= today), default=None),
        has_later_entries=any(day > today for day in days),
    )


def _short(text: str) -> str:
    line = " ".join(without_forbidden(text).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


@cache
def _headings() -> Mapping[tuple[str, str], str]:
    return {(key, column.field): column.heading for key, tab in BY_KEY.items() for column in tab.columns}


def _heading(place: Place) -> str:
    return _headings().get((place.tab, place.field), "")


def funding_of(facts: Facts) -> tuple[FundingRow, ...]:
    """The funding of the actions by source, the sources by their names; what two schools spell alike is one."""
    found: dict[str, FundingRow] = {}
    for action in facts.actions:
        for one in funding_shares(action.funding):
            row = found.get(fold(one.source), FundingRow(one.source[:1].upper() + one.source[1:], 0, 0))
            found[fold(one.source)] = FundingRow(row.source, row.actions + 1, row.amount + (one.amount or 0))
    return tuple(found[key] for key in sorted(found))


def framework_in(facts: Facts) -> Framework:
    """The framework of the facts. Raises ConfigurationError where it is unknown here and does not come with them."""
    head = facts.head
    if head.framework_text:
        return framework_of(head.framework_text, head.framework_file)
    return framework(head.framework)


def plan_in(facts: Facts) -> Plan:
    """A plan with what its level follows from; an office derives levels itself. Raises ConfigurationError."""
    head = facts.head
    year = SchoolYear(head.year, head.year_end, head.year_end, head.year_end, head.year_end)
    return Plan(
        School(name=head.name, declared_level=head.declared_level),
        year,
        framework_in(facts),
        assessments=tuple(Assessment(criterion=one.criterion, level=one.level) for one in facts.assessments),
        level_4=(LevelFourCondition(met=True),) * head.conditions_met,
        tallies=tuple(
            Tally(level=one.level, met=one.met, not_met=one.not_met, total=one.total, result_year=one.result_year)
            for one in facts.tallies
        ),
    )


def facts_json(facts: Facts) -> bytes:
    """Facts as JSON; the same facts are the same bytes."""
    return json.dumps(json_value(facts), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def facts_from(data: bytes) -> Facts:
    """Facts out of JSON that others made: each field of its own type and within bounds. Raises FileTrouble."""
    try:
        return _known(record_of(Facts, json.loads(data)))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, ConfigurationError) as error:
        raise FileTrouble(_("What the bundle holds is not of the form that bundles have.")) from error


def _known(facts: Facts) -> Facts:
    """The same facts. Raises ValueError for what no school can have."""
    head = facts.head
    states = {state.value for state in State}
    levels = [head.declared_level, *(one.level for one in facts.assessments), *(one.level for one in facts.tallies)]
    if not all(level is None or 0 <= level <= 9 for level in levels) or not 0 <= head.conditions_met <= 99:
        raise ValueError("a level")
    if not {one.state for one in facts.actions} <= states:
        raise ValueError("a state")
    if not {one.severity for one in facts.findings} <= {"error", "warning", "info"}:
        raise ValueError("a severity")
    if not head.framework_text and head.framework not in framework_ids():
        raise ValueError("a framework")
    plan = plan_in(facts)
    if head.framework_text and head.framework != plan.framework.id:
        raise ValueError("a framework under another's name")
    standing(plan)  # a framework that came with it may be of any form
    return facts


def record_of(kind: type[Row], value: object) -> Row:
    """A frozen record out of a JSON object that has just its fields. Raises ValueError or TypeError."""
    hints = field_types(kind)
    if not isinstance(value, Mapping) or value.keys() != hints.keys():
        raise ValueError(kind.__name__)
    make: Callable[..., Row] = kind
    return make(**{name: _value(hint, value[name]) for name, hint in hints.items()})


def field_types(kind: type) -> Mapping[str, object]:
    """The type of each field of a record."""
    if kind not in _types:
        hints = get_type_hints(kind)
        _types[kind] = {field.name: hints[field.name] for field in fields(kind)}
    return _types[kind]


_types: dict[type, Mapping[str, object]] = {}


def _value(hint: object, value: object) -> object:
    """A value of JSON as the type of a field. Raises ValueError for one of another type or beyond the bounds."""
    if isinstance(hint, UnionType):  # «… | None»
        return None if value is None else _value(next(one for one in get_args(hint) if one is not NoneType), value)
    if hint in _PLAIN:
        return _PLAIN[hint](value)
    if isinstance(hint, type):
        return record_of(hint, value)
    kind, *_rest = get_args(hint)  # of a tuple of records
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        raise ValueError("a list")
    return tuple(record_of(kind, row) for row in value)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > MOST_LETTERS:
        raise ValueError("a text")
    return without_forbidden(value)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > MOST_NUMBER:
        raise ValueError("a whole number")
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) <= MOST_NUMBER:
        raise ValueError("a number")
    return float(value)


def _yes(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("yes or no")
    return value


def _day(value: object) -> date:
    found = date.fromisoformat(_text(value))
    if not 1990 <= found.year <= 2200:
        raise ValueError("a day")
    return found


_PLAIN: Mapping[object, Callable[[object], object]] = {
    str: _text, int: _whole, float: _number, bool: _yes, date: _day,
}  # fmt: skip
