"""What an office counts over its schools, with pandas: by unit, kind, criterion, source of funding, and over time."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from qipsheets.console import Json
from qipsheets.errors import UsageError
from qipsheets.frameworks.load import framework, framework_ids, framework_of
from qipsheets.language import _
from qipsheets.offices.keeping import FUNDING, Office
from qipsheets.offices.parquet import CODE, frame_of
from qipsheets.offices.summary import Sent
from qipsheets.plan.deadlines import STALE_DAYS
from qipsheets.plan.framework import Framework
from qipsheets.plan.values import share
from qipsheets.vietnamese import fold, without_marks

if TYPE_CHECKING:
    import pandas as pd

SMALLEST = 3  # fewer schools than these would point at the people of one
_FEW_PEOPLE = tuple(  # a criterion about them is about one person
    map(fold, ("hiệu trưởng", "cán bộ quản lý", "nhân viên", "nhân sự hỗ trợ"))
)
UNKNOWN = "unknown"
OTHER_SOURCES = "Nguồn khác"
OWN = " (khung riêng của trường)"  # behind the circular: the criteria are those of a file of the school's own
MOST_LATE = 100  # schools that are named for what is overdue
_STANDARD = re.compile(  # of what a school writes about the national standard, the first of these words decides
    r"\b(?P<yes>muc (?:do )?(?:[1-9]|i+)|do [12]|dat|co|cong nhan|quyet dinh|chuan|cqg)\b|^(?:[12])$"
    r"|\b(?P<no>chua|khong|dang|phan dau|du kien|de nghi|dang ky|muc tieu|het han|se|thoi|thu hoi)\b"
)
_MOST_DAYS = 12  # of a trend
_TREND = ("unit", "state", "level", "planned", "done", "overdue")


@dataclass(frozen=True, slots=True)
class SchoolGroup:
    """The schools of a unit or kind: what came of each, how many stand at each level, their actions.

    `refused` holds those without an answer, too. `levels` and `degrees` go by level and degree, «unknown» for schools
    of which nothing follows. Actions are added up over all schools; `late` counts the schools with an overdue one."""

    name: str
    schools: int
    sent: int
    missing: int
    refused: int
    stale: int
    levels: Mapping[str, int]
    degrees: Mapping[str, int]
    standards: int
    planned: int
    done: int
    overdue: int
    postponed: int
    late: int

    @property
    def percent_sent(self) -> Decimal | None:
        """Sent over all schools."""
        return share(self.sent, self.schools)

    @property
    def percent_done(self) -> Decimal | None:
        """Completed over planned actions."""
        return share(self.done, self.planned)


@dataclass(frozen=True, slots=True)
class CriterionCounts:
    """How many schools under a circular meet a criterion at each of its levels; None where too few were assessed."""

    framework: str
    circular: str
    code: str
    name: str
    assessed: int
    met: Mapping[int, int | None]

    @property
    def weak_level(self) -> int | None:
        """The lowest level that not all schools meet; None where all meet all, or nothing is shown."""
        return next((level for level, met in self.met.items() if met is not None and met < self.assessed), None)

    @property
    def weak_met(self) -> int:
        """How many schools meet that level."""
        return self.met.get(self.weak_level or 0) or 0

    @property
    def percent_met(self) -> Decimal | None:
        """The share of schools that meet that level, in points."""
        return None if self.weak_level is None else share(self.weak_met, self.assessed)


@dataclass(frozen=True, slots=True)
class FundingSource:
    """The funding of one source over all schools."""

    source: str
    schools: int
    actions: int
    amount: int


@dataclass(frozen=True, slots=True)
class CollectedDay:
    """A day that was collected."""

    day: date
    schools: int
    sent: int
    levels: Mapping[str, int]
    planned: int
    done: int
    overdue: int


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school that a list names, with why. `blocked_by` leaves out criteria about one or two people."""

    code: str
    name: str
    unit: str
    kind: str
    state: str
    reason: str
    circular: str
    level: int | None
    next_level: int | None
    blocked_by: tuple[str, ...]
    blocked_count: int
    overdue: int
    last_update: date | None


