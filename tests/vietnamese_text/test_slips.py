"""Slips of a text: each with the part exactly as written and what to write; mending is sure and done once."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.vietnamese_text.slips import mended, slips
from qipsheets.vietnamese_text.words import differing

STYLES = {"tone_old", "tone_new", "year"}
SOME = ("ngày ngày 15", "chất lưọng", "Hiệu trường", "Covi d -19", "(a", "theo quy định .", "viên,nhân", "94.7%",
        "năm học 2020-2022", "SHCM", "tr ường", "\xa0", "\n", "nhàtrường", "“x\"", "17/2018/TT-BGDĐT", "a@b.vn")  # fmt: skip


def slips_in(text: str) -> list[tuple[str, str, str]]:
    return [(slip.kind, slip.part, slip.wanted) for slip in slips(text) if slip.kind not in STYLES]


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("họp ngày ngày 15 tháng 8", ("doubled", "ngày ngày", "ngày")),
        ("kết quả chất lưọng giáo dục", ("syllable", "lưọng", "lượng")),
        ("Hiệu trường trình duyệt", ("near", "Hiệu trường", "Hiệu trưởng")),
        ("phòng dịch Covi d -19.", ("split", "Covi d -19", "Covid-19")),
        ("của Nhàtrường phối hợp", ("glued", "Nhàtrường", "Nhà trường")),
        ("(để ghi nhận.", ("unpaired", "(để", "")),
        ("cuộc \"vận động” này", ("mixed", "\"vận động”", "“vận động”")),
        ("theo quy định .", ("space_before", "định .", "định.")),
        ("theo quy định\xa0; xong", ("space_before", "định\xa0;", "định;")),
        ("giáo viên,nhân viên", ("no_space", "viên,nhân", "viên, nhân")),
        ("đạt 94.7%", ("decimal", "94.7", "94,7")),
        ("kiểm định chất lượng giáo dục mức độ 1", ("term", "mức độ 1", "cấp độ 1")),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_slip_with_its_part_and_what_to_write(text: str, slip: tuple[str, str, str]) -> None:
    assert slips_in(text) == [slip]
    assert slip[1] in text


@pytest.mark.parametrize(
    "text",
    ["", "   ", "https://thmaythuong.example/a,b;c", "van.thu@truong.edu.vn", "17/2018/TT-BGDĐT", "[H1-1.5-01]", "1.5",
     "KẾ HOẠCH CẢI TIẾN CHẤT LƯỢNG GIÁO DỤC", "a) khảo sát; b) lập dự toán", "6 m³, 24 m²", "II", "ke-hoach.docx"],
)  # fmt: skip
def test_what_is_no_language_has_no_slips(text: str) -> None:
    assert slips_in(text) == []


@given(st.lists(st.one_of(st.sampled_from(SOME), st.text(max_size=8)), max_size=8).map(" ".join))
def test_every_part_is_in_its_text(text: str) -> None:
    for slip in slips(text):
        assert text[slip.at : slip.at + len(slip.part)] == slip.part


@given(st.lists(st.one_of(st.sampled_from(SOME), st.text(max_size=8)), max_size=8).map(" ".join))
def test_mending_twice_is_mending_once(text: str) -> None:
    once = mended(text)
    assert mended(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("  a\xa0 b  ", "a b"), ("của của trường", "của trường"), ("luôn luôn", "luôn luôn"), ("lớp lớp theo", "lớp lớp theo"),
     ("ngày ngày 15", "ngày 15"), ("ngày ngày các em", "ngày ngày các em"), ("viên ,nhân", "viên, nhân"),
     ("\"hai tốt”", "“hai tốt”"), ("năm học 2020– 2021", "năm học 2020-2021"), ("chất lưọng", "chất lưọng"),
     ("dòng một \n dòng hai", "dòng một\ndòng hai")],
    ids=["blanks", "small word", "may stand doubled", "not sure", "before a number", "meant", "comma", "quotes", "year",
         "a word is never guessed", "lines stay"],
)  # fmt: skip
def test_only_what_is_mechanical_is_mended(text: str, wanted: str) -> None:
    assert mended(text) == wanted


def test_what_differs_is_shown_with_what_cannot_be_seen() -> None:
    old = "Kinh phí ngân sách " + unicodedata.normalize("NFD", "ế") + " và một câu dài ở sau"
    assert differing(old, unicodedata.normalize("NFC", old))[0] == "…inh phí ngân sách e◌̂◌́ và một câu dài ở …"
    assert differing("a  b", "a b") == ("a ·b", "a b")
