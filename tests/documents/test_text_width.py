"""Widths of text in Times New Roman."""

import json
import unicodedata

import pytest

from qipsheets.documents.printing.letterhead import MOTTO
from qipsheets.documents.text_width import FILE, line_count, width_mm

VIETNAMESE = {
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
} | {"đ", "Đ"}


def test_every_vietnamese_letter_has_a_width_in_every_face() -> None:
    table = json.loads(FILE.read_text(encoding="utf-8"))
    assert set(table["letters"]) >= VIETNAMESE
    for face in ("regular", "bold", "italic", "bold_italic"):
        widths = dict(zip(table["letters"], table[face], strict=True))
        assert all(widths[letter] > 0 for letter in VIETNAMESE)


@pytest.mark.parametrize(("size", "millimetres"), [(13, 95.67), (12, 88.32)], ids=["13 pt", "12 pt"])
def test_the_motto_is_as_wide_as_a_ruler_says(size: int, millimetres: float) -> None:
    assert width_mm(MOTTO[0], size, bold=True) == pytest.approx(millimetres, abs=0.01)


def test_decomposed_text_is_as_wide_as_composed_text() -> None:
    text = "Tiêu chuẩn đánh giá"
    assert width_mm(unicodedata.normalize("NFD", text), 13) == width_mm(text, 13)


def test_faces_differ() -> None:
    text = "QUỐC HIỆU Độc lập"
    widths = {width_mm(text, 13, bold=bold, italic=italic) for bold in (True, False) for italic in (True, False)}
    assert len(widths) == 4
    assert width_mm(text, 13, bold=True) > width_mm(text, 13)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 20, 1),
        ("Hiệu trưởng", 100, 1),
        ("Hiệu trưởng", 15, 2),
        ("một hai ba bốn năm", 12, 4),
        ("x" * 100, 20, 11),
    ],
    ids=["nothing", "room enough", "breaks between words", "a word or two a line", "a word wider than the column"],
)
def test_lines_are_counted(text: str, room: float, lines: int) -> None:
    assert line_count(text, room, 12) == lines
