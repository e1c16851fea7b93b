"""The parts of the plan in order: the school's prose, with what the tool prints where it belongs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from qipsheets.documents.printing.blocks import BODY, HEADING, PART, POINT, Paragraphs, PlanParagraph, labelled
from qipsheets.documents.wording import clean, label_words
from qipsheets.plan.model import Prose
from qipsheets.vietnamese import fold, roman, without_marks

IN_BASES, IN_RESULTS, IN_SOLUTIONS = "can_cu", "ket_qua", "giai_phap"
DEFAULT_TITLES: Mapping[str, str] = {
    "I": "MỤC ĐÍCH, YÊU CẦU",
    "II": "CĂN CỨ XÂY DỰNG KẾ HOẠCH",
    "III": "NỘI DUNG KẾ HOẠCH CẢI TIẾN CHẤT LƯỢNG GIÁO DỤC",
    "IV": "TỔ CHỨC THỰC HIỆN",
}
BASES_PART, TABLE_PART, DUTIES_PART = "II", "III", "IV"
OPEN_DOTS = "……"
_LONGEST_HEADING, _LONGEST_TITLE = 200, 80
_LAST = 1000
_NUMBERS = {roman(number): number for number in range(1, 90)}
_HEADINGS = (
    (IN_BASES, re.compile(r"(cac |nhung )?(can cu|co so (phap ly|xay dung)|van ban)")),
    (IN_RESULTS, re.compile(r"ket qua")),
    (IN_SOLUTIONS, re.compile(r"(cac |nhung )?(nhom )?giai phap")),
    (IN_SOLUTIONS, re.compile(r"chu truong.*giai phap")),
)
_SECTIONS = {IN_BASES: 3, IN_RESULTS: 4, IN_SOLUTIONS: 5}
_TABLE_TITLE = re.compile(r"noi dung|(cac )?bien phap cai tien|ke hoach (cai tien|hanh dong)")
_DUTIES_TITLE = re.compile(r"to chuc thuc hien|phan cong (nhiem vu|thuc hien|trach nhiem)")


@dataclass(frozen=True, slots=True)
class Insert:
    """What the tool prints within a part: its kind, the heading where the school has none, the paragraphs."""

    kind: str
    heading: str
    content: Paragraphs


@dataclass(frozen=True, slots=True)
class _Line:
    row: Prose
    content: Paragraphs = ()  # what the tool prints behind it


def plan_parts(
    prose: Sequence[Prose], inserts: Sequence[Insert], duties: Paragraphs, *, has_actions: bool
) -> tuple[Paragraphs, Paragraphs, Paragraphs, Paragraphs]:
    """All paragraphs of the plan: the first part, those up to the table's, that of the table, those behind it.

    The parts are numbered I., II., III. without a gap; the table keeps its place among them.
    """
    parts: dict[str, list[Prose]] = {}
    for row in prose:
        parts.setdefault(part_of(row), []).append(row)
    table = next((name for name in parts if _titled(parts[name], _TABLE_TITLE) and name != "I"), TABLE_PART)
    actors = _actors(parts, table)
    for name in ("I", "II", table, actors):
        parts.setdefault(name, [])
    defaults = {**DEFAULT_TITLES, actors: DEFAULT_TITLES[DUTIES_PART]}
    names = sorted(parts, key=part_number)
    printed: list[Paragraphs] = []
    for number, name in enumerate(names, 1):
        titles = [clean(row.text).rstrip(" :").upper() for row in parts[name] if is_part_title(row)]
        title = titles[0] if titles else defaults.get(name, OPEN_DOTS)
        body = part_content(parts[name], inserts, prose, name) + (duties if name == actors else ())
        if not body and not (name == table and has_actions):
            body = (PlanParagraph(BODY, OPEN_DOTS),)
        printed.append((PlanParagraph(PART, f"{roman(number)}. {title}"), *body))
    at = names.index(table)
    return printed[0] if at else (), tuple(chain(*printed[1:at])), printed[at], tuple(chain(*printed[at + 1 :]))


def part_content(rows: Sequence[Prose], inserts: Sequence[Insert], prose: Sequence[Prose], name: str) -> Paragraphs:
    """The rows of a part without its title, with what the tool prints among them."""
    lines = _with_inserts(rows, inserts, prose, name)
    found: list[PlanParagraph] = []
    number = 0
    for at, line in enumerate(lines):
        label = label_words(line.row.label)
        numbered = re.fullmatch(r"(\d+)\.", label)
        if numbered and clean(line.row.part).count(".") <= 1:
            number = 1 if numbered[1] == "1" else number + 1  # no gap, but a list may begin anew
            label = f"{number}."
        found += labelled(label, line.row.text, _kind(label, line, lines[at + 1 :]))
        found += line.content
    return tuple(found)


def _actors(parts: Mapping[str, Sequence[Prose]], table: str) -> str:
    """The part on who does what: by its title, else the fourth, else one behind all others."""
    found = next((name for name in reversed([*parts]) if _titled(parts[name], _DUTIES_TITLE)), None)
    if found:
        return found
    if table != DUTIES_PART and not any(map(is_part_title, parts.get(DUTIES_PART, ()))):
        return DUTIES_PART
    return roman(1 + max(number for number in map(part_number, (*parts, table)) if number < _LAST))


def part_number(name: str) -> int:
    """IV is 4; a part without a numeral comes last."""
    return int(name) if name.isdecimal() else _NUMBERS.get(name, _LAST)


def is_part_title(row: Prose) -> bool:
    """True for the row that holds the title of its part."""
    return row.depth == 0 and "." not in clean(row.part).rstrip(".")


def _titled(rows: Sequence[Prose], pattern: re.Pattern[str]) -> bool:
    return any(is_part_title(row) and pattern.search(_plain(row.text)) for row in rows)


def _plain(text: str) -> str:
    return without_marks(fold(text))


def _with_inserts(
    rows: Sequence[Prose], inserts: Sequence[Insert], prose: Sequence[Prose], name: str
) -> Sequence[_Line]:
    """A part's rows with the tool's paragraphs behind the heading they belong to, or under a heading of their own."""
    lines = [_Line(row) for row in rows if not is_part_title(row)]
    home = bases_part(prose)
    for insert in inserts:
        anchor = anchor_of(prose, insert.kind)
        if anchor is not None:
            at = _end_of(lines, anchor)
            if at is not None:
                lines[at] = replace(lines[at], content=insert.content)
        elif name == home and insert.content:
            number = _SECTIONS[insert.kind]
            own = Prose(part=f"{name}.{number}", label=f"{number}.", depth=1, text=insert.heading)
            after = (at for at, line in enumerate(lines) if _section(line.row) > number)
            lines.insert(next(after, len(lines)), _Line(own, insert.content))
    return lines


def anchor_of(prose: Sequence[Prose], kind: str) -> Prose | None:
    """The school's own heading that announces this content, in the part of the bases before all others."""
    home = bases_part(prose)
    headings = sorted((row for row in prose if _is_heading(row)), key=lambda row: part_of(row) != home)
    patterns = (pattern for name, pattern in _HEADINGS if name == kind)
    return next((row for pattern in patterns for row in headings if pattern.match(_plain(row.text))), None)


