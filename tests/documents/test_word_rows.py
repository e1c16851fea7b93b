"""Tables as they are printed: every row once, a clerk's own way of a cell, widths that follow the words."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from qipsheets.documents.printing import word
from qipsheets.documents.printing.tables import WordCell, WordRow, layout, measured_lines
from qipsheets.errors import ConfigurationError
from tests.documents.printed import TEMPLATE, W, part, template, texts, view
from tests.plans import action

PLAIN = view()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda text: text.replace("{{ dong.tt }}", "{% if dong.tt %}{{ dong.tt }}{% endif %}"), "1"),
        (
            lambda text: text.replace("{{ dong.tt }}", "{{ dong.chu | upper }}{{ dong.phu_trach | join(', ') | upper }}"),
            "HIỆU TRƯỞNG",
        ),
        (lambda text: text.replace("{{ dong.tt }}", "{{ hanh_dong | length }}"), str(len(PLAIN.hanh_dong))),
        (lambda text: text.replace("{{ trich_yeu }}", "{{ hanh_dong[0].chu }}!"), "MỨC 1!"),
        (lambda text: text.replace("{{ dong.tt }}", "thứ {{ loop.index }}"), "thứ 3"),
        (
            lambda text: text.replace("{{ dong.tt }}", "{{ dong.noi_dung | join(', ') }}"),
            ", ".join(PLAIN.hanh_dong[2].noi_dung),
        ),
        (lambda text: text.replace("{{ trich_yeu }}", "{{ trich_yeu }}{# của năm nay #}"), PLAIN.trich_yeu),
        (lambda text: text.replace("'muc'", "‘muc’"), "MỨC 1"),
    ],
    ids=["a condition", "filters", "a list's length", "a place in a list", "a row's number", "joined lines", "a comment", "quotes as Word writes them"],
)  # fmt: skip
def test_what_a_clerk_may_write_in_a_cell(tmp_path: Path, change: Callable[[str], str], expected: str) -> None:
    assert expected in texts(word.document_bytes(PLAIN, template(tmp_path, change)))


def test_a_restyled_row_keeps_its_style_in_every_row(tmp_path: Path) -> None:
    """A clerk sets the criterion in bold and writes «TC» before it: all rows follow."""
    bold = '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">TC {{ dong.tieu_chi }}</w:t></w:r>'
    mine = template(
        tmp_path, lambda text: text.replace('<w:r><w:t xml:space="preserve">{{ dong.tieu_chi }}</w:t></w:r>', bold)
    )
    document = word.document_bytes(view(30), mine)
    found = [run for run in part(document).iter(f"{W}r") if "".join(run.itertext()).startswith("TC ")]
    assert len(found) == 30
    assert all(run.find(f"{W}rPr/{W}b") is not None for run in found)


def test_an_unknown_name_in_a_row_is_reported(tmp_path: Path) -> None:
    mine = template(tmp_path, lambda text: text.replace("{{ dong.tt }}", "{{ dong.thieu }}"))
    with pytest.raises(ConfigurationError, match="thieu"):
        word.document_bytes(view(), mine)


def test_a_template_changed_between_two_documents_is_read_again(tmp_path: Path) -> None:
    mine = template(tmp_path, lambda text: text)
    word.document_bytes(view(), mine)
    template(tmp_path, lambda text: text.replace("KẾ HOẠCH", "BẢN KẾ HOẠCH"))
    assert "BẢN KẾ HOẠCH" in texts(word.document_bytes(view(), mine))
    template(tmp_path, lambda text: text.replace("{{ trich_yeu }}", "{{ trich_yeux }}"))
    with pytest.raises(ConfigurationError, match="trich_yeux"):
        word.document_bytes(view(), mine)


def test_five_thousand_rows_are_valid_and_in_order() -> None:
    row = view(1).hanh_dong[-1]
    printed = replace(view(1), hanh_dong=tuple(replace(row, tt=str(number)) for number in range(5_000)))
    document = word.document_bytes(printed, TEMPLATE)
    table = next(table for table in part(document).iter(f"{W}tbl") if "Kinh phí" in "".join(table.itertext()))
    numbers = ["".join(line.find(f"{W}tc").itertext()) for line in table.findall(f"{W}tr")[2:]]
    assert numbers == [str(number) for number in range(5_000)]


def test_a_file_says_what_it_was_printed_from() -> None:
    document = word.document_bytes(view(), TEMPLATE)
    with zipfile.ZipFile(io.BytesIO(document)) as file:
        found = file.read("docProps/custom.xml").decode()
        assert "custom-properties+xml" in file.read("[Content_Types].xml").decode()
    assert [word in found for word in ("qipsheets.kind", ">plan<", "qipsheets.period", ">2020-2021<", ">2020-08-15<")] == [True] * 5  # fmt: skip


def rows_of(*expected: tuple[str, ...]) -> list[WordRow]:
    """Rows of plain cells, the first of them the heading."""
    made = []
    for number, cells in enumerate(expected):
        xml = [f"<w:tc><w:p><w:t>{text}</w:t></w:p></w:tc>" for text in cells]
        before = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if number == 0 else "<w:tr>"
        made.append(WordRow(before, [WordCell(1, one, measured_lines(one, {})) for one in xml], "</w:tr>"))
    return made


def height(rows: list[WordRow], widths: list[float]) -> float:
    """How high a table stands."""
    return sum(max(cell.height(width) for cell, width in zip(row.cells, widths, strict=True)) for row in rows)


LONG = "Duy trì sĩ số học sinh trong từng lớp theo quy định, phối hợp với cha mẹ học sinh. "


def test_the_long_column_gets_the_room() -> None:
    rows = rows_of(("TT", "Nội dung", "Ghi chú"), ("1", LONG * 6, "Ngắn"), ("2", LONG * 4, ""))
    found = layout(rows, 9354, complete=True)
    widths = [width * 25.4 / 1440 for width in found.widths]
    assert sum(found.widths) == 9354
    assert widths[1] > 100
    assert height(rows, widths) < height(rows, [55.0, 55.0, 55.0]) / 1.5


def test_every_word_and_heading_stays_whole() -> None:
    rows = rows_of(("Nguyên nhân", "Thời gian"), (LONG * 9, "nghiêng"), ("a", "31/12/2025"))
    found = layout(rows, 9354, complete=True)
    for at, width in enumerate(found.widths):
        longest = max(line.longest for row in rows for line in row.cells[at].lines)
        assert width * 25.4 / 1440 > longest + 2.8


def test_a_column_keeps_no_room_that_its_words_do_not_need() -> None:
    works = ("Đối chiếu bản đồ địa chính, xác định phần đất phía sau trường", "Rà soát kế hoạch dạy học các môn")
    rows = rows_of(("Tiêu chí", "Việc", "Phụ trách"), *(("3.1", work, "Hiệu trưởng") for work in works))
    first, work, _owner = (width * 25.4 / 1440 for width in layout(rows, 9354, complete=True).widths)
    assert first < 25
    assert work > 90


def test_rows_of_words_over_all_columns_count_in_the_height_of_a_table() -> None:
    rows = rows_of(("TT", "Việc"), *(("1", "Ngắn") for _ in range(6)))
    over = [WordRow("<w:tr>", [WordCell(2, one.cells[0].xml, one.cells[0].lines)], "</w:tr>") for one in rows * 3]
    assert layout(rows, 9354, complete=True).whole
    assert not layout([*rows, *over], 9354, complete=True).whole


def test_a_column_without_heading_and_words_is_left_out() -> None:
    found = layout(rows_of(("TT", "", "Việc"), ("1", "", LONG)), 9354, complete=True)
    assert list(found.kept) == [True, False, True]
    assert len(found.widths) == 2


@settings(deadline=None, max_examples=40)
@given(
    st.integers(1, 6).flatmap(
        lambda count: st.lists(
            st.lists(st.text("abc ơ1/", max_size=60), min_size=count, max_size=count), min_size=1, max_size=6
        )
    )
)
def test_widths_always_fill_the_table(expected: list[list[str]]) -> None:
    found = layout(rows_of(*map(tuple, expected)), 9354, complete=True)
    assert sum(found.widths) == 9354
    assert all(width > 0 for width in found.widths)


def test_a_short_table_stays_on_one_page_and_a_long_one_does_not() -> None:
    def kept(number: int) -> bool:
        document = word.document_bytes(view(actions=tuple(action(f"HD-{at}", "1.5") for at in range(number))), TEMPLATE)
        table = next(one for one in part(document).iter(f"{W}tbl") if "Kinh phí" in "".join(one.itertext()))
        first = table.findall(f"{W}tr")[-2]
        return all(one.find(f"{W}pPr/{W}keepNext") is not None for one in first.iter(f"{W}p"))

    assert kept(2)
    assert not kept(80)


def test_a_cell_that_a_template_left_empty_is_still_a_cell(tmp_path: Path) -> None:
    """Word calls a cell without a paragraph broken."""
    mine = template(
        tmp_path, lambda text: text.replace("{%p for dong_chu in dong.ghi_chu %}", "{%p for dong_chu in phan_3 %}")
    )
    printed = replace(view(3), phan_3=())
    cells = list(part(word.document_bytes(printed, mine)).iter(f"{W}tc"))
    assert all(etree.QName(cell[-1]).localname == "p" for cell in cells)
