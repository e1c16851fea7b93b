"""What the public may read of a plan: every other column is emptied, and nobody below the leadership is named."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeAlias

from qipsheets.errors import ConfigurationError
from qipsheets.language import _
from qipsheets.plan.model import Plan, Target
from qipsheets.plan.organisation import School
from qipsheets.plan.values import Owners, TabRow, When
from qipsheets.privacy.person import ERASED, Traces
from qipsheets.sheets.columns import number_text
from qipsheets.sheets.schema import BY_KEY, NEVER_PUBLIC, PUBLIC_COLUMNS, SCHOOL, TABS
from qipsheets.sheets.tab import Tab
from qipsheets.vietnamese import fold, nfc, split_owners, without_marks

Columns: TypeAlias = Mapping[str, frozenset[str]]
"""The fields of each tab, by the tab's key."""

HIDDEN, UNNAMED, FEW = "(không công khai)", "(không nêu tên)", "dưới 5"
EVERY_COLUMN = "tất cả"
_SMALLEST = 5  # a count of people below it could tell who they are
# What progress is counted from; the rows themselves are not shown.
_COUNTED = {
    "steps": frozenset({"action", "start", "due", "state"}),
    "observations": frozenset({"day", "subject", "percent", "state"}),
}
# A school that names one of these columns means the names or addresses in it.
_NAMING = {
    "people": ("name", "email", "phone"), "council": ("name",), "groups": ("leader",), "recipients": ("email",),
    "comments": ("author",), "observations": ("observer",), "reviews": ("author",),
}  # fmt: skip
_LEADING = re.compile(r"(phó )?(hiệu trưởng|giám đốc)\b")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\d/.,-])(?:\+84|0)(?:[ .-]?\d){8,10}(?![\d/])")
_COMMON_SURNAMES = """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn vương trịnh trương đinh lâm phùng
    mai tô tạ hà chu cao lương lưu thái vi nông triệu hứa quách thạch danh châu giàng sùng vàng lò quàng cầm mã thào lầu
    tòng lường hầu kiều từ thân văn tống doãn khổng lục la bế ma đàm nghiêm tăng diệp
"""
_SURNAMES = frozenset(_COMMON_SURNAMES.split())
_CAPITALS = "".join(letter for letter in map(chr, range(0x41, 0x1EFA)) if letter.isupper())
_NAME = rf"[{_CAPITALS}](?:\w*[^\W\d_{_CAPITALS}]\w*|\b)"  # no abbreviation
_TITLED = re.compile(
    rf"\b((?i:thầy|cô|ông|bà|anh|chị|em|cháu|đồng chí|đ/c|học sinh))((?: giáo)? )({_NAME}(?: {_NAME}){{0,4}})"
)
_FULL_NAME = re.compile(rf"\b(?!Hồ Chí Minh)(?={_NAME})(?i:{'|'.join(sorted(_SURNAMES))})(?: {_NAME}){{2,4}}\b")
_OFFICES = frozenset({"hiệu", "phó", "tổng", "tổ", "chủ", "bí", "thư", "trưởng", "ban", "giáo"})
_AFTER_PLACE = re.compile(r"(đường|phố|trường|th|thcs|xã|phường|thôn|quận|giải)\s$", re.I)
_FEW_PUPILS = re.compile(
    r"(?<![\d,./-])(?<!lớp )(?<!khối )(?<!mức )(?<!tiết )(?<!năm )(?<!kỳ )(?<!tháng )"
    r"\b(?:0?[1-4]|hai|ba|bốn) (em|học sinh|trẻ|cháu|hs)\b(?!\s*(?:/|mỗi|một))",
    re.I,
)
_SOME = r"(?:em|học sinh|trẻ|cháu|hs|giáo viên|nhân viên|cán bộ|người|viên chức)\b"
_FEW_OF_FEW = re.compile(rf"(?<![\d/])0?[1-4]/0?[1-4]( {_SOME})", re.I)
_FEW_OF_MANY = re.compile(rf"(?<![\d/])0?[1-4](/\d{{1,4}} {_SOME})", re.I)
_PEOPLE_WORDS = re.compile(r"\b(học sinh|trẻ|em|cháu|hs|giáo viên|nhân viên|cán bộ|người|viên chức|cha mẹ|phụ huynh)\b")


