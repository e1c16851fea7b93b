"""Finds what a paragraph is for: letterhead, title, body, tables, recipients and signature."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qipsheets.characters import recognised
from qipsheets.documents.docx.paper import Block, Paper, PaperTable, Paragraph, Strip, strips
from qipsheets.documents.docx.roles import NATION, SCHOOL_NAME, is_office, plain, role

SIGN_OF_KIND = {  # names of kinds with their abbreviations [Nghị định 30/2020/NĐ-CP, phụ lục III]
    "nghi quyet": "NQ", "quyet dinh": "QĐ", "chi thi": "CT", "quy che": "QC", "quy dinh": "QyĐ", "thong cao": "TC",
    "thong bao": "TB", "huong dan": "HD", "chuong trinh": "CTr", "ke hoach": "KH", "phuong an": "PA", "de an": "ĐA",
    "du an": "DA", "bao cao": "BC", "bien ban": "BB", "to trinh": "TTr", "hop dong": "HĐ", "giay moi": "GM",
    "phieu gui": "PG", "phieu chuyen": "PC", "phieu bao": "PB",
}  # fmt: skip
PART = re.compile(r"[IVX]{1,5}\s*[.)/:-]\s*\S")
_ANNEX = re.compile(r"phu luc\b|nhung dieu can sua")
_PAPERS = re.compile(r"(danh muc|danh sach|phieu|bang tong hop|so|ban tong hop|tong hop)\b")


def shouted(piece: Paragraph | Strip) -> bool:
    """True where all letters print as capitals."""
    return "".join(one.text.upper() if one.capitals else one.text for one in piece.letters).isupper()


def begins_annex(paragraph: Paragraph) -> bool:
    """True for «PHỤ LỤC …» and for the list of what is to be mended, whatever letters they print in."""
    return bool(_ANNEX.match(plain(paragraph.text[:40])))


def kind_is(paragraph: Paragraph, name: str) -> bool:
    """True where a paragraph is the name of this kind, whatever is behind it in capitals."""
    words = plain(paragraph.text)
    return words == name or (words.startswith(f"{name} ") and shouted(paragraph))


def names_kind(paragraph: Paragraph) -> bool:
    """True for «KẾ HOẠCH», «BÁO CÁO …», «DANH MỤC …»: the name of the document's kind."""
    if not paragraph.text or len(paragraph.text) > 90:
        return False
    named = any(kind_is(paragraph, name) for name in SIGN_OF_KIND)
    return named or (bool(_PAPERS.match(plain(paragraph.text))) and shouted(paragraph))


_MOST_TOP, _MOST_FOOT, _MOST_TITLE = 30, 30, 6


