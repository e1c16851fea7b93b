"""A school's Word plan read into the fields and records of a sheet; what fits nowhere is kept and told."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qipsheets.documents.importing.draft import Draft, PlanDraft, plain
from qipsheets.documents.importing.head import (
    MOTTO,
    begins_tail,
    holds_tail,
    is_office,
    is_title,
    pieces,
    read_letterhead,
    read_tail,
    read_tail_grid,
    read_title,
)
from qipsheets.documents.importing.labels import BULLET, ROMAN, Labelled, Outline, logical_lines, read_label
from qipsheets.documents.importing.lines import Block, Grid, TextLine, read_word
from qipsheets.documents.importing.sections import (
    Duties,
    Results,
    Solutions,
    council_size,
    deadlines,
    is_basis,
    is_group,
    is_organisation,
    read_basis,
)
from qipsheets.documents.importing.table import ActionTable
from qipsheets.errors import FileTrouble
from qipsheets.language import _
from qipsheets.plan.model import Prose

BASES, RESULTS, SOLUTIONS, DUTIES, POLICY = "bases", "results", "solutions", "duties", "policy"
_TITLES = (
    (BASES, re.compile(r"(cac |nhung )?(can cu|co so (phap ly|xay dung)|van ban)")),
    (RESULTS, re.compile(r"ket qua")),
    (POLICY, re.compile(r"chu truong|dinh huong")),
    (SOLUTIONS, re.compile(r"(cac |nhung )?(nhom )?giai phap")),
)


@dataclass
class Body:
    """Where the reading of the parts stands."""

    draft: Draft
    outline: Outline = field(default_factory=Outline)
    results: Results = field(init=False)
    solutions: Solutions = field(init=False)
    duties: Duties = field(init=False)

    def __post_init__(self) -> None:
        self.results, self.solutions, self.duties = Results(self.draft), Solutions(self.draft), Duties(self.draft)

    def read(self, line: TextLine) -> None:
        """Puts one line where it belongs."""
        item = read_label(line)
        self._note_facts(item.text)
        if not self._is_content(line, item):
            self._prose(item)

    def _is_content(self, line: TextLine, item: Labelled) -> bool:
        """True where a line is content of a part that has a tab of its own, and went there."""
        mode = SOLUTIONS if is_group(line) else self.outline.mode
        if mode != SOLUTIONS and not self.outline.is_below_holder(item):
            return False
        if mode == SOLUTIONS and (is_group(line) or self.outline.is_below_holder(item)):
            self.solutions.read(item)
            return True
        if mode == DUTIES:
            return self.duties.read(line, item)
        if mode == RESULTS:
            return self.results.read(line, item.text)
        if mode == BASES and is_basis(item.text) and (item.rank >= BULLET or plain(item.text).startswith("can cu")):
            self.draft.add("bases", read_basis(item.text))
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
        """What stands under a heading, by its title; a long paragraph is no heading."""
        title = plain(item.text)
        if item.rank <= ROMAN or not self.outline.open:
            return DUTIES if is_organisation(title) else BASES if _TITLES[0][1].match(title) else ""
        if len(title) > 200:
            return ""
        return next((mode for mode, pattern in _TITLES if pattern.match(title)), "")

    def _note_facts(self, text: str) -> None:
        """Facts told in any sentence: the council's size, a deadline."""
        size = council_size(text)
        if size:
            self.draft.form.setdefault("council_size", size)
        for milestone in deadlines(text):
            self.draft.add("milestones", milestone)


__all__ = ["PlanDraft", "read_plan"]
OTHER_TABLE = "Bảng này không phải bảng hành động nên chưa có trang để xếp vào."
MOST_TITLE_LINES = 12


def read_plan(path: Path) -> PlanDraft:
    """The plan in a Word file. Raises FileTrouble where it is no Word file, is protected, damaged or empty."""
    text = read_word(path)
    blocks = list(_flattened(text.blocks))
    if not any(isinstance(block, TextLine) or any(cell.lines for cell in block.cells()) for block in blocks):
        raise FileTrouble(
            _("{name} holds no text.").format(name=path.name),
            _("If the plan was scanned, type its text into the sheet or into a Word file."),
        )
    draft = Draft()
    body = _read_top(blocks, draft)
    tail = _read_body(body, draft)
    _read_foot(tail, draft)
    for aside in text.asides:
        draft.leave(aside.origin, aside.text, aside.reason)
    return draft.finished()


def _flattened(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with the tables that only set out the letterhead or a frame as lines."""
    for block in blocks:
        if isinstance(block, Grid) and _only_sets_out(block):
            for cell in block.cells():
                yield from cell.lines
        else:
            yield block


def _only_sets_out(grid: Grid) -> bool:
    if max((len(row) for row in grid.rows), default=0) == 1:
        return True
    return len(grid.rows) <= 8 and any(plain(MOTTO[0])[:20] in plain(cell.text) for cell in grid.cells())


def _read_top(blocks: Sequence[Block], draft: Draft) -> Sequence[Block]:
    """Reads the letterhead and the title; answers the blocks of the parts."""
    title = next((at for at, block in enumerate(blocks) if isinstance(block, TextLine) and is_title(block)), None)
    first = next((at for at, block in enumerate(blocks) if isinstance(block, Grid) or _opens_part(block)), len(blocks))
    if title is None or title > first:
        top = [block for block in blocks[:first] if isinstance(block, TextLine)]
        read_letterhead(top, draft) if len(top) <= MOST_TITLE_LINES else read_title(top, draft)
        return blocks[first:]
    read_letterhead([block for block in blocks[:title] if isinstance(block, TextLine)], draft)
    read_title([block for block in blocks[title:first] if isinstance(block, TextLine)], draft)
    return blocks[first:]


def _opens_part(line: TextLine) -> bool:
    item = read_label(line)
    return item.rank <= ROMAN or (item.label[:1] == "1" and not is_title(line))


def _read_body(blocks: Sequence[Block], draft: Draft) -> Sequence[Block]:
    """Reads the parts and the tables; answers the blocks of recipients and signature."""
    body, table = Body(draft), ActionTable(draft)
    end = next((at for at in range(len(blocks)) if _begins_foot(blocks[at:])), len(blocks))
    for block in blocks[:end]:
        if isinstance(block, TextLine):
            for line in logical_lines(block):
                body.read(line)
                table.note_section(line.text)
        elif not table.read(block):
            _leave_table(block, draft)
    body.duties.finish()
    return blocks[end:]


def _begins_foot(rest: Sequence[Block]) -> bool:
    """True at «Nơi nhận:», at its table, or where only a signature is left: «HIỆU TRƯỞNG», a name."""
    first = rest[0]
    if isinstance(first, Grid):
        return holds_tail(first)
    return begins_tail(first) or (len(rest) <= 6 and any(is_office(piece) for piece in pieces(first)))


def _read_foot(blocks: Sequence[Block], draft: Draft) -> None:
    lines = [block for block in blocks if isinstance(block, TextLine)]
    for block in blocks:
        if isinstance(block, Grid):
            if holds_tail(block):
                read_tail_grid(block, draft)
            else:
                _leave_table(block, draft)
    read_tail(lines, draft)


def _leave_table(grid: Grid, draft: Draft) -> None:
    """Keeps a table row by row, its cells parted by bars."""
    for row in grid.rows:
        cells = [placed.cell for placed in row if not placed.continued and placed.cell.lines]
        if cells:
            draft.leave(cells[0].origin.rpartition(",")[0], " | ".join(cell.text for cell in cells), OTHER_TABLE)