@dataclass(frozen=True, slots=True)
class PublicTarget:
    """A number to reach in words; a small count of people is «dưới 5»."""

    name: str
    criterion: str
    unit: str
    direction: str
    baseline: str
    goal: str
    actual: str


def public_columns(marked: str) -> Columns:
    """The columns that may be shown: those of the schema, and those that the line «Công khai thêm các cột» names.

    Raises ConfigurationError for a tab or a column that is not there, or that nobody may publish.
    """
    found = {key: set(names) for key, names in PUBLIC_COLUMNS.items()}
    for part in re.split(r"[;\n]", marked):
        if part.strip():
            tab, names = _marked(part)
            found.setdefault(tab.key, set()).update(names)
    return {key: frozenset(names) for key, names in found.items()}


def _marked(part: str) -> tuple[Tab, Iterator[str]]:
    title, _colon, rest = part.partition(":")
    tab = next((tab for tab in TABS if fold(tab.title) == fold(title)), None)
    if tab is None:
        raise ConfigurationError(
            _("«Công khai thêm các cột» names the tab «{title}», which is not there.").format(title=title.strip()),
            _("Write for example: Minh chứng: Mã minh chứng, Tên minh chứng."),
        )
    if tab.key in NEVER_PUBLIC:
        raise ConfigurationError(_("The tab «{title}» is never published.").format(title=tab.title))
    return tab, _fields_named(tab, _lower(rest))


def _fields_named(tab: Tab, words: str) -> Iterator[str]:
    """The fields of the headings in a list; a heading may have commas of its own."""
    known = {_lower(column.heading): column.field for column in tab.inputs if column.field != "key"}
    if words == EVERY_COLUMN:
        yield from known.values()
        return
    while words:
        heading = max((one for one in known if re.match(rf"{re.escape(one)}\s*(,|$)", words)), key=len, default="")
        if not heading:
            raise ConfigurationError(
                _("«Công khai thêm các cột» names «{words}», which is no column of «{title}».").format(
                    words=words, title=tab.title
                ),
                _("The columns are: {names}.").format(names=", ".join(column.heading for column in tab.inputs[1:])),
            )
        yield known[heading]
        words = words[len(heading) :].lstrip(" ,")


def _lower(text: str) -> str:
    return " ".join(nfc(text).casefold().split())


