"""The words of a Word file, read in another way than the product reads them, and which of them an import kept nowhere."""

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from posixpath import join, normpath, split

from lxml import etree

from qipsheets.characters import recognised
from qipsheets.documents.importing.draft import PlanDraft
from qipsheets.frameworks.load import framework, framework_ids
from qipsheets.plan.values import Owners, Percent, When

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
BESIDE = ("header", "footer", "footnotes", "endnotes", "comments", "diagramData", "chart")
_CODE = re.compile(r"tc\d+")  # «TC5» below standard 1 is criterion 1.5
_COUNT = re.compile(r"^\W*\d{1,3}(\W*$|[.)]\s)")  # the number of a row, a column or a list
BLANKS = frozenset(f"{W}{name}" for name in ("tab", "br", "cr", "ptab"))
# What the tool prints of its own accord, so that an import need not keep it: the words of the form, headings of known
# tables, and what became a number, a level, a tick or a code.
FORM = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc KẾ HOẠCH K Ế H O Ạ C H Số Năm học Nơi nhận đã ký tên đóng dấu
Tiêu chuẩn tiêu chí TC mức độ đạt không chưa x v có Kết quả tự đánh giá Số lượng tỉ lệ tỷ lệ phần trăm các tổng số là
Người bộ phận cá nhân đơn vị phụ trách thực hiện Thời gian thời hạn điểm hoàn thành Ông Bà đồng chí đ/c của nhà trường
TT STT Họ và tên Chức vụ chức danh Nhiệm vụ Mã minh chứng Tên Số ngày ban hành hoặc khảo sát điều tra phỏng vấn quan sát
Nơi nhóm Ghi chú hiện tại Biện pháp cải tiến bắt đầu Kinh phí Điều kiện giám sát mục tiêu chỉ số nguồn lực nội dung
Mô tả hiện trạng điểm mạnh điểm yếu kế hoạch cải tiến chất lượng giáo dục nguyên nhân dự kiến Trường tiểu học"""


def words(text: str) -> set[str]:
    """The words of a text, whatever their case and composition."""
    return set(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", recognised(text)).casefold()))


def words_of_file(path: Path) -> set[str]:
    """The words of the body and of the parts that it names, struck ones too."""
    with zipfile.ZipFile(path) as archive:
        main = next(target for kind, target in _relations(archive, "") if kind == "officeDocument")
        named = [target for kind, target in _relations(archive, main) if kind in BESIDE]
        texts = [text for name in (main, *named) for text in _texts(archive, name)]
        return {word for text in texts for word in words(_COUNT.sub("", text))}


def _relations(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str]]:
    folder, base = split(name)
    try:
        root = etree.fromstring(archive.read(join(folder, "_rels", f"{base}.rels")))
    except KeyError:
        return
    for one in root:
        if one.get("TargetMode") != "External":
            yield (
                str(one.get("Type")).rpartition("/")[2],
                normpath(join("/" + folder, str(one.get("Target")))).lstrip("/"),
            )


def _texts(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    """The text of each paragraph; one within another, as in a text box, is a text of its own."""
    try:
        content = archive.read(name)
    except KeyError:
        return
    content = content.replace(b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode())
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=True))
    for choice in list(root.iter(f"{MC}Choice")):
        for fallback in choice.itersiblings(f"{MC}Fallback"):
            fallback.clear()  # it shows the same in another way
    for paragraph in root.iter(f"{W}p"):
        yield "".join(_pieces(paragraph))
    yield from (str(text.text or "") for text in root.iter(f"{A}t"))


def _pieces(parent: etree._Element) -> Iterator[str]:
    for child in parent:
        if child.tag in BLANKS:
            yield " "
        elif child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag == f"{W}delText":
            yield f" {child.text or ''} "
        elif child.tag != f"{W}p":
            yield from _pieces(child)


def missing(path: Path, draft: PlanDraft) -> list[str]:
    """The words of a file that neither the draft nor the form holds; none where old letters became Unicode."""
    if any(str(row).find("[chữ ") >= 0 for row in draft.records["unplaced"]):
        return []
    known = words(" ".join((FORM, *draft.form.values(), *_values(draft.records.values()), *_names())))
    return sorted(word for word in words_of_file(path) - known if not _CODE.fullmatch(word))


def _values(found: object) -> Iterator[str]:
    if isinstance(found, (When, Percent, Owners)):
        yield found.text
    elif is_dataclass(found):
        yield from (text for one in fields(found) for text in _values(getattr(found, one.name)))
    elif isinstance(found, str):
        yield found
    elif isinstance(found, Iterable):
        yield from (text for one in found for text in _values(one))
    else:
        yield str(found)


def _names() -> Iterator[str]:
    """What the frameworks call their standards and criteria, which a file may write in its own way."""
    for known in map(framework, framework_ids()):
        yield from (*known.standard_names.values(), *(one.name for one in known.criteria.values()))
