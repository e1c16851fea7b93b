"""A printed plan that keeps the layout law, ways to spoil it, and what the check says of it."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from qipsheets.documents.docx.reader import read_paper
from qipsheets.documents.layout.catalogue import check_paper
from qipsheets.documents.layout.rule import Fault
from qipsheets.documents.printing.word import document_bytes
from qipsheets.plan.model import Basis, Prose
from qipsheets.plan.organisation import Duty, Recipient, School
from tests.documents.printed import SCHOOL, TEMPLATE, view

DOCUMENT = "word/document.xml"
Change = Callable[[str], str]
WORDS = "Nhà trường thực hiện các biện pháp cải tiến để nâng cao chất lượng giáo dục toàn diện cho học sinh. " * 3


def check_layout(path: Path) -> tuple[Fault, ...]:
    """What the layout law finds in a Word file."""
    return check_paper(read_paper(path))


def plan_bytes(school: School = SCHOOL, *, draft: bool = False, number: int = 6) -> bytes:
    """A plan of an invented school with all its parts."""
    return document_bytes(
        view(
            number,
            draft=draft,
            school=replace(school, subject="Cải tiến chất lượng giáo dục"),
            prose=(
                Prose(part="I", label="1.", depth=1, text=WORDS),
                Prose(part="I", label="2.", depth=1, text=WORDS),
                Prose(part="II.5", label="5.", depth=1, text="Định hướng, giải pháp"),
                Prose(part="II.5.a", label="a.", depth=2, text=WORDS),
                Prose(part="II.5.b", label="b.", depth=2, text=WORDS),
            ),
            bases=(Basis(kind="Thông tư", number="17/2018/TT-BGDĐT", subject="Quy định về kiểm định chất lượng"),),
            duties=(Duty(actor="Hiệu trưởng", text=WORDS), Duty(actor="Giáo viên", text=WORDS)),
            recipients=(Recipient(name="UBND xã", purpose="để b/c"), Recipient(name="Các tổ", purpose="để t/h")),
        ),
        TEMPLATE,
    )


def changed(document: bytes, changes: dict[str, Change]) -> bytes:
    """The Word file with parts of it changed; a change that changes nothing is a mistake of the test."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name in changes:
                text = changes[name](data.decode())
                assert text != data.decode(), f"nothing changed in {name}"
                data = text.encode()
            target.writestr(name, data)
    return packed.getvalue()


def swap(old: str, new: str, count: int = 1) -> Change:
    """Words for other words."""
    return lambda text: text.replace(old, new, count)


def faults_of(document: bytes, folder: Path) -> tuple[Fault, ...]:
    """What the layout law says of a Word file."""
    path = folder / "document.docx"
    path.write_bytes(document)
    return check_layout(path)


def codes(faults: tuple[Fault, ...]) -> set[str]:
    """The codes alone."""
    return {fault.code.removeprefix("LAYOUT-") for fault in faults}