@dataclass(frozen=True, slots=True)
class OfficeFigures:
    """All that an office report counts, of the schools under one unit («» for all). `head` is that unit, or the only
    one above all; `superior` is who is above it."""

    day: date
    unit: str
    head: str
    superior: str
    whole: SchoolGroup
    units: tuple[SchoolGroup, ...]
    kinds: tuple[SchoolGroup, ...]
    criteria: tuple[CriterionCounts, ...]
    funding: tuple[FundingSource, ...]
    trend: tuple[CollectedDay, ...]
    missing: tuple[SchoolLine, ...]
    stale: tuple[SchoolLine, ...]
    near: tuple[SchoolLine, ...]
    late: tuple[SchoolLine, ...]
    other_circular: tuple[SchoolLine, ...]
    register_findings: Sequence[Json]


def worst(criteria: Iterable[CriterionCounts]) -> list[CriterionCounts]:
    """The criteria that fail most, the lowest level first, and of one level those that fewest schools meet."""
    found = [one for one in criteria if one.weak_level is not None]
    return sorted(found, key=lambda one: (one.weak_level, one.percent_met, one.framework, one.code))


def office_figures(office: Office, day: date, unit: str = "") -> OfficeFigures:
    """What was collected on a day, counted. Raises UsageError for a unit that is none, FileTrouble."""
    notes = office.register_notes(day)
    units = notes.units
    unit, schools = read_schools(office, day, unit)
    top = unit or _head(units)
    schools = schools.assign(tier=schools["unit"].map(partial(_tier, top=top, units=units)))
    named = partial(_lines, hidden={key: about_few(made) for key, made in frameworks_of(schools).items()})
    sent = schools["state"] == Sent.SENT
    has_own = schools["framework_text"] != ""
    usual = schools[sent & ~has_own].groupby("kind")["circular"].agg(lambda found: found.value_counts().index[0])
    is_other = (schools["circular"] != schools["kind"].map(usual)) & (schools["kind"] != "")
    late = schools[schools["overdue"] > 0].sort_values(["overdue", "code"], ascending=[False, True])
    return OfficeFigures(
        day=day,
        unit=unit,
        head=top,
        superior=units.get(top, ""),
        whole=_group(unit, schools),
        units=tuple(_group(str(name), rows) for name, rows in schools.groupby("tier", sort=False)),
        kinds=tuple(_group(str(name), rows) for name, rows in schools.groupby("kind", sort=False)),
        criteria=tuple(_criteria(office, day, schools)),
        funding=tuple(_funding(office, day, schools)),
        trend=tuple(_trend(office, day, unit)),
        missing=named(schools[~sent]),
        stale=named(schools[schools["stale"]]),
        near=named(schools[(schools["blocked_count"] == 1) & schools["next_level"].notna()]),
        late=named(late[:MOST_LATE]),
        other_circular=named(schools[sent & (is_other | has_own)]),
        register_findings=notes.findings,
    )


def _unit_named(unit: str, units: Mapping[str, str]) -> str:
    """The unit as the register spells it. Raises UsageError where it has none of that name."""
    if not unit:
        return ""
    every = {fold(one): one for pair in units.items() for one in pair if one}
    if fold(unit) not in every:
        raise UsageError(
            _("«{name}» is no unit of the register.").format(name=unit),
            _("Write it as in the column «Đơn vị» or «Đơn vị cấp trên»."),
        )
    return every[fold(unit)]


def _under(unit: str, units: Mapping[str, str]) -> set[str]:
    """A unit with all units below it."""
    found, new = {unit}, {unit}
    while new:
        new = {one for one, parent in units.items() if parent in new} - found
        found |= new
    return found


def _head(units: Mapping[str, str]) -> str:
    """The unit above all others; «» where there are several."""
    heads = {one for pair in units.items() for one in pair if one and not units.get(one)}
    return heads.pop() if len(heads) == 1 else ""