@dataclass(frozen=True, slots=True)
class Top:
    """The letterhead: the stretches of each of its elements, in order."""

    nation: tuple[Strip, ...] = ()
    motto: tuple[Strip, ...] = ()
    superior: tuple[Strip, ...] = ()
    issuer: tuple[Strip, ...] = ()
    number: tuple[Strip, ...] = ()
    dated: tuple[Strip, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Foot:
    """Recipients and signature, and where they are: a table, or paragraphs."""

    heading: Strip | None = None
    recipients: tuple[Strip, ...] = ()
    offices: tuple[Strip, ...] = ()
    name: Strip | None = None
    table: PaperTable | None = None
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A paper with its parts found; what is not there is empty."""

    paper: Paper
    top: Top
    kind: Paragraph | None
    subject: tuple[Paragraph, ...]
    under_title: tuple[Paragraph, ...]  # what follows the subject before the first words of the body
    body: tuple[Paragraph, ...]
    data_tables: tuple[PaperTable, ...]
    foot: Foot

    @property
    def abbreviation(self) -> str:
        """KH for a plan, BC for a report; "" for a kind the law does not name."""
        if self.kind is None:
            return ""
        return next((sign for name, sign in SIGN_OF_KIND.items() if kind_is(self.kind, name)), "")

    @property
    def is_official(self) -> bool:
        """True for a document of a kind that the law names, which then needs all that such a document bears."""
        return bool(self.abbreviation and self.top.nation)


def anatomy(paper: Paper) -> Anatomy:
    """Finds the parts of a paper."""
    top, rest = _parted(paper)
    at = next((at for at, block in enumerate(rest) if isinstance(block, PaperTable) or block.text), len(rest))
    first = rest[at] if at < len(rest) else None
    kind = first if isinstance(first, Paragraph) and names_kind(first) else None
    subject, under, after = _subject(rest[at + 1 :]) if kind is not None else ([], [], rest)
    foot, between = _foot(after)
    tables = tuple(block for block in between if isinstance(block, PaperTable) and not _frames(block))
    body = _paragraphs(block for block in between if isinstance(block, Paragraph) or _frames(block))
    return Anatomy(paper, _top(top), kind, tuple(subject), tuple(under), body, tables, foot)


def _paragraphs(blocks: Iterable[Block]) -> tuple[Paragraph, ...]:
    return tuple(paragraph for block in blocks for paragraph in block.paragraphs())


def _parted(paper: Paper) -> tuple[Sequence[Block], Sequence[Block]]:
    """The blocks of the letterhead, and the rest from the title on."""
    blocks = paper.blocks
    for at, block in enumerate(blocks[:_MOST_TOP]):
        if isinstance(block, Paragraph) and (names_kind(block) or PART.match(block.whole)):
            return blocks[:at], blocks[at:]
    words = [plain(" ".join(one.text for one in block.paragraphs())) for block in blocks[:_MOST_TOP]]
    end = max((at for at, text in enumerate(words, 1) if NATION in text), default=0)
    return blocks[:end], blocks[end:]


def _top(blocks: Sequence[Block]) -> Top:
    found: dict[str, list[Strip]] = {name: [] for name in ("nation", "motto", "number", "dated", "names", "line")}
    paragraphs = _paragraphs(blocks)
    for strip in strips(paragraphs):
        found[role(strip.text)].append(strip)
    nation, motto, number, dated, names, _line = map(tuple, found.values())
    if not nation:
        motto = names = ()
    names = tuple(strip for strip in names if plain(strip.text) and "du thao" not in plain(strip.text))
    split = next((at for at, strip in enumerate(names) if SCHOOL_NAME.match(plain(strip.text))), max(len(names) - 1, 0))
    return Top(nation, motto, names[:split], names[split:], number, dated, paragraphs)


def _subject(blocks: Sequence[Block]) -> tuple[list[Paragraph], list[Paragraph], Sequence[Block]]:
    """The centred lines under the kind, what is only drawn there, and the blocks behind them."""
    subject: list[Paragraph] = []
    under: list[Paragraph] = []
    for at, block in enumerate(blocks):
        if isinstance(block, PaperTable) or (
            block.text and (block.setting.align != "center" or PART.match(block.whole) or len(subject) == _MOST_TITLE)
        ):
            return subject, under, blocks[at:]
        (subject if re.search(r"\w", block.text) else under).append(block)
        if len(under) > _MOST_TITLE:
            return subject, under, blocks[at + 1 :]
    return subject, under, ()


def _frames(table: PaperTable) -> bool:
    """True for a table of a single cell, which only frames text."""
    return sum(len(row.cells) for row in table.rows) <= 1


def _foot(blocks: Sequence[Block]) -> tuple[Foot, Sequence[Block]]:
    """Recipients and signature, and the blocks before them; what follows an annex's title belongs to the body."""
    backwards = reversed(tuple(enumerate(blocks)))
    heading = (at for at, block in backwards if any(map(_heads_recipients, strips(block.paragraphs()))))
    at = next(heading, None)
    at = _signature(blocks) if at is None else at
    if at is None:
        return Foot(), blocks
    first = blocks[at]
    table = first if isinstance(first, PaperTable) else None
    end = at + 1
    for block in blocks[end : at + _MOST_FOOT] if table is None else ():
        if isinstance(block, PaperTable) or begins_annex(block) or block.setting.page_break_before:
            break
        end += 1
    annexes = (block for block in blocks[end:] if isinstance(block, PaperTable) or block.text)
    return _read_foot(_paragraphs(blocks[at:end]), table), (*blocks[:at], *annexes)


def _heads_recipients(strip: Strip) -> bool:
    return plain(strip.text) == "noi nhan"


def _signature(blocks: Sequence[Block]) -> int | None:
    """Where the last office that signs is: in a small table, or in capitals with hardly a word behind it."""
    behind = 0  # blocks with words, from the end
    for at in range(len(blocks) - 1, -1, -1):
        block = blocks[at]
        behind += any(one.text for one in block.paragraphs())
        small = sum(len(row.cells) for row in block.rows) <= 6 if isinstance(block, PaperTable) else behind <= 4
        offices = (one for one in strips(block.paragraphs()) if is_office(one.text))
        if small and any(shouted(one) or one.shown[0].bold for one in offices):
            return at
    return None


def _read_foot(paragraphs: tuple[Paragraph, ...], table: PaperTable | None) -> Foot:
    heading: Strip | None = None
    recipients: list[Strip] = []
    offices: list[Strip] = []
    name: Strip | None = None
    for strip in strips(paragraphs):
        words = recognised(strip.text).casefold()
        if _heads_recipients(strip):
            heading = strip
        elif re.match(r"[-–—•+]|lưu\b", words):
            recipients.append(strip)
        elif is_office(strip.text):
            offices.append(strip)
        elif re.search(r"[^\W\d_]{2}", words) and not re.match(r"\(|đã ký|ký tên", words):
            name = strip
    return Foot(heading, tuple(recipients), tuple(offices), name, table, paragraphs)