class Gate:
    """Takes out of plans what the public may not read. `plans` name the people who are not named on the page."""

    def __init__(self, plans: Sequence[Plan], columns: Columns) -> None:
        self.columns = columns
        self._known: dict[str, str] = {}
        self._leaders = {fold(name) for plan in plans for name in _leaders(plan)}
        named = {} if "name" in columns.get("people", ()) else _named(plans)
        self._people = [
            (without_marks(traces.words[-1]), traces, role)
            for key, (name, role) in named.items()
            if key not in self._leaders
            for traces in (Traces.of(name),)
        ]

    def plan(self, plan: Plan) -> Plan:
        """The plan with what is public; what is only counted stays in it without its words."""
        make: Callable[..., Plan] = replace
        return make(plan, school=self._school(plan.school), **{tab.key: self._records(tab, plan) for tab in TABS})

    def targets(self, plan: Plan) -> tuple[PublicTarget, ...]:
        """The numbers to reach, in words."""
        shown = self.columns.get("targets", ())
        return tuple(self._target(one) for one in plan.targets) if "name" in shown else ()

    def words(self, text: str) -> str:
        """A text without names, addresses and small counts of pupils."""
        if text and text not in self._known:
            self._known[text] = self._cleaned(nfc(text))
        return self._known.get(text, "")

    def _cleaned(self, text: str) -> str:
        plain = without_marks(fold(text))
        for word, traces, role in self._people:
            if word in plain:
                text = str(traces.erased(text)).replace(ERASED, role or UNNAMED)
        text = _PHONE.sub(HIDDEN, _MAIL.sub(HIDDEN, text))
        text = _FEW_OF_FEW.sub(rf"{FEW}\1", _TITLED.sub(self._untitled, text))
        text = _FEW_OF_MANY.sub(rf"{FEW}\1", text)
        return _FEW_PUPILS.sub(rf"{FEW} \1", text)

    def _untitled(self, match: re.Match[str]) -> str:
        """«cô Lan», «em Nguyễn Văn B» without the name; words that are no name stay."""
        title, gap, name = match[1], match[2], match[3]
        first, _space, rest = name.casefold().partition(" ")
        is_teacher = title.casefold() in ("thầy", "cô")
        is_name = first not in _OFFICES if is_teacher else bool(rest) and first in _SURNAMES
        if not is_name or any(leader.endswith(fold(name)) for leader in self._leaders):
            return match[0]
        return f"{title}{gap}{UNNAMED}"

    def _records(self, tab: Tab, plan: Plan) -> tuple[TabRow, ...]:
        rows: tuple[TabRow, ...] = getattr(plan, tab.key)
        shown = self.columns.get(tab.key, frozenset()) | _COUNTED.get(tab.key, frozenset())
        if not shown or tab.key in NEVER_PUBLIC or tab.key == "targets":
            return ()
        kept = [column.field for column in tab.inputs if column.field in shown]
        naming = _NAMING.get(tab.key, ())
        make: Callable[..., TabRow] = tab.record
        found = []
        for row in rows:
            cells = {name: getattr(row, name) for name in kept}
            public = {name: cell if name in naming else self._value(cell) for name, cell in cells.items()}
            found.append(make(**public, key=row.key, place=row.place))
        return tuple(found)

    def _school(self, school: School) -> School:
        make: Callable[..., School] = School
        shown = [field.name for field in fields(School) if field.name in self.columns[SCHOOL.key]]
        return make(**{name: self._value(getattr(school, name)) for name in shown})

    def _value(self, value: object) -> object:
        if isinstance(value, str):
            return self.words(value) if type(value) is str else value  # a state is text too
        if isinstance(value, Owners):
            text = self.words(value.text)
            return value if text == value.text else Owners(text, split_owners(text))
        if isinstance(value, When):
            return When(self.words(value.text), value.day)
        return tuple(map(self.words, value)) if isinstance(value, tuple) else value

    def _target(self, target: Target) -> PublicTarget:
        about_people = bool(_PEOPLE_WORDS.search(nfc(f"{target.name} {target.unit}").casefold()))
        is_count = about_people and "%" not in target.unit and "/" not in target.unit
        numbers = [
            FEW if is_count and value is not None and 0 < value < _SMALLEST else number_text(value)
            for value in (target.baseline, target.goal, target.actual)
        ]
        name = self.words(target.name)
        unit = self.words(target.unit)
        return PublicTarget(name, target.criterion, unit, target.direction, *numbers)


def may_name(text: str) -> str:
    """Words that look like a person's full name, which no rule can know; empty where there are none."""
    text = nfc(text)
    found = (one for one in _FULL_NAME.finditer(text) if not _AFTER_PLACE.search(text[: one.start()]))
    return next((one[0] for one in found), "")


def _leaders(plan: Plan) -> Iterator[str]:
    yield plan.school.signer_name
    yield from (one.name for one in plan.people if any(map(_leads, one.roles)))
    yield from (one.name for one in plan.council if _leads(one.position))


def _leads(office: str) -> bool:
    return bool(_LEADING.match(nfc(office).casefold()))


def _named(plans: Sequence[Plan]) -> dict[str, tuple[str, str]]:
    """Everybody whom the plans name, with the office that may stand for the name."""
    found: dict[str, tuple[str, str]] = {}
    for name, role in (pair for plan in plans for pair in _people(plan)):
        key = fold(name)
        if " " in key and (role or key not in found):
            found[key] = (name, role)
    return found


def _people(plan: Plan) -> Iterator[tuple[str, str]]:
    writers = [one.author for one in plan.comments] + [one.author for one in plan.reviews]
    writers += [one.leader for one in plan.groups]
    for name in dict.fromkeys((*writers, *(one.observer for one in plan.observations))):
        if nfc(name).casefold().partition(" ")[0] in _SURNAMES:  # an office may be written there too
            yield name, ""
    yield from ((one.name, one.position.split(",")[0].strip()) for one in plan.council)
    yield from ((one.name, one.roles[0] if one.roles else "") for one in plan.people)


def marked_columns(columns: Columns) -> Columns:
    """The columns that the school has added to those of the schema."""
    added = {key: names - set(PUBLIC_COLUMNS.get(key, ())) for key, names in columns.items()}
    return {key: frozenset(names) for key, names in added.items() if names and key in BY_KEY}
