"""Finds what a paragraph is for: letterhead, title, body, tables, recipients and signature."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from qipsheets.characters import recognised
from qipsheets.documents.docx.paper import Paper, PaperTable, Paragraph, Strip, strips
from qipsheets.vietnamese import without_marks

NATION = "cong hoa xa hoi chu nghia viet nam"
KINDS = {  # names of kinds with their abbreviations [Nghị định 30/2020/NĐ-CP, phụ lục III]
    "nghi quyet": "NQ", "quyet dinh": "QĐ", "chi thi": "CT", "quy che": "QC", "quy dinh": "QyĐ", "thong cao": "TC",
    "thong bao": "TB", "huong dan": "HD", "chuong trinh": "CTr", "ke hoach": "KH", "phuong an": "PA", "de an": "ĐA",
    "du an": "DA", "bao cao": "BC", "bien ban": "BB", "to trinh": "TTr", "hop dong": "HĐ", "giay moi": "GM",
    "phieu gui": "PG", "phieu chuyen": "PC", "phieu bao": "PB",
}  # fmt: skip
PART = re.compile(r"[IVX]{1,5}\s*[.)/:-]\s*\S")
SCHOOL = re.compile(r"(truong|trung tam|nha tre|nhom tre|co so|lop mau giao|phan hieu)\b")
TYPED_LINE = re.compile(r"[-_–—=*o0\s]{3,}")  # a line typed instead of drawn
ANNEX = re.compile(r"phu luc\b|nhung dieu can sua")
_PAPERS = re.compile(r"(danh muc|danh sach|phieu|bang tong hop|so|ban tong hop|tong hop)\b")
_OFFICE = re.compile(
    r"((kt|tm|tl|tuq|q)\s*\.|(pho )?hieu truong|(pho )?giam doc|(pho )?chu tich|chu nhiem|truong (phong|ban|nhom|doan)"
    r"|(pho )?truong phong|thu ky|to truong|nguoi (lap|viet|tong hop)|nhom truong|thu truong)"
)


def plain(text: str) -> str:
    """A text in plain small letters with single spaces: parts of a document are recognised by it."""
    return " ".join(without_marks(recognised(text)).casefold().split()).strip(" .:;,-–*")


def shouted(piece: Paragraph | Strip) -> bool:
    """True where all letters print as capitals."""
    return "".join(one.text.upper() if one.capitals else one.text for one in piece.letters).isupper()


def kind_is(paragraph: Paragraph, name: str) -> bool:
    """True where a paragraph is the name of this kind, whatever stands behind it in capitals."""
    words = plain(paragraph.text)
    return words == name or (words.startswith(f"{name} ") and shouted(paragraph))


def is_title(paragraph: Paragraph) -> bool:
    """True for «KẾ HOẠCH», «BÁO CÁO …», «DANH MỤC …»: the name of the document's kind."""
    if not paragraph.text or len(paragraph.text) > 90:
        return False
    named = any(kind_is(paragraph, name) for name in KINDS)
    return named or (bool(_PAPERS.match(plain(paragraph.text))) and shouted(paragraph))


def is_office(text: str) -> bool:
    """True for what stands above a signature: «HIỆU TRƯỞNG», «KT. HIỆU TRƯỞNG»."""
    return len(text) < 60 and bool(_OFFICE.match(plain(text)))


def role(strip: Strip) -> str:
    """What a stretch of the letterhead is: nation, motto, number, dated, a typed line, else names."""
    words = plain(strip.text)
    if TYPED_LINE.fullmatch(strip.text):
        return "line"
    part = len(words.split()) > 1 and f" {words} " in f" {NATION} "  # broken over lines by hand
    if part or words.startswith("cong hoa xa hoi") or words.endswith("chu nghia viet nam"):
        return "nation"
    if words.startswith("doc lap") or words.endswith("hanh phuc"):
        return "motto"
    if re.match(r"so\s*[:.…\d]", words + ":") and re.search(r"[\d/…]|so:?$", words):
        return "number"
    return "dated" if re.search(r"\bngay\b.*\bthang\b", words) else "names"


_MOST_TOP, _MOST_FOOT, _MOST_TITLE = 30, 30, 6
Block: TypeAlias = Paragraph | PaperTable


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
    """Recipients and signature, and where they stand: a table, or paragraphs."""

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
        return "" if self.kind is None else next((KINDS[name] for name in KINDS if kind_is(self.kind, name)), "")


def anatomy(paper: Paper) -> Anatomy:
    """Finds the parts of a paper."""
    top_blocks, rest = _parted(paper)
    at = next((at for at, block in enumerate(rest) if isinstance(block, PaperTable) or block.text), len(rest))
    first = rest[at] if at < len(rest) else None
    kind = first if isinstance(first, Paragraph) and is_title(first) else None
    subject, under, after = _subject(rest[at + 1 :]) if kind is not None else ((), (), rest)
    foot, between = _foot(after)
    tables = tuple(block for block in between if isinstance(block, PaperTable) and not _frames(block))
    return Anatomy(
        paper,
        _top(top_blocks),
        kind,
        subject,
        under,
        tuple(_body(between)),
        tables,
        foot,
    )


def _parted(paper: Paper) -> tuple[Sequence[Block], Sequence[Block]]:
    """The blocks of the letterhead, and the rest from the title on."""
    blocks = paper.blocks
    for at, block in enumerate(blocks[:_MOST_TOP]):
        if isinstance(block, Paragraph) and (is_title(block) or PART.match(block.whole)):
            return blocks[:at], blocks[at:]
    holds = [at for at, block in enumerate(blocks[:_MOST_TOP]) if NATION in plain(_words(block))]
    end = holds[-1] + 1 if holds else 0
    return blocks[:end], blocks[end:]


