"""What changed since the version that was issued, in words: a table in the annex of the next one."""

from collections.abc import Sequence
from dataclasses import dataclass

from qipsheets.documents.printing.report.words import day_words
from qipsheets.documents.printing.text import clean, number_words, paragraphs
from qipsheets.plan.organisation import Document

NOTHING = "–"
_WHOLE = 300  # characters up to which both texts are printed whole
_BESIDE = 60  # characters of a longer text that are printed on each side of what differs


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell before and after, as people read it; `place` in the words of the sheet."""

    place: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A line of the table."""

    vi_tri: str  # place
    truoc: str  # before
    sau: str  # after


@dataclass(frozen=True, slots=True)
class Since:
    """The table's title and lines; empty where no version was issued or nothing changed."""

    title: str = ""
    rows: tuple[ChangedRow, ...] = ()


NOTHING_CHANGED = Since()


def since(issued: Document, changes: Sequence[CellChange]) -> Since:
    """The table of what changed since an issued version."""
    if not changes:
        return NOTHING_CHANGED
    number = number_words(issued.number).removeprefix("Số: ")
    title = f"PHỤ LỤC. NHỮNG NỘI DUNG THAY ĐỔI SO VỚI VĂN BẢN SỐ {number} NGÀY {day_words(issued.day)}"
    return Since(title, tuple(_row(change) for change in changes))


def _row(change: CellChange) -> ChangedRow:
    old, new = (clean(" ".join(paragraphs(text))) for text in (change.old, change.new))
    if old and new and max(len(old), len(new)) > _WHOLE:
        old, new = _around(old, new)
    return ChangedRow(clean(change.place), old or NOTHING, new or NOTHING)


def _around(old: str, new: str) -> tuple[str, str]:
    """Of two long texts the words that differ, with some on each side."""
    before, after = old.split(" "), new.split(" ")
    most = min(len(before), len(after))
    start = next((at for at in range(most) if before[at] != after[at]), most)
    end = next((at for at in range(most - start) if before[-1 - at] != after[-1 - at]), most - start)
    return _cut(before, start, end), _cut(after, start, end)


def _cut(words: list[str], start: int, end: int) -> str:
    """The words from `start` to `end` before the last, with as many beside them as fit."""
    head, tail = " ".join(words[:start]), " ".join(words[len(words) - end :])
    left = head if len(head) <= _BESIDE else "…" + head[-_BESIDE:].partition(" ")[2]
    right = tail if len(tail) <= _BESIDE else tail[:_BESIDE].rpartition(" ")[0] + "…"
    return " ".join(part for part in (left, *words[start : len(words) - end], right) if part)
