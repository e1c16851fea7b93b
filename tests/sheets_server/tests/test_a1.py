"""Ranges written as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets_server.book import a1
from tests.sheets_server.book.boxes import Area, Box


@pytest.mark.parametrize(
    ("text", "box"),
    [
        pytest.param("A1", Box(0, 1, 0, 1), id="one cell"),
        pytest.param("A1:B2", Box(0, 2, 0, 2), id="rectangle"),
        pytest.param("b2:a1", Box(0, 2, 0, 2), id="corners the other way, lower case"),
        pytest.param("A:B", Box(None, None, 0, 2), id="columns"),
        pytest.param("2:3", Box(1, 3, None, None), id="rows"),
        pytest.param("A5:B", Box(4, None, 0, 2), id="open below"),
        pytest.param("A5:5", Box(4, 5, 0, None), id="open to the right"),
        pytest.param("$A$1:$B$2", Box(0, 2, 0, 2), id="with dollars"),
        pytest.param("AAA10", Box(9, 10, 702, 703), id="three letters"),
        pytest.param("A", None, id="a letter is no range"),
        pytest.param("A0", None, id="row 0"),
        pytest.param("ABCD1", None, id="four letters are a name"),
        pytest.param("A1:", None, id="nothing behind the colon"),
        pytest.param("", None, id="empty"),
    ],
)
def test_cells(text: str, box: Box | None) -> None:
    assert a1.box_of(text) == box


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("Sheet1!A1:B2", ("Sheet1", "A1:B2"), id="plain"),
        pytest.param("'It''s one'!A:B", ("It's one", "A:B"), id="quote in the title"),
        pytest.param("'Hành động'", ("Hành động", None), id="title alone"),
        pytest.param("'a!b'!A1", ("a!b", "A1"), id="mark in the title"),
        pytest.param("A1:B2", (None, "A1:B2"), id="no title"),
        pytest.param("Sheet1", (None, "Sheet1"), id="bare word"),
    ],
)
def test_titles(text: str, told: tuple[str | None, str | None]) -> None:
    assert a1.split(text) == told


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


@given(st.text(min_size=1, max_size=20), *(st.integers(0, 500) for _ in range(4)))
def test_what_is_written_is_read_back(title: str, top: int, height: int, left: int, width: int) -> None:
    area = Area(top, top + height + 1, left, left + width + 1)
    read, cells = a1.split(a1.text_of(title, area))
    assert read == title
    assert cells is not None
    assert a1.box_of(cells) == Box(area.top, area.bottom, area.left, area.right)


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
