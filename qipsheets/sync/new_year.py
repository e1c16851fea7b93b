"""What the next school year's plan takes over from the old one, and the milestones a framework gives a plan."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qipsheets.language import N_
from qipsheets.plan.deadlines import progress
from qipsheets.plan.framework import Framework
from qipsheets.plan.model import Plan
from qipsheets.plan.states import STATE_WORDS, State
from qipsheets.sheets.rows import new_row_edits
from qipsheets.sheets.schema import BY_KEY, FORM, SCHOOL, reference_columns, row_key
from qipsheets.sheets.tab import shown
from qipsheets.sheets.table import Edit, Plain, Table
from qipsheets.sync.copying import HeadedRows, content_of
from qipsheets.vietnamese import criteria_in, day_text, fold
from qipsheets.workdays import working_day_before

FINISHED = frozenset({State.DONE, State.DROPPED})
ORIGIN_WORD = "Chuyển từ năm trước"
_ANSWERED = ("Đã trả lời", "Đã thực hiện")
# Of the form, what belongs to one year: its dates, its number, its words.
_OF_ONE_YEAR = frozenset(
    {"start", "semester_1_end", "semester_2_start", "end", "plan_number", "plan_date", "results_intro"}
)
_AS_THEY_ARE = (
    "people", "council", "groups", "duties", "recipients", "evidence", "solutions", "targets", "prose", "bases",
)  # fmt: skip
_MADE_ANEW = ("assessments", "unplaced")
# Where the words of a year are looked for: what will be printed again.
_REVIEWED = (SCHOOL.key, "prose", "bases", "duties", "solutions", "groups", "actions", "steps", "targets")
_YEARS = re.compile(
    r"(?<![\w/.-])(?:(?:(?:0?[1-9]|[12]\d|3[01])[/.-])?(?:0?[1-9]|1[0-2])[/.-])?(?:20\d\d\s*[-–]\s*)?20\d\d(?![\d/])"
)
_NUMBERED = re.compile(r"(?:thông tư|nghị định|luật|nghị quyết)(?:\s+số)?\s+\d+/\d{4}\b", re.IGNORECASE)
# Lines of the form that are settings or addresses: no words that are printed.
_SETTINGS = frozenset({"year", "framework", "framework_file", "website", "public_columns"})
_FORM_NAMES: Mapping[str, str] = {line.field: line.heading for line in FORM}
_CODES_ARE_OTHERS = N_("the framework is another")
_ROW_STAYED = N_("the row it names has not come along")
# Why rows stay behind; of actions, steps and recommendations only some do.
_REASONS: Mapping[str, str] = {
    SCHOOL.key: N_("dates, number and results of the old plan"),
    "actions": N_("done or dropped"),
    "steps": N_("done or dropped, or their action is"),
    "recommendations": N_("answered"),
    "observations": N_("the log of the old year"),
    "assessments": N_("each criterion is assessed anew"),
    "level_4": N_("assessed anew"),
    "tallies": N_("counted anew"),
    "milestones": N_("days of the old year; «qipsheets milestones» proposes new ones"),
    "reviews": N_("of the old year"),
    "comments": N_("on the old draft"),
    "documents": N_("issued in the old year"),
    "calendar": N_("days of the old year"),
    "suppressions": N_("accepted for the old year only"),
    "unplaced": N_("about the old Word file"),
}
_TIMES = {
    "actions": ("start", "end"), "steps": ("start", "due", "state"), "solutions": ("timing",),
    "targets": ("actual", "day"),
}  # fmt: skip
_CODES = (
    ("actions", "criterion"), ("actions", "current_level"), ("actions", "part_level"), ("targets", "criterion"),
    ("duties", "criteria"), ("groups", "standards"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Blank:
    """A cell left blank in the new plan: what it was, and why."""

    tab: str
    key: str
    heading: str
    old: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeftRows:
    """How many rows of a tab stay in the old plan, and why."""

    tab: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class DatedText:
    """A row that came along with days or years in its words, which somebody must look at; `text` are its cells."""

    tab: str
    key: str
    years: tuple[str, ...]
    text: str

    @property
    def name(self) -> str:
        """The row as people know it: a line of the form by its heading, any other by its ID."""
        return _FORM_NAMES[self.key] if self.tab == SCHOOL.key else self.key


@dataclass(frozen=True, slots=True)
class NewYear:
    """The new plan's rows, the IDs of the actions among them, what must be written anew, and what stays behind."""

    content: Mapping[str, HeadedRows]
    carried: tuple[str, ...]
    blank: tuple[Blank, ...]
    dated: tuple[DatedText, ...]
    left: tuple[LeftRows, ...]

    @property
    def taken(self) -> Mapping[str, int]:
        """How many rows come along by tab, without those that the new plan begins with or that the tool writes."""
        return {tab: len(rows) for tab, rows in self.content.items() if rows and tab not in _MADE_ANEW}


