"""Mechanical edits of people's cells: what is mended, what is left alone, and that doing it twice changes nothing."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_score import changed, clean, tables

from qipsheets.plan.findings import Severity
from qipsheets.sheets.raw_text import fixes, raw_findings
from qipsheets.sheets.table import Formula, Table


def of(place: str, cell: Any) -> Mapping[str, Table]:
    """The clean plan with one cell as given."""
    return tables(changed(clean(), {"set": {place: cell}}))


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        ("HD-001.measure", "Sửa  phòng học .", "Sửa phòng học."),
        ("HD-001.measure", "Việc của của tổ", "Việc của tổ"),
        ("HD-001.measure", unicodedata.normalize("NFD", "Sửa chữa"), "Sửa chữa"),
        ("HD-001.owner", " Phó  hiệu trưởng ", "Phó hiệu trưởng"),
        ("HD-001.start", "1-9-2024", "01/9/2024"),
        ("HD-001.start", "Từ ngày 05/09/2024", "Từ ngày 05/9/2024"),
        ("MO-002.date", "28/05/2025", "28/5/2025"),
        ("CC-003.number", "18 /QĐ - THBM", "18/QĐ-THBM"),
        ("LV-003.text", "phong trào \"hai tốt”", "phong trào “hai tốt”"),
    ],
)  # fmt: skip
def test_one_cell_is_mended(place: str, old: str, new: str) -> None:
    key, _dot, _field = place.partition(".")
    (edit,) = fixes(of(place, old))
    assert (edit.key, edit.old, edit.new) == (key, old, new)


@pytest.mark.parametrize(
    ("place", "cell"),
    [
        ("HD-001.measure", "Thầy cô luôn luôn gương mẫu."),
        ("HD-001.measure", "chất lưọng"),
        ("HD-001.measure", "Hiệu trường"),
        ("HD-001.start", "9/2024"),
        ("HD-001.start", "31/31/2024"),
        ("HD-001.start", "31/2/2024"),
        ("MO-002.date", "Ngày 29/02/2025"),
        ("HD-001.start", date(2024, 9, 1)),
        ("MC-001.code", "[H1-1.6-01] "),
        ("MC-001.link", "https://kho.example/a  b"),
        ("NS-001.email", "a @thbenmo.example"),
        ("GS-002.percent", 0.5),
        ("HD-001.measure", Formula("A1&B1", "x  y")),
        ("HD-001.measure", "=1+1  "),
    ],
    ids=["may stand doubled", "a word is never guessed", "nor an office", "a month", "no day", "no day of February", "no leap year", "a real day", "a code",
         "a link", "an address", "a number", "a formula", "text like a formula"],
)  # fmt: skip
def test_what_is_not_mechanical_is_left_alone(place: str, cell: object) -> None:
    assert fixes(of(place, cell)) == []


def test_a_row_without_an_id_is_left_alone() -> None:
    data = clean()
    data["actions"][""] = dict(data["actions"]["HD-001"], measure="hai  chỗ trống")
    assert fixes(tables(data)) == []


def test_the_old_words_that_wait_to_be_looked_at_are_left_as_they_were() -> None:
    data = clean()
    data["unplaced"] = {"XL-001": {"origin": "Bảng  2", "text": "Việc  của của tổ", "reason": "Có  2 số"}}
    assert fixes(tables(data)) == []


def test_a_line_of_the_form_is_mended() -> None:
    data = changed(clean(), {"school": {"plan_number": "21 /KH-THBM", "website": "https://a.example/x  y"}})
    (edit,) = fixes(tables(data))
    assert (edit.tab, edit.key, edit.new) == ("school", "plan_number", "21/KH-THBM")


@given(st.text(alphabet='aáâ ngủahọ c.,;:()"“”\u0301\u00a0\n15/-', max_size=40))
def test_what_was_mended_stays_as_it_is(text: str) -> None:
    for edit in fixes(of("LV-003.text", text)):
        assert fixes(of("LV-003.text", edit.new)) == []
        assert edit.new


def test_letters_put_together_are_reported_once_a_cell_with_the_word() -> None:
    found = list(raw_findings(of("LV-003.text", unicodedata.normalize("NFD", "Mỗi biện pháp") + " có hạn")))
    assert [(f.code, f.place.key, f.place.field, f.severity) for f in found] == [
        ("TEXT-01", "LV-003", "text", Severity.INFO)
    ]
    assert "«Mỗi»" in found[0].message.text()
    assert list(raw_findings(of("LV-003.text", "Mỗi biện pháp"))) == []
