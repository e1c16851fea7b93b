"""A school's Word plan read into the fields and records of a sheet; what fits nowhere is kept for review."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from qipsheets.documents.docx.roles import NATION, plain
from qipsheets.documents.importing import head, lines, sections
from qipsheets.documents.importing.draft import PlanDraft
from qipsheets.documents.importing.forms import Tables, is_council_list, member_of
from qipsheets.documents.importing.lines import Grid, ImportedBlock, Labelled, TextLine, logical_lines, read_label
from qipsheets.plan.model import Prose
from qipsheets.vietnamese import roman

BASES, RESULTS, SOLUTIONS, DUTIES, POLICY = "bases", "results", "solutions", "duties", "policy"
_ORGANISATION = re.compile(r"to chuc thuc hien|phan cong (nhiem vu|thuc hien|trach nhiem)")  # who does what
_TITLES = {
    BASES: re.compile(r"(cac |nhung )?(can cu|co so (phap ly|xay dung)|van ban)"),
    RESULTS: re.compile(r"ket qua"),
    POLICY: re.compile(r"chu truong|dinh huong"),
    SOLUTIONS: re.compile(r"(cac |nhung )?(nhom )?giai phap"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A labelled paragraph that is open: what follows is under it. `mode` says what its content is."""

    rank: float
    style: float
    name: str
    mode: str = ""


@dataclass
class Outline:
    """Where in the plan a paragraph is: the open headings, outermost first."""

    open: list[Heading] = field(default_factory=list)
    parts: int = 0

    def enter(self, item: Labelled, mode: str = "") -> None:
        """Opens a heading, closing those it is not under. Parts are counted: their own number may be wrong."""
        rank = self.rank_of(item)
        while self.open and self.open[-1].rank >= rank:
            self.open.pop()
        name = item.name
        if not self.open and item.rank <= lines.ROMAN:
            self.parts += 1
            name = roman(self.parts)
        self.open.append(Heading(rank, item.rank, name, mode))

    def rank_of(self, item: Labelled) -> float:
        """An item's rank here: «1.» after «a)» is below it, unless it goes on with an outer count."""
        inner = self.open[-1] if self.open else None
        if inner is None or item.rank != lines.NUMBER or not item.name.isdecimal() or inner.rank < lines.NUMBER:
            return item.rank
        alike = [
            heading for heading in reversed(self.open) if heading.style == lines.NUMBER and heading.name.isdecimal()
        ]
        for heading in alike:
            if int(heading.name) + 1 == int(item.name):
                return heading.rank
        starts_anew = any(int(item.name) <= int(heading.name) for heading in alike) or item.name == "1"
        return inner.rank + 0.5 if starts_anew and inner.style == lines.LOWER else item.rank

    @property
    def path(self) -> str:
        """The names of the open headings: II.5.a."""
        return ".".join(heading.name for heading in self.open)

    def mode_above(self, item: Labelled) -> str:
        """What a paragraph is as content of the headings above it: bases, results, solutions, duties, or empty."""
        holder = next((heading for heading in reversed(self.open) if heading.mode), None)
        return holder.mode if holder is not None and self.rank_of(item) > holder.rank else ""


class Body:
    """The reading of the parts, and how far it has come."""

    def __init__(self, draft: PlanDraft) -> None:
        self.draft, self.outline = draft, Outline()
        self.results, self.solutions = sections.Results(draft), sections.Solutions(draft)
        self.duties = sections.Duties(draft)

    def read(self, line: TextLine) -> None:
        """Puts one line where it belongs."""
        item = read_label(line)
        sections.note_facts(item.text, self.draft)
        if self._is_content(line, item):
            return
        if not item.is_item:
            mode = self._mode(item)
            self.outline.enter(item, mode)
            if mode == RESULTS and "results_intro" not in self.draft.form:
                self.results.begin(item.text)
        depth = len(self.outline.open) - (0 if item.is_item else 1)
        part = self.outline.path or "I"
        self.draft.add("prose", Prose(part=part, label=item.label, depth=depth, text=item.text))

    def _is_content(self, line: TextLine, item: Labelled) -> bool:
        """True where a line is content of a part that has a tab of its own, and went there."""
        mode = SOLUTIONS if sections.is_group(item) else self.outline.mode_above(item)
        if mode == SOLUTIONS:
            self.solutions.read(item)
            return True
        if mode == DUTIES:
            return self.duties.read(line, item)
        if mode == RESULTS:
            return self.results.read(line, item.text)
        cites = mode == BASES and (item.is_item or plain(item.text).startswith("can cu"))
        if cites and sections.is_basis(item.text):
            self.draft.add("bases", sections.read_basis(item.text))
            return True
        return False

    def _mode(self, item: Labelled) -> str:
        """What is under a heading, by its title; a long paragraph is no heading."""
        title = plain(item.text)
        if item.rank <= lines.ROMAN or not self.outline.open:
            return DUTIES if _ORGANISATION.search(title) else BASES if _TITLES[BASES].match(title) else ""
        if len(title) > 200:
            return ""
        return next((mode for mode, pattern in _TITLES.items() if pattern.match(title)), "")


