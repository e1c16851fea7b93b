"""Public pages made for tests: of the sample school, issued and signed, and of one whose cells are hostile."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from qipsheets.frameworks.load import framework
from qipsheets.loading import load
from qipsheets.new_workbook import lists, sample_content
from qipsheets.operations.publishing import page_files
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Document
from qipsheets.publishing.edition import Edition, EditionSource
from qipsheets.publishing.folder import switch
from qipsheets.sheets.schema import TABS
from qipsheets.stores.xlsx.store import ExcelStore

DAY = date(2025, 3, 15)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
HOSTILE = """<script>window.hit=1</script>"><img src=x onerror="window.hit=2">{{ 7*7 }}' onload='window.hit=3"""
LONG_WORD = "Trườngtiểuhọccótênrấtdài" * 6
EVERYTHING = "Minh chứng: tất cả; Nhân sự: Họ tên, Chức danh; Hành động: Ghi chú; Nhật ký giám sát: Đã làm gì"


def plan_of(content: Mapping[str, Any], folder: Path) -> Plan:
    """The plan that a workbook of this content holds."""
    path = folder / "sổ.xlsx"
    store = ExcelStore(path, folder)
    store.prepare(content, lists(framework("tt17-2018-primary"), content))
    plan = load(store.read(), folder).plan
    path.unlink()
    return plan


def sample_plan(folder: Path, marked: str = "") -> Plan:
    """The sample school's plan, with the columns that it marks as public."""
    plan = plan_of(sample_content(), folder)
    return replace(plan, school=replace(plan.school, public_columns=marked))


def source_of(plan: Plan, *, issued: bool = True, day: date = DAY, state: int | None = 3) -> EditionSource:
    """A source whose plan VB-002 was issued as the plan is now, and signed; VB-004 was issued and not signed."""
    marks = {"VB-002": "aa", "VB-004": "bb"} if issued else {}
    plan = replace(plan, documents=tuple(replace(one, sha256=marks.get(one.key, "")) for one in plan.documents))
    document = next((one for one in plan.documents if one.key == "VB-002"), Document()) if issued else None
    signed = {"VB-002": PDF} if issued else {}
    return EditionSource(plan, day, plan if issued else None, document, signed, state)


def files_of(source: EditionSource, out: Path) -> dict[str, bytes]:
    """Every file of a source's page in a folder."""
    edition = Edition.of(source)
    return dict(page_files(edition, out, edition.document.number if edition.document else ""))


def write_page(source: EditionSource, out: Path) -> Path:
    """The page of a source in a folder."""
    switch(out, files_of(source, out))
    return out


def with_tokens(content: Mapping[str, list[dict[str, Any]]]) -> dict[tuple[str, str], set[str]]:
    """Puts a word of its own into every cell of text; returns the words by tab and field."""
    tokens: dict[tuple[str, str], set[str]] = {}
    for tab in TABS:
        for row in content.get(tab.key, ()):
            for column in tab.inputs:
                if column.kind.name in ("text", "long") and not column.kind.choices and not column.refers_to:
                    token = f"zq{sum(map(len, tokens.values()))}x"
                    tokens.setdefault((tab.key, column.field), set()).add(token)
                    row[column.heading] = f"{row.get(column.heading) or ''} {token}".strip()
    return tokens
