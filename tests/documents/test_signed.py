"""Documents a principal signs: the law's table measured anew, nothing of the tool in them, as few pages as promised."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from qipsheets.checks.catalogue import all_findings
from qipsheets.documents import libreoffice
from qipsheets.documents.printing.changes import with_changes
from qipsheets.documents.printing.forms import Made, comments_view, council_view, criterion_view, evidence_view
from qipsheets.documents.printing.handouts import month_view, parents_view
from qipsheets.documents.printing.letterhead import View
from qipsheets.documents.printing.plan import PlanView, plan_view
from qipsheets.documents.printing.report import ReportView, report_view
from qipsheets.documents.printing.tt57 import tt57_view
from qipsheets.documents.printing.word import document_bytes
from qipsheets.loading import all_rules, load
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Document
from qipsheets.plan.periods import parse_period
from qipsheets.plan.values import Owners
from qipsheets.sheets.schema import TABS
from qipsheets.statistics import figures
from qipsheets.stores.xlsx.store import ExcelStore
from tests.documents.checked import check_layout
from tests.documents.office import pdfs_of
from tests.documents.printed import ROOT, W, part, texts

TODAY = date(2025, 3, 15)
PERIODS = {"week": ("2025-W10", 2), "month": ("2025-02", 3), "semester": ("2024-2025-HK1", 6), "year": ("2024-2025", 8)}


@pytest.fixture(scope="module")
def sample_plan(made: Path) -> Plan:
    return load(ExcelStore(made / "sample.xlsx", made).read(), made).plan


def report(expected: Plan, name: str, *, annex: bool = False) -> ReportView:
    period = parse_period(name, expected.year)
    assert period is not None
    today = date(2025, 5, 31) if name == "2024-2025" else TODAY
    day = min(period.last, today)
    return report_view(expected, period, figures(expected, period, day), day=day, today=today, draft=False, annex=annex)


def printed(view: View, template: str) -> bytes:
    return document_bytes(view, ROOT / "templates" / f"{template}.docx")


# The layout law once more, from its table alone [Nghị định 30/2020/NĐ-CP, phụ lục I]: nothing of the checker is used.


@dataclass(frozen=True)
class Letter:
    """A paragraph as it is seen: words, size in points, bold, italic, alignment."""

    text: str
    size: float
    bold: bool
    italic: bool
    align: str
    font: str


def letters(document: bytes) -> Iterator[Letter]:
    with zipfile.ZipFile(io.BytesIO(document)) as file:
        styles = etree.fromstring(file.read("word/styles.xml"))
        body = etree.fromstring(file.read("word/document.xml"))
    named = {style.get(f"{W}styleId"): style for style in styles.findall(f"{W}style")}
    usual = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    for paragraph in body.iter(f"{W}p"):
        text = "".join(piece.text or "" for piece in paragraph.iter(f"{W}t"))
        chain, name = [], paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val")
        while name:
            chain.append(named[name])
            base = named[name].find(f"{W}basedOn")
            name = base.get(f"{W}val") if base is not None else ""
        size = next(
            (one.find(f"{W}rPr/{W}sz") for one in chain if one.find(f"{W}rPr/{W}sz") is not None), usual.find(f"{W}sz")
        )
        bold = any(one.find(f"{W}rPr/{W}b") is not None for one in chain)
        italic = any(one.find(f"{W}rPr/{W}i") is not None for one in chain)
        align = next(
            (one.find(f"{W}pPr/{W}jc").get(f"{W}val") for one in chain if one.find(f"{W}pPr/{W}jc") is not None), "left"
        )
        font = usual.find(f"{W}rFonts").get(f"{W}ascii")
        yield Letter(text, int(size.get(f"{W}val")) / 2, bold, italic, align, font)


@pytest.mark.parametrize("which", ["plan", *PERIODS])
def test_the_law_is_kept_by_a_second_measure(which: str, sample_plan: Plan) -> None:
    view: PlanView | ReportView = (
        plan_view(sample_plan, draft=False) if which == "plan" else report(sample_plan, PERIODS[which][0], annex=True)
    )
    document = printed(view, "plan" if which == "plan" else "report")
    found = list(letters(document))
    by_text = {one.text: one for one in found}
    assert {one.font for one in found} == {"Times New Roman"}
    motto, line_below = by_text["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], by_text["Độc lập - Tự do - Hạnh phúc"]
    assert (motto.bold, motto.size in (12, 13), motto.align) == (True, True, "center")
    assert (line_below.bold, line_below.size in (13, 14)) == (True, True)
    above, issuer = by_text[view.head.co_quan_chu_quan], by_text[view.head.ten_truong]
    assert (above.bold, issuer.bold, above.text.isupper(), issuer.text.isupper()) == (False, True, True, True)
    assert {above.size, issuer.size} <= {12, 13}
    number = next(one for one in found if one.text.startswith("Số: "))
    assert re.fullmatch(r"Số: (\d{2,}|……)/(KH|BC)-\S+", number.text)
    dated = by_text[view.head.dia_danh_ngay]
    assert (dated.italic, dated.size in (13, 14)) == (True, True)
    assert re.search(r", ngày (0[1-9]|[12]\d|3[01]|…) tháng (0[12]|[3-9]|1[0-2]|…) năm (\d{4}|…)$", dated.text)
    kind = by_text["KẾ HOẠCH" if which == "plan" else "BÁO CÁO"]
    assert (kind.bold, kind.align, kind.size in (13, 14)) == (True, "center", True)
    subject = by_text[view.trich_yeu]
    assert (subject.bold, subject.align) == (True, "center")
    numerals = [match[1] for one in found if (match := re.match(r"([IVX]+)\. [^a-z]+$", one.text))]
    assert numerals == ["I", "II", "III", "IV", "V"][: len(numerals)]
    assert all(one.bold for one in found if re.match(r"[IVX]+\. [^a-z]+$", one.text))
    recipients = by_text["Nơi nhận:"]
    assert (recipients.bold, recipients.italic, recipients.size) == (True, True, 12)
    assert (by_text["- Lưu: VT."].size, by_text["- Lưu: VT."].italic) == (11, False)
    signer = by_text[view.head.nguoi_ky]
    assert (signer.bold, signer.text.istitle(), by_text[view.head.chuc_vu_ky[-1]].text.isupper()) == (True, True, True)
    assert all(one.size in (13, 14) for one in found if one.align == "both" and one.text)


@pytest.mark.parametrize("which", ["plan", *PERIODS])
def test_paper_margins_and_page_numbers(which: str, sample_plan: Plan) -> None:
    view: View = (
        plan_view(sample_plan, draft=False) if which == "plan" else report(sample_plan, PERIODS[which][0], annex=True)
    )
    document = printed(view, "plan" if which == "plan" else "report")
    with zipfile.ZipFile(io.BytesIO(document)) as file:
        sections = list(etree.fromstring(file.read("word/document.xml")).iter(f"{W}sectPr"))
        numbered = etree.fromstring(file.read("word/header1.xml"))
    for section in sections:
        page, margin = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        assert sorted((int(page.get(f"{W}w")), int(page.get(f"{W}h")))) == [11906, 16838]
        sides = {side: int(margin.get(f"{W}{side}")) * 25.4 / 1440 for side in ("top", "bottom", "left", "right")}
        assert 20 <= round(sides["top"]) <= 25
        assert 20 <= round(sides["bottom"]) <= 25
        assert 30 <= round(sides["left"]) <= 35
        assert 15 <= round(sides["right"]) <= 20
    assert [section.find(f"{W}titlePg") is not None for section in sections] == [True] + [False] * (len(sections) - 1)
    assert "PAGE" in "".join(numbered.itertext())


# Nothing of the tool in what leaves the house.

MADE = Made(TODAY)
FORMS: dict[str, Callable[[Plan], View]] = {
    "month": lambda expected: month_view(expected, date(2025, 3, 1), MADE),
    "evidence": lambda expected: evidence_view(expected, MADE),
    "criterion": lambda expected: criterion_view(expected, (), MADE),
    "comments": lambda expected: comments_view(expected, MADE),
    "council": lambda expected: council_view(expected, MADE),
    "parents": lambda expected: parents_view(expected, MADE),
    "plan_tt57": lambda expected: tt57_view(expected, draft=False),
}


def words_of(document: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(document)) as file:
        parts = [file.read(name) for name in file.namelist() if re.fullmatch(r"word/(document|header\d)\.xml", name)]
    return "\n".join("".join(etree.fromstring(part).itertext()) for part in parts)


@pytest.mark.parametrize("which", ["plan", *PERIODS, *FORMS])
def test_an_official_document_holds_nothing_of_the_tool(which: str, made: Path, sample_plan: Plan) -> None:
    loaded = load(ExcelStore(made / "sample.xlsx", made).read(), made)
    found = all_findings(loaded.findings, loaded.plan, TODAY)
    assert len(found) > 5
    if which in FORMS:
        document = printed(FORMS[which](sample_plan), which)
    elif which == "plan":
        document = printed(plan_view(sample_plan, draft=False, blocking=found), "plan")
    else:
        document = printed(report(sample_plan, PERIODS[which][0], annex=True), "report")
    result = words_of(document)
    own = "\n".join(one.text for one in (*sample_plan.prose, *sample_plan.recommendations))
    assert [one.message.text("vi") for one in found if one.message.text("vi") in result] == []
    assert [code for code in {rule.code for rule in all_rules()} if code in result] == []
    assert re.findall(r"\b(?=\d*[a-f])[a-f0-9]{12,}\b", result) == []
    assert re.findall(r"\b[\w ]+![A-Z]{1,2}\d+\b", result) == []
    assert [one for one in re.findall(r"\b(?:HD|BV|MC|GS|KN|MO|CT)-\d{3}\b", result) if one not in own] == []
    fields = {column.field for tab in TABS for column in tab.columns if "_" in column.field}
    assert [field for field in fields if field in result] == []
    assert [word for word in ("Lâu chưa cập nhật", "Bắt đầu trễ", "Sắp đến hạn", "DỰ THẢO") if word in result] == []


def test_the_checker_agrees(sample_plan: Plan, tmp_path: Path) -> None:
    for name, view, template in (
        ("plan", plan_view(sample_plan, draft=False), "plan"),
        *((which, report(sample_plan, period, annex=True), "report") for which, (period, _pages) in PERIODS.items()),
    ):
        path = tmp_path / f"{name}.docx"
        path.write_bytes(printed(view, template))
        assert [(fault.code, fault.message.text()) for fault in check_layout(path)] == [], name


# As many pages as promised, and no page left empty.

needs_pages = pytest.mark.skipif(
    libreoffice.program_path() is None or shutil.which("pdftotext") is None,
    reason="LibreOffice or pdftotext is not installed",
)


LONG = {
    "name": "Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Nguyễn Thị Minh Khai Thượng",
    "superior": "Ủy ban nhân dân huyện Lam Khê Thượng Phường Bình Minh Đông",
}
NAMES = {
    "usual names": {},
    "short names": {"name": "Trường Mầm non An", "superior": "UBND xã An"},
    "a letterhead of seven lines": LONG,
}
LONGEST = LONG | {
    "place_name": "Thượng Lâm Khê Sơn Bình Phước Thạnh", "plan_number": "145/KH-PTDTBTTHTHCSNTMK",
    "signer_name": "Công Tằng Tôn Nữ Thị Nguyệt Minh Hoài Thương",
}  # fmt: skip


def named(plan: Plan, words: dict[str, str]) -> Plan:
    return replace(plan, school=replace(plan.school, **words))


Pages = list[tuple[bool, int]]


@pytest.fixture(scope="module")
def pages(sample_plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pages]:
    """Of each page of the documents whether it lies across and how far down its words reach, in per cent."""
    views: dict[str, tuple[View, str]] = {
        **{which: (report(sample_plan, period), "report") for which, (period, _most) in PERIODS.items()},
        "plan": (plan_view(sample_plan, draft=False), "plan"),
    }
    for names, words in (NAMES | {"long names everywhere": LONGEST}).items():
        views[f"parents, {names}"] = parents_view(named(sample_plan, words), MADE), "parents"
        if names in NAMES:
            views[f"criterion, {names}"] = criterion_view(named(sample_plan, words), (), MADE), "criterion"
    folder = tmp_path_factory.mktemp("pages")
    for which, (view, template) in views.items():
        (folder / f"{which}.docx").write_bytes(printed(view, template))
    return {pdf.stem: pages_of(pdf) for pdf in pdfs_of([folder / f"{which}.docx" for which in views])}


def pages_of(pdf: Path) -> Pages:
    result = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, check=True, text=True).stdout
    found = []
    for width, height, page in re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', result, re.DOTALL):
        lowest = max(map(float, re.findall(r'yMax="([\d.]+)"', page)), default=0.0)
        found.append((float(width) > float(height), round(100 * (lowest - 56.7) / (float(height) - 113.4))))
    return found


@needs_pages
@pytest.mark.parametrize("which", PERIODS)
def test_a_report_is_as_short_as_promised(which: str, pages: dict[str, Pages]) -> None:
    assert 0 < len(pages[which]) <= PERIODS[which][1]
    assert all(fill >= 50 for _across, fill in pages[which][:-1]), pages[which]


@needs_pages
def test_the_pages_of_a_plan_are_well_filled(pages: dict[str, Pages]) -> None:
    found = pages["plan"]
    assert 0 < len(found) <= 14
    turned = [at for at in range(1, len(found)) if found[at][0] != found[at - 1][0]]
    assert all(fill >= 50 for at, (_across, fill) in enumerate(found[:-1], 1) if at not in turned), found


@needs_pages
@pytest.mark.parametrize("names", NAMES)
def test_a_criterion_has_one_page(names: str, sample_plan: Plan, pages: dict[str, Pages]) -> None:
    assert len(pages[f"criterion, {names}"]) == len(sample_plan.framework.criteria)


@needs_pages
@pytest.mark.parametrize("names", [*NAMES, "long names everywhere"])
def test_the_page_for_parents_is_one(names: str, pages: dict[str, Pages]) -> None:
    assert len(pages[f"parents, {names}"]) == 1


def test_a_signature_has_the_end_of_its_table_on_its_page(sample_plan: Plan) -> None:
    """Between the table of levels and the signature is no word, so that the last row stays with what is signed."""
    body = part(printed(criterion_view(sample_plan, ("1.1",), MADE), "criterion"))
    *_others, levels, _signature = body.iter(f"{W}tbl")
    assert [len(list(paragraph.iter(f"{W}keepNext"))) for paragraph in levels.iter(f"{W}p")] == [1] * 6


# What changed since the issued version.

ISSUED = Document(key="VB-001", kind="Kế hoạch", number="45/KH-THMT", day=date(2024, 9, 15))


def test_only_printed_words_that_differ_are_reported(sample_plan: Plan) -> None:
    first = sample_plan.actions[0]
    changed = replace(first, owner=Owners("Kế toán", ("Kế toán",)), goal="Điều kế hoạch này không in")
    later = replace(sample_plan, actions=(changed, *sample_plan.actions[1:]))
    before, now = plan_view(sample_plan, draft=False), plan_view(later, draft=False)
    found = with_changes(now, before, ISSUED)
    assert found.tieu_de_thay_doi.endswith("SO VỚI VĂN BẢN SỐ 45/KH-THMT NGÀY 15/9/2024")
    assert [row.chu for row in found.thay_doi if row.kieu == "phan"] == [
        "III. NỘI DUNG KẾ HOẠCH CẢI TIẾN CHẤT LƯỢNG GIÁO DỤC"
    ]
    (row,) = [row for row in found.thay_doi if row.kieu != "phan"]
    assert row.o_dau.endswith("Người phụ trách")
    assert row.sau == "Kế toán"
    assert row.truoc not in ("", row.sau)
    assert with_changes(before, before, ISSUED) == before
    assert "Người phụ trách" in "".join(texts(printed(found, "plan")))


def test_a_row_that_is_new_or_gone_is_reported_once(sample_plan: Plan) -> None:
    fewer = replace(sample_plan, actions=sample_plan.actions[:-1])
    now, before = plan_view(sample_plan, draft=False), plan_view(fewer, draft=False)
    added = [row for row in with_changes(now, before, ISSUED).thay_doi if row.kieu != "phan"]
    assert [row.truoc for row in added if "–" in row.truoc] == ["–"]
    gone = [row for row in with_changes(before, now, ISSUED).thay_doi if row.kieu != "phan"]
    assert [row.sau for row in gone if row.sau == "–"] == ["–"]