def _tier(unit: str, top: str, units: Mapping[str, str]) -> str:
    """The unit of the tier below `top` that a unit belongs to."""
    while unit and unit != top and units.get(unit, "") not in ("", top):
        unit = units[unit]
    return unit


def read_schools(office: Office, day: date, unit: str) -> tuple[str, "pd.DataFrame"]:
    """The unit as the register spells it, and the schools of a day under it; all where none is named.

    `stale` marks those that have not gone on with their plan; `framework` tells the files of schools' own apart, by a
    digest, whatever ID they claim. Raises UsageError for a unit that is none, FileTrouble.
    """
    schools = frame_of(office.files(day))
    today = datetime.combine(day, time.min)
    open_work = schools["planned"] - schools["done"] - schools["dropped"] - schools["carried_over"] > 0
    quiet = schools["last_update"].isna() | (schools["last_update"] < today - timedelta(days=STALE_DAYS))
    ended = schools["year_end"] < today
    texts = schools["framework_text"]
    marks = {text: f"#{sha256(text.encode()).hexdigest()[:12]}" if text else "" for text in set(texts)}
    schools = schools.assign(
        stale=(schools["state"] == Sent.SENT) & (ended | (open_work & quiet)),
        framework=schools["framework"] + texts.map(marks),
        circular=schools["circular"] + (texts != "").map({True: OWN, False: ""}),
    )
    units = office.register_notes(day).units
    unit = _unit_named(unit, units)
    return unit, schools[schools["unit"].isin(_under(unit, units))] if unit else schools


def _group(name: str, rows: "pd.DataFrame") -> SchoolGroup:
    states = rows["state"].value_counts()
    sent = int(states.get(Sent.SENT, 0))
    missing = int(states.get(Sent.MISSING, 0))
    sums = rows[["planned", "done", "overdue", "postponed"]].sum()
    known = rows[rows["state"] == Sent.SENT]
    return SchoolGroup(
        name,
        schools=len(rows),
        sent=sent,
        missing=missing,
        refused=len(rows) - sent - missing,
        stale=int(rows["stale"].sum()),
        levels=_counts(known["level"]),
        degrees=_counts(known["degree"]),
        standards=sum(map(has_standard, known["national_standard"])),
        planned=int(sums["planned"]),
        done=int(sums["done"]),
        overdue=int(sums["overdue"]),
        postponed=int(sums["postponed"]),
        late=int((rows["overdue"] > 0).sum()),
    )


def has_standard(text: str) -> bool:
    """True where a school says that it has the national standard: not «Chưa đạt», «Không», «Phấn đấu năm 2028»."""
    found = _STANDARD.search(without_marks(fold(text)))
    return found is not None and found["no"] is None


def _counts(values: "pd.Series[float]") -> dict[str, int]:
    """How often each whole number is there, rising; «unknown» last."""
    counted = values.value_counts().sort_index()
    found = {str(int(value)): int(number) for value, number in zip(counted.index, counted.to_list(), strict=True)}
    unknown = int(values.isna().sum())
    return found | ({UNKNOWN: unknown} if unknown else {})


def frameworks_of(schools: "pd.DataFrame") -> dict[str, Framework]:
    """The frameworks that schools use, by the key `read_schools` gives them; those that came with a plan are marked.

    A school's own framework under the ID of a shipped one is still not that one.
    """
    rows = schools[schools["framework"] != ""].drop_duplicates("framework")
    found: dict[str, Framework] = {}
    for key, text, name in rows[["framework", "framework_text", "framework_file"]].itertuples(index=False):
        made = framework_of(text, name) if text else framework(key)
        if text:
            own_id = key if made.id in framework_ids() else made.id
            made = replace(made, id=own_id, circular=f"{made.circular}{OWN}")
        found[key] = made
    return found


