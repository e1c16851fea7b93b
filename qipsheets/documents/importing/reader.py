"""A school's Word plan read into the fields and records of a sheet; what fits nowhere is kept for review."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from qipsheets.documents.docx.roles import NATION, plain
from qipsheets.documents.importing import head, sections
from qipsheets.documents.importing.draft import Draft, PlanDraft
from qipsheets.documents.importing.forms import SCHEDULE_TABLE, Tables, is_council_list, member_of
from qipsheets.documents.importing.labels import ROMAN, Labelled, Outline, logical_lines, read_label
from qipsheets.documents.importing.lines import REASONS, Grid, ImportedBlock, TextLine, WordText, read_word
from qipsheets.documents.importing.table import ActionTable
from qipsheets.errors import FileTrouble
from qipsheets.language import _
from qipsheets.plan.model import Prose

BASES, RESULTS, SOLUTIONS, DUTIES, POLICY = "bases", "results", "solutions", "duties", "policy"
_ORGANISATION = re.compile(r"to chuc thuc hien|phan cong (nhiem vu|thuc hien|trach nhiem)")  # who does what
_TITLES = {
    BASES: re.compile(r"(cac |nhung )?(can cu|co so (phap ly|xay dung)|van ban)"),
    RESULTS: re.compile(r"ket qua"),
    POLICY: re.compile(r"chu truong|dinh huong"),
    SOLUTIONS: re.compile(r"(cac |nhung )?(nhom )?giai phap"),
}


class Body:
    """The reading of the parts, and how far it has come."""

    def __init__(self, draft: Draft) -> None:
        self.draft, self.outline = draft, Outline()
        self.results, self.solutions = sections.Results(draft), sections.Solutions(draft)
        self.duties = sections.Duties(draft)

    def read(self, line: TextLine) -> None:
        """Puts one line where it belongs."""
        item = read_label(line)
        self._note_facts(item.text)
        if not self._is_content(line, item):
            self._prose(item)

    def _is_content(self, line: TextLine, item: Labelled) -> bool:
        """True where a line is content of a part that has a tab of its own, and went there."""
        is_group = sections.is_group(item)
        mode = SOLUTIONS if is_group else self.outline.mode
        if not is_group and not self.outline.is_below_holder(item):
            return False
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

    def _prose(self, item: Labelled) -> None:
        if not item.is_item:
            mode = self._mode(item)
            self.outline.enter(item, mode)
            if mode == RESULTS and "results_intro" not in self.draft.form:
                self.results.begin(item.text)
        depth = len(self.outline.open) - (0 if item.is_item else 1)
        row = Prose(part=self.outline.path or "I", label=item.label, depth=depth, text=item.text)
        self.draft.add("prose", row)

    def _mode(self, item: Labelled) -> str:
        """What is under a heading, by its title; a long paragraph is no heading."""
        title = plain(item.text)
        if item.rank <= ROMAN or not self.outline.open:
            return DUTIES if _ORGANISATION.search(title) else BASES if _TITLES[BASES].match(title) else ""
        if len(title) > 200:
            return ""
        return next((mode for mode, pattern in _TITLES.items() if pattern.match(title)), "")

    def _note_facts(self, text: str) -> None:
        """Facts in any sentence: the council's size, a deadline."""
        if size := sections.council_size(text):
            self.draft.form.setdefault("council_size", size)
        for milestone in sections.deadlines(text):
            self.draft.add("milestones", milestone)


OTHER_TABLE = "Bảng này không phải bảng hành động nên chưa có trang để xếp vào."
IN_ANNEX = "Chữ ở phụ lục, sau phần ký."
CONTENTS = "Mục lục; công cụ không nhập."
MOST_TITLE_LINES, _MOST_COVER = 12, 80
_CONTENTS_LINE = re.compile(r"(\t|\.{3,}|…|\s{3,})[\s.…]*\d{1,3}$")
_ANNEX = re.compile(r"phu luc\b|danh sach\b|(mau|bieu)( so)? \d|bang [a-z ]+$")


def read_plan(path: Path) -> PlanDraft:
    """The plan in a Word file. Raises FileTrouble where it is no Word file, is protected, damaged or empty."""
    draft = Draft()
    enter_plan(words_of(path), draft)
    return draft.finished()


