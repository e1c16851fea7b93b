"""Columns, titles and ranges written as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets_server.book import a1
from tests.sheets_server.book.boxes import Box


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Sheet1", "Sheet1"),
        ("a_b", "a_b"),
        ("Term.2", "Term.2"),
        (".2", "'.2'"),
        ("Hành động", "'Hành động'"),
        ("Bảng", "'Bảng'"),
        ("It's", "'It''s'"),
        ("2024", "'2024'"),
        ("A5", "'A5'"),
        ("ABC", "ABC"),
        ("ABCD1", "ABCD1"),
    ],
)
def test_a_title_is_quoted_unless_it_is_a_plain_word(title: str, written: str) -> None:
    assert a1.quoted(title) == written


@given(st.integers(0, 18_277))
def test_letters_are_read_back(column: int) -> None:
    assert a1.column_of(a1.letters(column)) == column


@pytest.mark.parametrize(
    ("box", "text"),
    [
        (Box(1000, None, 0, 2), "T!A1001:B"),
        (Box(0, 2, 26, None), "T!AA1:2"),
        (Box(1000, 1001, 0, 2), "T!A1001:B1001"),
        (Box(), "T"),
        (Box(3, 4, 0, 1), "T!A4"),
    ],
)
def test_a_range_is_named_as_it_was_asked_for(box: Box, text: str) -> None:
    assert a1.box_text("T", box) == text
