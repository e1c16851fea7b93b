"""A school's Word plan read into the fields and records of a sheet; what fits nowhere is kept and told."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from qipsheets.documents.reading.plan_body import Body
from qipsheets.documents.reading.plan_draft import Draft, PlanDraft, plain
from qipsheets.documents.reading.plan_head import MOTTO, is_title, pieces, read_letterhead, read_title
from qipsheets.documents.reading.plan_labels import ROMAN, logical_lines, read_label
from qipsheets.documents.reading.plan_table import ActionTable
from qipsheets.documents.reading.plan_tail import begins_tail, holds_tail, is_office, read_tail, read_tail_grid
from qipsheets.documents.reading.word_grid import Block, Grid, Line, read_word
from qipsheets.errors import FileTrouble
from qipsheets.language import _

__all__ = ["PlanDraft", "read_plan"]
OTHER_TABLE = "Bảng này không phải bảng hành động nên chưa có trang để xếp vào."
MOST_TITLE_LINES = 12


def read_plan(path: Path) -> PlanDraft:
    """The plan in a Word file. Raises FileTrouble where it is no Word file, is protected, damaged or empty."""
    text = read_word(path)
    blocks = list(_flattened(text.blocks))
    if not any(isinstance(block, Line) or any(cell.lines for cell in block.cells()) for block in blocks):
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
    title = next((at for at, block in enumerate(blocks) if isinstance(block, Line) and is_title(block)), None)
    first = next((at for at, block in enumerate(blocks) if isinstance(block, Grid) or _opens_part(block)), len(blocks))
    if title is None or title > first:
        top = [block for block in blocks[:first] if isinstance(block, Line)]
        read_letterhead(top, draft) if len(top) <= MOST_TITLE_LINES else read_title(top, draft)
        return blocks[first:]
    read_letterhead([block for block in blocks[:title] if isinstance(block, Line)], draft)
    read_title([block for block in blocks[title:first] if isinstance(block, Line)], draft)
    return blocks[first:]


def _opens_part(line: Line) -> bool:
    item = read_label(line)
    return item.rank <= ROMAN or (item.label[:1] == "1" and not is_title(line))


def _read_body(blocks: Sequence[Block], draft: Draft) -> Sequence[Block]:
    """Reads the parts and the tables; answers the blocks of recipients and signature."""
    body, table = Body(draft), ActionTable(draft)
    end = next((at for at in range(len(blocks)) if _begins_foot(blocks[at:])), len(blocks))
    for block in blocks[:end]:
        if isinstance(block, Line):
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
    lines = [block for block in blocks if isinstance(block, Line)]
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
