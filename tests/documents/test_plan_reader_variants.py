"""The action table in the shapes schools give it: the same rows come out of each."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

from qipsheets.plan.model import Action
from tests.documents import word_variants as variants
from tests.documents.word_variants import read_plan

LAYOUTS = (
    variants.without_headings,
    variants.with_headings,
    variants.numbered_columns,
    variants.permuted,
    variants.two_heading_rows,
    variants.split_in_two,
    variants.headings_repeated,
    variants.one_time_column,
    variants.broken_over_pages,
)


def actions(path: Path) -> tuple[Action, ...]:
    return read_plan(path).of("actions", Action)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_every_layout_gives_the_same_actions(layout: Callable[[Any], None], tmp_path: Path) -> None:
    """| 1.5 | mức 1 | two paragraphs | 9/2020 – 5/2021 |, | 3.4 |, | 5.3 | mức 2 |"""
    draft = read_plan(variants.plan(tmp_path / "plan.docx", layout))
    found = draft.records["actions"]
    assert [(a.key, a.criterion, a.current_level) for a in found] == [
        ("HD-001", "1.5", 1),
        ("HD-002", "3.4", 1),
        ("HD-003", "5.3", 2),
    ]
    assert [a.measure for a in found] == [row[3] for row in variants.ROWS]
    assert [a.owner.names for a in found] == [("Hiệu trưởng",), ("Kế toán", "bảo vệ"), ("Giáo viên",)]
    assert [(a.start.day, a.end.day) for a in found] == [
        (date(2020, 9, 1), date(2021, 5, 31)),
        (date(2020, 10, 1), date(2020, 12, 31)),
        (date(2020, 9, 15), date(2021, 5, 31)),
    ]
    assert [a.funding for a in found] == ["Không", "", "Ngân sách"]
    assert [a.oversight for a in found] == [row[8] for row in variants.ROWS]
    assert [a.note for a in found] == ["", "Gấp", ""]
    assert draft.records["unplaced"] == []


def test_columns_are_reported_by_their_cells_where_there_are_no_headings(tmp_path: Path) -> None:
    found = actions(variants.plan(tmp_path / "plan.docx", variants.permuted_without_headings))
    assert [(a.criterion, a.current_level, a.owner.text) for a in found] == [
        ("1.5", 1, "Hiệu trưởng"),
        ("3.4", 1, "Kế toán, bảo vệ"),
        ("5.3", 2, "Giáo viên"),
    ]
    assert found[0].measure == variants.ROW_15[3]
    assert found[2].end.day == date(2021, 5, 31)


def test_level_and_standard_rows_mark_the_actions_below_them(tmp_path: Path) -> None:
    draft = read_plan(variants.plan(tmp_path / "plan.docx", variants.with_sections))
    assert [(a.criterion, a.part_level) for a in draft.records["actions"]] == [("1.5", 1), ("3.4", 1), ("5.3", 2)]
    (odd,) = draft.records["unplaced"]
    assert (odd.key, odd.origin, odd.text) == ("XL-001", "bảng 1, hàng 9, cột 2", "TC5.3")
    assert odd.reason == "Tiêu chí 5.3 đứng dưới tiêu chuẩn 3."


def test_each_row_beside_a_merged_criterion_gets_it(tmp_path: Path) -> None:
    draft = read_plan(variants.plan(tmp_path / "plan.docx", variants.merged_criterion))
    assert [a.criterion for a in draft.records["actions"]] == ["1.5", "1.5", "5.3"]
    assert draft.records["unplaced"] == []


def test_an_empty_criterion_is_taken_from_the_row_above_and_reported(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        rows = (variants.HEADINGS, variants.ROW_15, ("", "", *variants.ROW_34[2:]))
        variants.add_table(document, rows)

    draft = read_plan(variants.plan(tmp_path / "plan.docx", fill))
    assert [a.criterion for a in draft.records["actions"]] == ["1.5", "1.5"]
    assert "1.5" in draft.records["unplaced"][0].reason


def test_the_plan_form_of_2026_by_its_headings(tmp_path: Path) -> None:
    (action,) = actions(variants.plan(tmp_path / "plan.docx", variants.tt57))
    row = variants.ROW_57
    assert action.criterion == "1.2"
    assert (action.weakness, action.goal, action.measure, action.result_indicator) == row[1:5]
    assert (action.start.text, action.start.day) == ("Từ 9/2026", date(2026, 9, 1))
    assert (action.end.text, action.end.day) == ("đến 5/2027", date(2027, 5, 31))
    assert action.owner.names == ("Hiệu trưởng", "Công đoàn")
    assert (action.resources, action.expected_evidence) == row[7:9]
    assert action.note == "Mức độ thực hiện: Chưa hoàn thành"


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("Từ 9/2020 đến 5/2021", date(2020, 9, 1), date(2021, 5, 31)),
        ("9/2020 - 5/2021", date(2020, 9, 1), date(2021, 5, 31)),
        ("Từ tháng 9 đến tháng 12/2020", date(2020, 9, 1), date(2020, 12, 31)),
        ("Từ tháng 9 năm 2020\nđến tháng 5 năm 2021", date(2020, 9, 1), date(2021, 5, 31)),
        ("Tháng 10/2020", date(2020, 10, 1), date(2020, 10, 31)),
        ("HK I", date(2020, 9, 1), date(2021, 1, 15)),
        ("Hằng năm", None, None),
    ],
)
def test_both_times_in_one_cell(cell: str, start: date | None, end: date | None, tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        headings = (*variants.HEADINGS[:5], "Thời gian thực hiện")
        variants.add_table(document, (headings, (*variants.ROW_15[:5], cell)))

    (action,) = actions(variants.plan(tmp_path / "plan.docx", fill))
    assert (action.start.day, action.end.day) == (start, end)
    assert action.start.text in cell


def test_a_file_of_one_table_and_nothing_else(tmp_path: Path) -> None:
    document = docx.Document()
    variants.with_headings(document)
    document.save(str(tmp_path / "table.docx"))
    draft = read_plan(tmp_path / "table.docx")
    assert [a.criterion for a in draft.records["actions"]] == ["1.5", "3.4", "5.3"]
    assert dict(draft.form) == {}


def test_another_table_is_kept_row_by_row(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        variants.add_table(document, (("TT", "Họ tên", "Chức vụ"), ("1", "Trần Văn Bé", "Thư ký")))

    unplaced = read_plan(variants.plan(tmp_path / "plan.docx", fill)).records["unplaced"]
    assert [row.text for row in unplaced] == ["TT | Họ tên | Chức vụ", "1 | Trần Văn Bé | Thư ký"]
    assert unplaced[1].origin == "bảng 1, hàng 2"


def test_a_column_nobody_knows_goes_to_the_note_behind_its_heading(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        headings, row = (*variants.HEADINGS[:9], "Màu sắc"), (*variants.ROW_15[:9], "Xanh")
        variants.add_table(document, (headings, row))

    (action,) = actions(variants.plan(tmp_path / "plan.docx", fill))
    assert action.note == "Màu sắc: Xanh"