def next_year(plan: Plan, tables: Mapping[str, Table], today: date, year: str, framework: Framework) -> NewYear:
    """School, people, prose and bases as they are; unfinished actions with their unfinished steps; all with their IDs.

    Times are left out: each unfinished action needs a new date, and the check of required cells asks for it. Words that
    name a day or year of the old plan come along and are listed on the tab «Cần xem lại».
    """
    states = {item.key: item.state for item in progress(plan, today) if item.state not in FINISHED}
    old = content_of(tables)
    kept = {tab: old.get(tab, []) for tab in _AS_THEY_ARE}
    kept["actions"] = [row for row in old.get("actions", []) if shown(row["Mã"]) in states]
    carried = tuple(shown(row["Mã"]) for row in kept["actions"])
    of = _heading("steps", "action")
    kept["steps"] = [r for r in old.get("steps", []) if shown(r.get(of)) in carried and shown(r["Mã"]) in states]
    kept["recommendations"] = [row for row in old.get("recommendations", []) if not _answered(row)]
    content: dict[str, HeadedRows] = {tab: [_row(tab, row, states) for row in rows] for tab, rows in kept.items()}
    blank = (*_lost_references(content), *_lost_codes(content, plan.framework, framework))
    content[SCHOOL.key] = _form(old.get(SCHOOL.key, []), plan.framework, year, framework)
    left = tuple(_left(old, content))
    dated = tuple(_dated(content, plan, framework))
    content["unplaced"] = _review_rows(dated, year)
    criterion = _heading("assessments", "criterion")
    content["assessments"] = [
        {"Mã": row_key(BY_KEY["assessments"], number), criterion: code}
        for number, code in enumerate(framework.criteria, 1)
    ]
    return NewYear(content, carried, blank, dated, left)


def _left(old: Mapping[str, HeadedRows], content: Mapping[str, HeadedRows]) -> Iterator[LeftRows]:
    """The rows that do not come along, tab by tab in the workbook's order."""
    for tab in BY_KEY:
        on = {shown(row["Mã"]) for row in content.get(tab, ())}
        count = sum(shown(row["Mã"]) not in on for row in old.get(tab, ()))
        if count:
            yield LeftRows(tab, count, _REASONS[tab])


def _dated(content: Mapping[str, HeadedRows], plan: Plan, new: Framework) -> Iterator[DatedText]:
    """The rows whose words name a year from the one before the old plan's on, or a circular that no longer counts."""
    since = plan.year.first - 1
    circular = plan.framework.circular if plan.framework.circular != new.circular else ""
    for tab in _REVIEWED:
        for row in content[tab]:
            key = shown(row["Mã"])
            if tab == SCHOOL.key and key in _SETTINGS:
                continue
            found: dict[str, str] = {}
            for text in (shown(cell) for heading, cell in row.items() if heading != "Mã"):
                years = [m[0] for m in _YEARS.finditer(_NUMBERED.sub("", text)) if int(m[0][-4:]) >= since]
                years += [circular] if circular and circular in text else []
                found |= dict.fromkeys(years, text)
            if found:
                yield DatedText(tab, key, tuple(found), "\n".join(dict.fromkeys(found.values())))


def _review_rows(dated: Iterable[DatedText], year: str) -> HeadedRows:
    """Rows of the tab «Cần xem lại» that ask to look at words of the old year."""
    tab = BY_KEY["unplaced"]
    origin, text, reason = (_heading(tab.key, field) for field in ("origin", "text", "reason"))
    rows: HeadedRows = []
    for number, one in enumerate(dated, 1):
        place = f"{BY_KEY[one.tab].title}, {one.name}"
        why = f"Có {'; '.join(one.years)}: xem lại cho năm học {year}."
        rows.append({"Mã": row_key(tab, number), origin: place, text: one.text, reason: why})
    return rows


def _heading(tab: str, field: str) -> str:
    return next(column.heading for column in BY_KEY[tab].inputs if column.field == field)


def _answered(row: Mapping[str, Plain]) -> bool:
    reply, state = (shown(row.get(_heading("recommendations", field))) for field in ("reply", "state"))
    return bool(reply) or state in _ANSWERED


def _row(tab: str, row: Mapping[str, Plain], states: Mapping[str, State]) -> dict[str, Plain]:
    """A row as the new plan has it: under the same ID, without its times; `states` are those of what goes on."""
    key = shown(row["Mã"])
    new: dict[str, Plain] = dict(row)
    actual = new.get(_heading("targets", "actual")) if tab == "targets" else None
    for field in _TIMES.get(tab, ()):
        new.pop(_heading(tab, field), None)
    if tab == "actions":
        new |= {_heading(tab, "origin"): key, _heading(tab, "source"): ORIGIN_WORD}
    if tab == "steps" and states[key] in (State.IN_PROGRESS, State.WAITING):
        new[_heading(tab, "state")] = STATE_WORDS[states[key]]
    if actual is not None:
        new[_heading(tab, "baseline")] = actual
    return {heading: cell for heading, cell in new.items() if cell not in (None, "")}


