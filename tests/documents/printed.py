"""A printed plan and how to look into it."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

from qipsheets.documents.printing.plan import PlanView, plan_view
from qipsheets.plan.organisation import Duty, School
from tests.plans import action, plan, start, tally

ROOT = Path(__file__).parent.parent.parent
TEMPLATE = ROOT / "templates" / "plan.docx"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SCHOOL = School(
    name="Trường Tiểu học Suối Đá", superior="UBND huyện Lam Khê", place_name="Lam Khê", plan_number="97/KH-SD",
    plan_date=start("15/8/2020"), signer_office="Hiệu trưởng", signer_name="Đặng Văn Lâm",
)  # fmt: skip
CODES = ("1.1", "1.5", "3.2", "3.4", "5.3")


def view(number: int = 6, *, draft: bool = False, school: School = SCHOOL, **fields: object) -> PlanView:
    actions = tuple(
        action(f"HD-{at:03d}", CODES[at % 5], part_level=1 + at % 2, measure="Duy trì sĩ số học sinh. " * (1 + at % 40))
        for at in range(number)
    )
    known = {"actions": actions, "tallies": (tally(1, 27, 0, 27),), "duties": (Duty(actor="Hiệu trưởng", text="Ký."),)}
    return plan_view(plan(school=school, **(known | fields)), draft=draft)


def part(document: bytes, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(document)) as file:
        return etree.fromstring(file.read(name))


def texts(document: bytes) -> list[str]:
    root = part(document)
    return ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in root.iter(f"{W}p")]


def styled(document: bytes, style: str) -> list[etree._Element]:
    marks = part(document).iter(f"{W}pStyle")
    return [mark.getparent().getparent() for mark in marks if mark.get(f"{W}val") == style]


def template(folder: Path, change: Callable[[str], str]) -> Path:
    """The shipped template with its document changed."""
    path = folder / "mine.docx"
    with zipfile.ZipFile(TEMPLATE) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, change(data.decode()).encode() if name == "word/document.xml" else data)
    return path


def with_words(folder: Path, words: str) -> Path:
    return template(folder, lambda text: text.replace("{{ trich_yeu }}", escape(words)))