def _criteria(office: Office, day: date, schools: "pd.DataFrame") -> Iterator[CriterionCounts]:
    """The criteria, circular by circular; hidden where fewer than three schools were assessed."""
    rows = frame_of(office.files(day, "assessments"), (CODE, "criterion", "level"))
    rows = rows.assign(framework=rows[CODE].map(schools.set_index("code")["framework"]))
    rows = rows[rows["framework"].notna() & rows["level"].notna()]
    reached: defaultdict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    counted = rows.groupby(["framework", "criterion", "level"]).size().reset_index(name="schools")
    for key, code, level, number in counted.itertuples(index=False):
        reached[key, code][int(level)] = int(number)
    for key, made in sorted(frameworks_of(schools).items()):
        for criterion in made.criteria.values():
            numbers = reached[key, criterion.code]
            assessed = sum(numbers.values())
            hidden = assessed < SMALLEST
            met = {
                level: None if hidden else sum(number for at, number in numbers.items() if at >= level)
                for level in criterion.levels
            }
            about = (made.circular, criterion.code, criterion.name)
            yield CriterionCounts(key, *about, 0 if hidden else assessed, met)


def _funding(office: Office, day: date, schools: "pd.DataFrame") -> Iterator[FundingSource]:
    """The sources, the largest sum first; those that fewer than three schools name, who may be donors, as one."""
    rows = frame_of(office.files(day, FUNDING))
    rows = rows[rows[CODE].isin(set(schools["code"]))]
    rows = rows.assign(key=rows["source"].map({one: fold(one) for one in rows["source"].unique()}))
    few = rows.groupby("key")[CODE].transform("nunique") < SMALLEST
    rows = rows.assign(key=rows["key"].mask(few, fold(OTHER_SOURCES)), source=rows["source"].mask(few, OTHER_SOURCES))
    found = rows.groupby("key").agg(
        source=("source", "first"), schools=(CODE, "nunique"), actions=("actions", "sum"), amount=("amount", "sum")
    )
    ordered = found.sort_values(["amount", "actions", "source"], ascending=[False, False, True])
    for row in ordered.to_dict("records"):
        yield FundingSource(str(row["source"]), *(int(row[name]) for name in ("schools", "actions", "amount")))


def _trend(office: Office, day: date, unit: str) -> Iterator[CollectedDay]:
    """The last days that were collected, this one at the end."""
    for one in [known for known in office.days() if known <= day][-_MOST_DAYS:]:
        rows = frame_of(office.files(one), _TREND)
        if unit:
            rows = rows[rows["unit"].isin(_under(unit, office.register_notes(one).units))]
        sent = rows["state"] == Sent.SENT
        sums = rows[["planned", "done", "overdue"]].sum()
        yield CollectedDay(
            one, len(rows), int(sent.sum()), _counts(rows[sent]["level"]),
            *(int(sums[field]) for field in ("planned", "done", "overdue")),
        )  # fmt: skip


def _lines(rows: "pd.DataFrame", hidden: Mapping[str, frozenset[str]]) -> tuple[SchoolLine, ...]:
    """A line a school, in the order given; criteria that are `hidden` by framework are counted, not named."""
    cells = rows[[*(field.name for field in fields(SchoolLine)), "framework"]].astype(object)
    return tuple(_line(row, hidden) for row in cells.where(cells.notna(), None).to_dict("records"))


def _line(row: Mapping[Hashable, object], hidden: Mapping[str, frozenset[str]]) -> SchoolLine:
    cells = {str(name): cell for name, cell in row.items()}
    unnamed = hidden.get(str(cells.pop("framework")), frozenset())
    cells["blocked_by"] = tuple(code for code in str(cells["blocked_by"]).split() if code not in unnamed)
    for name in ("level", "next_level", "blocked_count", "overdue"):
        value = cells[name]
        cells[name] = int(value) if isinstance(value, int | float) else None
    seen = cells["last_update"]
    cells["last_update"] = seen.date() if isinstance(seen, datetime) else None
    make: Callable[..., SchoolLine] = SchoolLine
    return make(**cells)


def about_few(made: Framework) -> frozenset[str]:
    """The criteria about one or two people of a school: no list names them beside a school."""
    return frozenset(
        one.code for one in made.criteria.values() if any(words in fold(one.name) for words in _FEW_PEOPLE)
    )