def _lost_references(content: Mapping[str, HeadedRows]) -> Iterator[Blank]:
    """Takes out, and yields, what names a row that has not come along."""
    keys = {tab: {shown(row["Mã"]) for row in rows} for tab, rows in content.items()}
    for tab, rows in content.items():
        for column, targets in reference_columns(BY_KEY[tab]).items():
            there = set().union(*(keys.get(target, ()) for target in targets))
            for row in rows:
                text = shown(row.get(column.heading))
                if text and text not in there:
                    del row[column.heading]
                    yield Blank(tab, shown(row["Mã"]), column.heading, text, _ROW_STAYED)


def _lost_codes(content: Mapping[str, HeadedRows], old: Framework, new: Framework) -> Iterator[Blank]:
    """Takes out, and yields, what the new framework does not know; codes of another circular mean other things."""
    if old.id == new.id:
        return
    same_circular = old.circular == new.circular
    known = {*new.criteria, *new.standard_names}
    for tab, field in _CODES:
        heading = _heading(tab, field)
        for row in content[tab]:
            text = shown(row.get(heading))
            codes = criteria_in(text) or tuple(re.findall(r"\d+", text))
            fits = same_circular and (field.endswith("level") or known.issuperset(codes))
            if text and not fits:
                del row[heading]
                yield Blank(tab, shown(row["Mã"]), heading, text, _CODES_ARE_OTHERS)


def _form(rows: Iterable[Mapping[str, Plain]], old: Framework, year: str, new: Framework) -> HeadedRows:
    form = {shown(row["Mã"]): row.get("Nội dung") for row in rows if row["Mã"] not in _OF_ONE_YEAR}
    form["year"] = year
    if old.id != new.id:
        form["framework"] = new.id
        form.pop("framework_file", None)
        if old.circular != new.circular:
            form.pop("declared_level", None)
    return [{"Mã": key, "Nội dung": cell} for key, cell in form.items() if cell not in (None, "")]


def origins(tables: Mapping[str, Table], known: Iterable[str]) -> list[str]:
    """The actions of the old plan that a new plan says it continues."""
    old = set(known)
    origin = _heading("actions", "origin")
    named = (shown(row.get(origin)) for row in content_of(tables).get("actions", ()))
    return [key for key in named if key in old]


def mark_edits(plan: Plan, tables: Mapping[str, Table], actions: Sequence[str], today: date, year: str) -> list[Edit]:
    """Lines of the old plan's log that say its actions and their open steps are carried over, with the reason."""
    cause = f"Chưa xong trong năm học, chuyển sang kế hoạch năm học {year}."
    rows: HeadedRows = [
        {"day": today, "state": STATE_WORDS[State.CARRIED_OVER], "cause": cause, "subject": item.key}
        for item in progress(plan, today)
        if item.action in actions and item.state not in (*FINISHED, State.CARRIED_OVER)
    ]
    return new_row_edits(BY_KEY["observations"], tables.get("observations"), rows)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A milestone to add: its name, its day, and the office in charge where somebody has it."""

    name: str
    day: date
    owner: str


def proposals(plan: Plan) -> tuple[Proposal, ...]:
    """What the framework proposes and the plan does not have, by day; a name counts as the same whatever its case."""
    have = {fold(milestone.name) for milestone in plan.milestones}
    offices = {fold(role) for person in plan.people for role in person.roles}
    found: list[Proposal] = []
    for one in plan.framework.milestones:
        if fold(one.name) not in have:
            day = working_day_before(one.day_in(plan.year), plan.calendar)
            found.append(Proposal(one.name, day, one.owner if fold(one.owner) in offices else ""))
    return tuple(sorted(found, key=lambda one: one.day))


@dataclass(frozen=True, slots=True)
class MilestonesToAdd:
    """The proposed milestones that lie ahead, and how many were left out for their day has passed."""

    ahead: tuple[Proposal, ...]
    passed: int = 0

    def __bool__(self) -> bool:
        return bool(self.ahead)


def still_ahead(proposed: Sequence[Proposal], today: date) -> MilestonesToAdd:
    """The proposals from today on: an earlier one would be overdue at once."""
    ahead = tuple(one for one in proposed if one.day >= today)
    return MilestonesToAdd(ahead, len(proposed) - len(ahead))


def milestone_edits(tables: Mapping[str, Table], proposed: Sequence[Proposal]) -> list[Edit]:
    """The edits that write milestones into rows of their own. Raises DoubtfulState as `new_row_edits` does."""
    rows = [{"name": one.name, "date": day_text(one.day), "owner": one.owner} for one in proposed]
    return new_row_edits(BY_KEY["milestones"], tables.get("milestones"), rows)