def words_of(path: Path) -> WordText:
    """The blocks of a Word file that holds some. Raises FileTrouble."""
    text = read_word(path)
    has_words = any(isinstance(block, TextLine) or any(cell.lines for cell in block.cells()) for block in text.blocks)
    reasons, no_words = {aside.reason for aside in text.asides}, {REASONS["object"], REASONS["picture"]}
    embedded = REASONS["object"] in reasons
    if not has_words and (embedded or reasons <= no_words):
        raise FileTrouble(
            _("{name} holds no text.").format(name=path.name),
            _("Its text is a file embedded in it: open it in Word, save it as .docx, and import that.")
            if embedded
            else _("If the plan was scanned, type its text into the sheet or into a Word file."),
        )
    return text


def enter_plan(text: WordText, draft: Draft) -> None:
    """Reads the plan in the blocks of a file."""
    blocks = without_contents(list(flattened(text.blocks)), draft)
    reader = AllTables(draft)
    body = _read_top(_without_cover(blocks, draft), draft)
    tail = _read_body(body, draft, reader)
    end = next((at for at in range(1, len(tail)) if _begins_annex(tail[at])), len(tail))
    for block in tail[:end]:
        if isinstance(block, Grid):
            head.read_tail_grid(block, draft)
    head.read_tail([block for block in tail[:end] if isinstance(block, TextLine)], draft)
    _read_annex(tail[end:], draft, reader)
    leave_asides(text, draft)


def leave_asides(text: WordText, draft: Draft) -> None:
    """Keeps what is beside the text of a file."""
    for aside in text.asides:
        draft.leave(aside.origin, aside.text, aside.reason)


class AllTables:
    """Puts every table where it belongs."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.actions, self.forms = ActionTable(draft), Tables(draft)

    def read(self, grid: Grid) -> None:
        """Reads a table into its tab; one of a kind nobody knows is kept row by row, its cells parted by bars."""
        if self.forms.read(grid) or self.actions.read(grid) or self.forms.read(grid, (SCHEDULE_TABLE,)):
            return
        for row in grid.rows:
            cells = [placed.cell for placed in row if not placed.continued and placed.cell.lines]
            if cells:
                words = " | ".join(cell.text for cell in cells)
                self.draft.leave(cells[0].origin.rpartition(",")[0], words, OTHER_TABLE)


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


def without_contents(blocks: Sequence[ImportedBlock], draft: Draft) -> Sequence[ImportedBlock]:
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
    if contents:
        draft.leave(contents[0].origin, "\n".join(line.whole for line in contents), CONTENTS)
    return kept


def _without_cover(blocks: Sequence[ImportedBlock], draft: Draft) -> Sequence[ImportedBlock]:
    """The blocks from the letterhead on, where a cover page with a title is before it."""
    top = list(islice(_lines_above(blocks), _MOST_COVER))
    nation = max((at for at, line in enumerate(top) if NATION in plain(line.text)), default=0)
    if not any(head.is_plan_title(line) for line in top[:nation]):
        return blocks
    while nation and head.is_letterhead(top[nation - 1]):
        nation -= 1
    draft.leave(top[0].origin, "\n".join(line.whole for line in top[:nation]), head.COVER)
    return blocks[nation:]


def _read_top(blocks: Sequence[ImportedBlock], draft: Draft) -> Sequence[ImportedBlock]:
    """Reads the letterhead and the title; answers the blocks of the parts."""
    top = list(_lines_above(blocks))
    title = next((at for at, line in enumerate(top) if head.is_plan_title(line)), None)
    if title is None:  # many lines without a title are no letterhead
        title = len(top) if len(top) <= MOST_TITLE_LINES else 0
    head.read_letterhead(top[:title], draft)
    head.read_title(top[title:], draft)
    return blocks[len(top) :]


def _lines_above(blocks: Sequence[ImportedBlock]) -> Iterator[TextLine]:
    """The lines above the first part or table."""
    for block in blocks:
        if isinstance(block, Grid) or _opens_part(block):
            return
        yield block


def _opens_part(line: TextLine) -> bool:
    item = read_label(line)
    return item.rank <= ROMAN or (item.label[:1] == "1" and not head.is_plan_title(line))


def _read_body(blocks: Sequence[ImportedBlock], draft: Draft, tables: AllTables) -> Sequence[ImportedBlock]:
    """Reads the parts and the tables; answers the blocks of recipients and signature."""
    body = Body(draft)
    end = next((at for at in range(len(blocks)) if begins_foot(blocks, at)), len(blocks))
    for block in blocks[:end]:
        if isinstance(block, Grid):
            tables.read(block)
            continue
        for line in logical_lines(block):
            body.read(line)
            tables.actions.enter_section(line.text)
    body.duties.finish()
    return blocks[end:]


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


def _read_annex(blocks: Sequence[ImportedBlock], draft: Draft, tables: AllTables) -> None:
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
