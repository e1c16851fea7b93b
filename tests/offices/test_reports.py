"""The office report in Word, as a workbook and as a page: the same numbers, the law's layout, and text that stays text."""

import base64
import io
import re
import zipfile
from hashlib import sha256
from pathlib import Path

import docx
import openpyxl
import pytest
from make_schools import school

from qipsheets.documents.docx.reader import read_paper
from qipsheets.documents.layout.catalogue import check_paper
from qipsheets.offices.figures import OfficeFigures, office_figures
from qipsheets.offices.keeping import Office
from qipsheets.offices.report_page import office_page
from qipsheets.offices.report_word import Letter, office_report
from qipsheets.offices.tables import office_book, office_tables
from tests.offices import made
from tests.offices.made import DAY, collect

LETTER = Letter("UBND xã Hoa Lư", "UBND tỉnh Lam Giang", "Hoa Lư", "Chủ tịch", "Vi Thị Hà")
HOSTILE = '=HYPERLINK("http://x","a")<script>alert(1)</script>{{ 7*7 }}'
FORBIDDEN = "\x07\ufffe"  # what XML cannot hold
COUNT = 9


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> OfficeFigures:
    """Nine schools, of which one has a hostile name and unit, one is missing, one is in the register twice."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "goi").mkdir()
    rows = []
    for number in range(COUNT):
        one = school(number)
        made.bundle(folder / "goi", number, folder / "home")
        name, unit = (HOSTILE + FORBIDDEN, HOSTILE) if number == 3 else (one.name, one.unit)
        source = "" if number == 4 else f"goi/{one.code}.qip"
        rows.append([one.code, name, unit, "UBND tỉnh Lam Giang", one.kind, source, "", ""])
    collect(made.register(folder, {}, [*rows, rows[0]]), folder / "so")
    return office_figures(Office(folder / "so"), DAY)


@pytest.fixture(scope="module")
def word(figures: OfficeFigures, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("word") / "báo cáo.docx"
    path.write_bytes(office_report(figures, LETTER))
    return path


def test_the_word_report_is_as_the_layout_law_wants_it(word: Path) -> None:
    assert [(one.code, one.message.text("en")) for one in check_paper(read_paper(word))] == []


def test_each_report_is_the_same_bytes_again(figures: OfficeFigures, word: Path) -> None:
    assert office_report(figures, LETTER) == word.read_bytes()
    assert office_book(figures) == office_book(figures)
    assert office_page(figures) == office_page(figures)


def test_the_word_report_says_the_numbers_and_names_the_schools(figures: OfficeFigures, word: Path) -> None:
    document = docx.Document(str(word))
    text = "\n".join(one.text for one in document.paragraphs)
    whole = figures.whole
    assert f"Danh sách có {COUNT} trường: đã gửi {whole.sent}/{COUNT}" in text
    assert f"quá hạn {whole.overdue}/{whole.planned}" in text
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    total = next(row for row in cells if row[0] == "Tổng số")
    assert total[1:6] == [str(one) for one in (whole.schools, whole.sent, whole.missing, whole.refused, whole.stale)]
    assert any(row[0] == school(4).code and "Danh sách trường chưa ghi nguồn" in row[-1] for row in cells)
    assert any(HOSTILE in cell for row in cells for cell in row)


def test_a_report_without_a_letterhead_leaves_places_to_fill_in(figures: OfficeFigures) -> None:
    document = docx.Document(io.BytesIO(office_report(figures, Letter())))
    top = "\n".join(cell.text for table in document.tables[:2] for row in table.rows for cell in row.cells)
    assert "ngày … tháng … năm …" in top and "Kính gửi" in top


def test_the_workbook_has_each_table_with_numbers_as_numbers_and_no_formula(figures: OfficeFigures) -> None:
    book = openpyxl.load_workbook(io.BytesIO(office_book(figures)))
    tables = office_tables(figures)
    assert book.sheetnames == [one.sheet for one in tables]
    for one in tables:
        rows = [[cell.value for cell in row] for row in book[one.sheet].iter_rows()]
        assert tuple(rows[0]) == one.headings and len(rows) == len(one.rows) + 1
        for got, wanted in zip(rows[1:], one.rows, strict=True):
            assert [value or None for value in got] == [
                (value if isinstance(value, str | int | None) else float(value)) or None for value in wanted
            ]
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    with zipfile.ZipFile(io.BytesIO(office_book(figures))) as file:
        assert not any(b"<f>" in file.read(name) for name in file.namelist())


def test_the_page_asks_nobody_and_runs_only_its_own_script(figures: OfficeFigures) -> None:
    page = office_page(figures).decode()
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 1
    mark = base64.b64encode(sha256(scripts[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{mark}'" in page and "default-src 'none'" in page
    assert not re.search(r'(?:src|href)="(?!#|data:,")', page)
    assert "&lt;script&gt;alert(1)" in page and "{{ 7*7 }}" in page


def test_the_page_has_every_row_of_every_table(figures: OfficeFigures) -> None:
    page = office_page(figures).decode()
    for one in office_tables(figures):
        table = page.split(f'<h2 id="{one.key}">', 1)[1].split("</table>", 1)[0]
        assert table.count("<tr") == len(one.rows) + 1
    drawings = re.findall(r"<svg viewBox.*?</svg>", page, re.DOTALL)
    assert len(drawings) >= 2 and all("<title" in one and "<desc" in one for one in drawings)