def _words(block: Block) -> str:
    return block.text if isinstance(block, Paragraph) else " ".join(one.text for one in block.paragraphs())


def _top(blocks: Sequence[Block]) -> Top:
    found: dict[str, list[Strip]] = {name: [] for name in ("nation", "motto", "number", "dated", "names", "line")}
    paragraphs: list[Paragraph] = []
    for block in blocks:
        held = list(block.paragraphs()) if isinstance(block, PaperTable) else [block]
        paragraphs += held
        for strip in (strip for paragraph in held for strip in strips(paragraph)):
            found[role(strip)].append(strip)
    if not found["nation"]:
        return Top(paragraphs=tuple(paragraphs), number=tuple(found["number"]), dated=tuple(found["dated"]))
    names = [strip for strip in found["names"] if plain(strip.text) and "du thao" not in plain(strip.text)]
    split = next((at for at, strip in enumerate(names) if SCHOOL.match(plain(strip.text))), max(len(names) - 1, 0))
    return Top(
        tuple(found["nation"]),
        tuple(found["motto"]),
        tuple(names[:split]),
        tuple(names[split:]),
        tuple(found["number"]),
        tuple(found["dated"]),
        tuple(paragraphs),
    )


def _subject(
    blocks: Sequence[Block],
) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...], Sequence[Block]]:
    """The centred lines under the kind, what is only drawn there, and the blocks behind them."""
    subject: list[Paragraph] = []
    under: list[Paragraph] = []
    for at, block in enumerate(blocks):
        if isinstance(block, PaperTable):
            return tuple(subject), tuple(under), blocks[at:]
        told = block.text
        if told and (block.setting.align != "center" or PART.match(block.whole) or len(subject) == _MOST_TITLE):
            return tuple(subject), tuple(under), blocks[at:]
        if told and re.search(r"\w", told):
            subject.append(block)
        else:
            under.append(block)
            if len(under) > _MOST_TITLE:
                return tuple(subject), tuple(under), blocks[at + 1 :]
    return tuple(subject), tuple(under), ()


def _body(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif _frames(block):
            yield from block.paragraphs()


def _frames(table: PaperTable) -> bool:
    """True for a table of a single cell, which only frames text."""
    return sum(len(row.cells) for row in table.rows) <= 1


def _foot(blocks: Sequence[Block]) -> tuple[Foot, Sequence[Block]]:
    """Recipients and signature, and the blocks before them; what follows an annex's title belongs to the body."""
    at = next((at for at in range(len(blocks) - 1, -1, -1) if _holds_recipients(blocks[at])), None)
    if at is None:
        at = _signature(blocks)
    if at is None:
        return Foot(), blocks
    block = blocks[at]
    if isinstance(block, PaperTable):
        return _read_foot(tuple(block.paragraphs()), block), (*blocks[:at], *_annexes(blocks[at + 1 :]))
    held: list[Paragraph] = []
    for one in blocks[at : at + _MOST_FOOT]:
        if not isinstance(one, Paragraph) or ANNEX.match(plain(one.text)) or one.setting.page_break_before:
            break
        held.append(one)
    return _read_foot(tuple(held), None), (*blocks[:at], *_annexes(blocks[at + len(held) :]))


def _annexes(blocks: Sequence[Block]) -> Sequence[Block]:
    return [block for block in blocks if isinstance(block, PaperTable) or block.text]


def _holds_recipients(block: Block) -> bool:
    held = block.paragraphs() if isinstance(block, PaperTable) else (block,)
    return any(plain(strip.text) == "noi nhan" for paragraph in held for strip in strips(paragraph))


def _signature(blocks: Sequence[Block]) -> int | None:
    """Where the last office stands that signs: in a small table, or in capitals with hardly a word behind it."""
    behind = 0  # blocks with words, from the end
    for at in range(len(blocks) - 1, -1, -1):
        block = blocks[at]
        if isinstance(block, PaperTable):
            small = sum(len(row.cells) for row in block.rows) <= 6
            behind += any(one.text for one in block.paragraphs())
        else:
            behind += bool(block.text)
            small = behind <= 4
        held = block.paragraphs() if isinstance(block, PaperTable) else (block,)
        if small and any(_signs(strip) for paragraph in held for strip in strips(paragraph)):
            return at
    return None


def _signs(strip: Strip) -> bool:
    return is_office(strip.text) and (shouted(strip) or strip.shown[0].bold)


def _read_foot(paragraphs: tuple[Paragraph, ...], table: PaperTable | None) -> Foot:
    heading: Strip | None = None
    recipients: list[Strip] = []
    others: list[Strip] = []
    for strip in (strip for paragraph in paragraphs for strip in strips(paragraph)):
        if plain(strip.text) == "noi nhan":
            heading = strip
        elif re.match(r"[-–—•+]|lưu\b", recognised(strip.text).casefold()):
            recipients.append(strip)
        else:
            others.append(strip)
    offices = [strip for strip in others if is_office(strip.text)]
    names = [strip for strip in others if strip not in offices and re.search(r"[^\W\d_]{2}", strip.text)]
    names = [strip for strip in names if not re.match(r"\(|đã ký|ký tên", strip.text.casefold())]
    return Foot(heading, tuple(recipients), tuple(offices), names[-1] if names else None, table, paragraphs)
