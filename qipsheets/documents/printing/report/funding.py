"""Where the money is to come from: the sources and amounts that the cells of the plan name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qipsheets.documents.printing.blocks import CAPTION, NOTE, Block, GridRow, row, table
from qipsheets.documents.printing.report.words import number
from qipsheets.documents.printing.text import clean
from qipsheets.plan.model import Action
from qipsheets.vietnamese import fold, nfc, parse_decimal

_PARTS = re.compile(r"[;\n]+")
_AMOUNT = re.compile(
    r"(?:khoảng\s+)?(?P<number>\d[\d.,]*)\s*(?P<scale>tỷ|tỉ|triệu|nghìn|ngàn)?\s*(?:đồng|vnđ|vnd|đ)\b"
    r"|(?P<bare>\d[\d.,]*)\s*(?P<bare_scale>tỷ|tỉ|triệu)\b",
    re.IGNORECASE,
)
_SCALES = {"tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6, "nghìn": 10**3, "ngàn": 10**3}
_NOTHING = {fold(word) for word in ("Không", "Không có", "Không cần", "Không cần kinh phí", "0", "0 đồng")}
_EDGES = " :,.–-()"
_WITHOUT_AMOUNT = "chưa ghi số tiền"


@dataclass(frozen=True, slots=True)
class Share:
    """What one source is to give to one action; the amount in đồng, None where the cell tells none."""

    source: str
    amount: int | None


def shares(text: str) -> Iterator[Share]:
    """The sources a cell names: «Ngân sách: 58.000.000 đồng; tài trợ: 9,5 triệu đồng»; none for «Không»."""
    for part in _PARTS.split(nfc(text)):
        told = clean(part).strip(_EDGES)
        if not told or fold(told) in _NOTHING:
            continue
        found = list(_AMOUNT.finditer(told))
        if len(found) != 1:
            yield Share(told, None)  # two amounts in one phrase cannot be told apart
            continue
        source = f"{told[: found[0].start()].rstrip(_EDGES)} {told[found[0].end() :].lstrip(_EDGES)}".strip(_EDGES)
        yield Share(source or "Không ghi nguồn", _dong(found[0]))


def _dong(match: re.Match[str]) -> int | None:
    value = parse_decimal((match["number"] or match["bare"]).rstrip(".,"))
    scale = _SCALES.get((match["scale"] or match["bare_scale"] or "").lower(), 1)
    return None if value is None else int((value * scale).to_integral_value())


def funding(actions: Sequence[Action]) -> Iterator[Block]:
    """The planned funding by source, the largest sum first, and what the table does not hold."""
    spelt: dict[str, str] = {}
    by_source: dict[str, list[tuple[int, Share]]] = {}
    for at, action in enumerate(actions):
        for one in shares(action.funding):
            spelt.setdefault(fold(one.source), one.source[:1].upper() + one.source[1:])
            by_source.setdefault(fold(one.source), []).append((at, one))
    if not by_source:
        return
    ranked = sorted(by_source, key=lambda key: (-_sum(by_source[key]), key))
    together = [one for held in by_source.values() for one in held]
    rows = [_row(spelt[key], by_source[key]) for key in ranked]
    yield Block(CAPTION, "Kinh phí theo nguồn")
    yield table(("Nguồn", "Hành động", "Số tiền (đồng)", "Ghi chú"), [*rows, _row("Tổng số", together)])
    blank = sum(not clean(action.funding) for action in actions)
    free = sum(bool(clean(action.funding)) and not list(shares(action.funding)) for action in actions)
    told = [
        f"{free} hành động không cần kinh phí" if free else "",
        f"{blank} hành động chưa ghi kinh phí" if blank else "",
    ]
    if any(told):
        yield Block(NOTE, f"{'; '.join(filter(None, told))}.")


def _sum(held: Sequence[tuple[int, Share]]) -> int:
    return sum(one.amount or 0 for _at, one in held)


def _row(source: str, held: Sequence[tuple[int, Share]]) -> GridRow:
    open_count = len({at for at, one in held if one.amount is None})
    note = f"{open_count} hành động {_WITHOUT_AMOUNT}" if open_count else ""
    amount = number(_sum(held)) if any(one.amount is not None for _at, one in held) else ""
    return row(source, str(len({at for at, _one in held})), amount, note, kinds=".cc.")
