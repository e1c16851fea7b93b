"""Words by which the parts of an official document are recognised, and how plainly or loudly they are printed."""

import re

from qipsheets.documents.checking.paper import Paragraph, Strip
from qipsheets.vietnamese import nfc, without_marks

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
    return " ".join(without_marks(nfc(text)).casefold().split()).strip(" .:;,-–*")


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