IN_ANNEX = "Chữ ở phụ lục, sau phần ký."
CONTENTS = "Mục lục; công cụ không nhập."
MOST_TITLE_LINES, _MOST_COVER = 12, 80
_CONTENTS_LINE = re.compile(r"(\t|\.{3,}|…|\s{3,})[\s.…]*\d{1,3}$")
_ANNEX = re.compile(r"phu luc\b|danh sach\b|(mau|bieu)( so)? \d|bang [a-z ]+$")


def enter_plan(blocks: Sequence[ImportedBlock], draft: PlanDraft) -> None:
    """Reads the plan in the blocks of a file: letterhead and title, the parts, recipients and signature, annexes."""
    blocks = _without_cover(blocks, draft)
    top = list(_lines_above(blocks))
    title = next((at for at, line in enumerate(top) if head.is_plan_title(line)), None)
    if title is None:  # many lines without a title are no letterhead
        title = len(top) if len(top) <= MOST_TITLE_LINES else 0
    head.read_letterhead(top[:title], draft)
    head.read_title(top[title:], draft)
    body, tables = Body(draft), Tables(draft)
    foot = next((at for at in range(len(top), len(blocks)) if begins_foot(blocks, at)), len(blocks))
    for block in blocks[len(top) : foot]:
        if isinstance(block, Grid):
            tables.read(block)
            continue
        for line in logical_lines(block):
            body.read(line)
            tables.actions.enter_section(line.text)
    body.duties.finish()
    annex = next((at for at in range(foot + 1, len(blocks)) if _begins_annex(blocks[at])), len(blocks))
    for block in blocks[foot:annex]:
        if isinstance(block, Grid):
            head.read_tail_grid(block, draft)
    head.read_tail([block for block in blocks[foot:annex] if isinstance(block, TextLine)], draft)
    _read_annex(blocks[annex:], draft, tables)


def flattened(blocks: Sequence[ImportedBlock]) -> Iterator[ImportedBlock]:
    """The blocks, with the tables that only set out the letterhead or a frame as lines."""
    for block in blocks:
        if isinstance(block, TextLine):
            yield block
            continue
        frame = max(map(len, block.rows), default=0) == 1
        if frame or (len(block.rows) <= 8 and any(NATION[:20] in plain(cell.text) for cell in block.cells())):
            for cell in block.cells():
                yield from cell.lines
        else:
            yield block


def without_contents(blocks: Sequence[ImportedBlock], draft: PlanDraft) -> Sequence[ImportedBlock]:
    """The blocks without the table of contents, whose lines are no parts of the plan."""
    kept: list[ImportedBlock] = []
    contents: list[TextLine] = []
    for block in blocks:
        if isinstance(block, TextLine) and (
            plain(block.text) == "muc luc"
            or block.style.casefold().startswith("toc ")
            or (contents and _CONTENTS_LINE.search(block.text))
        ):
            contents.append(block)
        else:
            kept.append(block)
    draft.leave_lines(contents, CONTENTS)
    return kept


def _without_cover(blocks: Sequence[ImportedBlock], draft: PlanDraft) -> Sequence[ImportedBlock]:
    """The blocks from the letterhead on, where a cover page with a title is before it."""
    top = list(islice(_lines_above(blocks), _MOST_COVER))
    nation = max((at for at, line in enumerate(top) if NATION in plain(line.text)), default=0)
    if not any(head.is_plan_title(line) for line in top[:nation]):
        return blocks
    while nation and head.is_letterhead(top[nation - 1]):
        nation -= 1
    draft.leave_lines(top[:nation], head.COVER)
    return blocks[nation:]


def _lines_above(blocks: Sequence[ImportedBlock]) -> Iterator[TextLine]:
    """The lines above the first part or table."""
    for block in blocks:
        if isinstance(block, Grid):
            return
        item = read_label(block)
        if item.rank <= lines.ROMAN or (item.label[:1] == "1" and not head.is_plan_title(block)):
            return
        yield block


def begins_foot(blocks: Sequence[ImportedBlock], at: int) -> bool:
    """True at «Nơi nhận:», at its table, or at a signature: an office in capitals, then a name."""
    first = blocks[at]
    if isinstance(first, Grid):
        return head.holds_tail(first)
    if head.begins_tail(first):
        return True
    if not head.holds_office(first):
        return False
    rest = [block for block in blocks[at + 1 : at + 7] if isinstance(block, TextLine)]
    return at + 6 >= len(blocks) or head.holds_signature([first, *rest])


def _begins_annex(block: ImportedBlock) -> bool:
    if isinstance(block, Grid):
        return not head.holds_tail(block)
    return bool(_ANNEX.match(plain(block.text)) and block.text[:6].isupper()) or head.is_plan_title(block)


def _read_annex(blocks: Sequence[ImportedBlock], draft: PlanDraft, tables: Tables) -> None:
    """What is behind the signature: tables as anywhere, the council's members, and words for review."""
    members = False
    for block in blocks:
        if isinstance(block, Grid):
            tables.read(block)
            continue
        members = is_council_list(block.text) or members
        member = member_of(read_label(block).text) if members else None
        if member:
            draft.add("council", member)
        else:
            tables.actions.enter_section(block.text)
            draft.leave(block.origin, block.whole, IN_ANNEX)