def bases_part(prose: Sequence[Prose]) -> str:
    """The part titled «CĂN CỨ …», else II."""
    pattern = _HEADINGS[0][1]
    titled = (part_of(row) for row in prose if is_part_title(row) and pattern.match(_plain(row.text)))
    return next(titled, BASES_PART)


def part_of(row: Prose) -> str:
    """The part a row belongs to: «II» of «II.3.a», I where none is named."""
    return clean(row.part).partition(".")[0].upper() or "I"


def _is_heading(row: Prose) -> bool:
    """True for a labelled row below a part's title that is no sentence of its own."""
    if is_part_title(row) or not re.match(r"\w", label_words(row.label)):
        return False
    return len(row.text) <= (_LONGEST_TITLE if row.text.rstrip().endswith(".") else _LONGEST_HEADING)


def _end_of(lines: Sequence[_Line], anchor: Prose) -> int | None:
    """The last of the rows under the anchor; None where it is in another part."""
    at = next((at for at, line in enumerate(lines) if line.row is anchor), None)
    if at is None:
        return None
    path = clean(anchor.part)
    while at + 1 < len(lines) and "." in path and f"{clean(lines[at + 1].row.part)}.".startswith(f"{path}."):
        at += 1
    return at


def _section(row: Prose) -> int:
    """3 for II.3 and all below it, and for a row of II labelled 3."""
    second = clean(row.part).split(".")[1:2]
    word = second[0] if second else re.sub(r"\D", "", row.label)
    return int(word) if word.isdecimal() else 0


def _kind(label: str, line: _Line, rest: Sequence[_Line]) -> str:
    """A labelled row is a heading where something follows under it."""
    following = rest[0].row if rest else None
    below = following is not None and (
        clean(following.part).startswith(f"{clean(line.row.part)}.")
        or (following.part == line.row.part and (following.depth or 0) > (line.row.depth or 0))
    )
    if not (line.content or below) or len(line.row.text) > _LONGEST_HEADING:
        return BODY
    if re.fullmatch(r"\d+\.", label):
        return HEADING
    return POINT if label.endswith(")") else BODY
