"""The foot of a plan: who receives it, and who signs."""

import re
from collections.abc import Sequence
from itertools import chain

from qipsheets.documents.reading.plan_draft import Draft, plain
from qipsheets.documents.reading.plan_head import pieces
from qipsheets.documents.reading.plan_labels import LOWER, NUMBER, read_label
from qipsheets.documents.reading.word_grid import Grid, Line
from qipsheets.plan.organisation import Recipient

_RECEIVERS = re.compile(r"noi nhan\b\W*")
_PURPOSE = re.compile(r"\s*\(\s*(để\s+[^()]*|b/c|t/h|[^()]{1,30})\s*\)\s*[;.,]*$", re.IGNORECASE)
_OFFICE = re.compile(
    r"((tm|kt|tl|tuq|q)\b.*|(pho )?hieu truong|chu tich.*|(pho )?giam doc|thu truong.*|(quyen )?hieu truong)$"
)
_STAMP = re.compile(r"\W*(da ky|ky ten|ky va ghi ro ho ten|ky, .*|dong dau|ky)\b.*")
NOT_SIGNED = "Đứng ở cuối văn bản nhưng không phải nơi nhận hay chữ ký."


def begins_tail(line: Line) -> bool:
    """True for the line «Nơi nhận:»."""
    return bool(_RECEIVERS.match(plain(line.text))) and len(line.text) < 160


def is_office(line: Line) -> bool:
    """True for a line in capitals that is the office of who signs: «HIỆU TRƯỞNG»."""
    return len(line.text) < 60 and line.text == line.text.upper() and bool(_OFFICE.match(plain(line.text)))


def holds_tail(grid: Grid) -> bool:
    """True for the table of recipients and signature."""
    lines = [line for cell in grid.cells() for line in cell.lines]
    return any(begins_tail(line) for line in lines) or (
        len(lines) <= 8 and any(is_office(piece) for line in lines for piece in pieces(line))
    )


def read_tail_grid(grid: Grid, draft: Draft) -> None:
    """The recipients' cell, and the signature in the last other cell of a column."""
    signed: dict[int, list[Line]] = {}
    for row in grid.rows:
        for placed in row:
            lines = () if placed.continued else placed.cell.lines
            if any(begins_tail(line) for line in lines):
                read_tail(lines, draft)
            elif lines:
                signed.setdefault(placed.start, []).extend(lines)
    for start in sorted(signed):
        if start == max(signed):
            sign([piece for line in signed[start] for piece in pieces(line)], draft)
        else:
            for line in signed[start]:
                draft.leave(line.origin, line.whole, NOT_SIGNED)


def read_tail(lines: Sequence[Line], draft: Draft) -> None:
    """Recipients, each behind a dash, and the signature among or after them."""
    signature: list[Line] = []
    for line in chain.from_iterable(map(pieces, lines)):
        item = read_label(line)
        if begins_tail(line):
            rest = line.text.partition(":")[2].strip(" -–\t")
            if rest:
                _receive(rest, draft)
        elif item.label and item.rank >= NUMBER and item.rank != LOWER:
            _receive(item.text, draft)
        else:
            signature.append(line)
    sign(signature, draft)


def _receive(text: str, draft: Draft) -> None:
    purpose = _PURPOSE.search(text)
    name = text[: purpose.start()] if purpose else text
    draft.add("recipients", Recipient(name=name.strip(" ;,."), purpose=purpose[1].strip() if purpose else ""))


def sign(lines: Sequence[Line], draft: Draft) -> None:
    """The office (of several lines: «KT. HIỆU TRƯỞNG», «PHÓ HIỆU TRƯỞNG»), then the name, as written."""
    office: list[str] = []
    for line in lines:
        text = line.text
        if _STAMP.fullmatch(plain(text)):
            continue
        if len(text) > 60 or "signer_name" in draft.form:
            draft.leave(line.origin, line.whole, NOT_SIGNED)
        elif _OFFICE.match(plain(text)) or not (office or "signer_office" in draft.form):
            office.append(text)
        else:
            draft.form["signer_name"] = text
    if office:
        draft.form["signer_office"] = "\n".join(filter(None, (draft.form.get("signer_office"), *office)))
