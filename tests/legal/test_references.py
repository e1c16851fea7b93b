"""References to documents: parsed from any prose, compared by a key, compared with a register with its sources."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.legal.citations import cited_documents, is_well_formed, number_key, sign_kind
from qipsheets.legal.register import for_schools, legal_text, meant, register, school_kinds, speaks_of

SIGNS = ("TT-BGDĐT", "NĐ-CP", "QĐ-THBM", "KH-PGDĐT", "BGDĐT-QLCL", "QĐ-UBND", "TTr-THBM", "BC-THBM")


@pytest.mark.parametrize(
    ("text", "written", "number", "day", "kind"),
    [
        ("Thông tư số 17/2018/TT-BGDĐT, ngày 22 tháng 8 năm 2018 của Bộ", "17/2018/TT-BGDĐT", "17/2018/TT-BGDĐT", date(2018, 8, 22), "Thông tư"),
        ("Quyết định số 98/QĐ-CX ngày ngày 15 tháng 8 năm 2020", "98/QĐ-CX", "98/QĐ-CX", date(2020, 8, 15), "Quyết định"),
        ("97 /KH-CX", "97 /KH-CX", "97/KH-CX", None, ""),
        ("Thông tư 17/2018/TTBGDDT", "17/2018/TTBGDDT", "17/2018/TT-BGDĐT", None, "Thông tư"),
        ("công văn số 13/2026 của Sở", "13/2026", "", None, "Công văn"),
        ("Nghị định 30/2020/ND-CP (05/3/2020)", "30/2020/ND-CP", "30/2020/NĐ-CP", date(2020, 3, 5), "Nghị định"),
        ("17/2018/TT – BGDĐT", "17/2018/TT – BGDĐT", "17/2018/TT-BGDĐT", None, ""),
        ("Luật số 43/2019/QH14", "43/2019/QH14", "43/2019/QH14", None, "Luật"),
        ("12-QĐ/TU", "12-QĐ/TU", "12-QĐ/TU", None, ""),
        ("số 15/TTr-TH.", "15/TTr-TH", "15/TTr-TH", None, ""),
    ],
    ids=["circular", "decision", "blank", "no hyphen", "no sign", "no Đ", "dash", "law", "party", "full stop"],
)  # fmt: skip
def test_a_reference_in_prose(text: str, written: str, number: str, day: date | None, kind: str) -> None:
    (found,) = cited_documents(text)
    assert (found.written, found.number, found.day, found.kind) == (written, number, day, kind)
    assert text[found.start : found.end] == written


@pytest.mark.parametrize(
    "text",
    ["", "đạt 18/27 - Tỷ lệ: 66,3%", "tháng 9/2020", "ngày 15/8/2020 - TH", "35 HS/ lớp", "trực 24/7", "5/5 khối",
     "để b/c", "lớp 1/A", "2 lần/tháng", "giai đoạn 2021-2025", "0912-345-678", "https://a.vn/12/KH"],
)  # fmt: skip
def test_what_is_no_reference(text: str) -> None:
    assert cited_documents(text) == ()


def test_subject_and_issuer_are_those_of_the_sentence() -> None:
    text = (
        "Công văn số 5932/BGDĐT-QLCL ngày 28/12/2018 của Bộ Giáo dục và Đào tạo về việc hướng dẫn tự đánh giá; lưu VT"
    )
    (found,) = cited_documents(text)
    assert (found.issuer, found.subject) == ("Bộ Giáo dục và Đào tạo", "hướng dẫn tự đánh giá")


def test_two_references_in_a_sentence_do_not_take_each_others_words() -> None:
    one, two = cited_documents(
        "Quyết định số 1/QĐ-THBM về việc khen thưởng và Quyết định số 2/QĐ-THBM về việc phân công."
    )
    assert (one.number, two.number, two.subject) == ("1/QĐ-THBM", "2/QĐ-THBM", "phân công")


@given(
    st.integers(1, 99_999),
    st.one_of(st.none(), st.integers(1990, 2030)),
    st.sampled_from(SIGNS),
    st.sampled_from(["", "Căn cứ ", "theo số "]),
)
def test_a_well_formed_number_is_found_as_it_stays(number: int, year: int | None, sign: str, before: str) -> None:
    written = f"{number}/{year}/{sign}" if year else f"{number}/{sign}"
    assert is_well_formed(written)
    found = cited_documents(f"{before}{written} của cơ quan")
    assert [(one.written, one.number) for one in found] == [(written, written)]


@given(
    st.integers(1, 99_999),
    st.sampled_from(SIGNS),
    st.sampled_from([" /", "/ ", " / "]),
    st.sampled_from(["-", " - ", "–"]),
)
def test_blanks_and_dashes_are_taken_out(number: int, sign: str, slash: str, hyphen: str) -> None:
    written = f"{number}{slash}{sign.replace('-', hyphen)}"
    found = cited_documents(f"Văn bản {written} đã gửi")
    assert [one.number for one in found] == [f"{number}/{sign}"]
    assert number_key(written) == number_key(f"{number}/{sign}")


@given(st.text(alphabet="0123456789/-–TQĐKHBGDCP &.ngàysố\n", max_size=60))
def test_any_text_is_borne_and_every_reference_is_in_it(text: str) -> None:
    found = cited_documents(text)
    assert all(text[one.start : one.end] == one.written for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)


@pytest.mark.parametrize(
    ("number", "kind"), [("98/QĐ-CX", "Quyết định"), ("43/2019/QH14", "Luật"), ("5932/BGDĐT-QLCL", "")]
)
def test_the_kind_a_sign_means(number: str, kind: str) -> None:
    assert sign_kind(number) == kind


def test_every_entry_of_the_register_is_complete_and_tells_its_source() -> None:
    for key, text in register().items():
        assert key == number_key(text.number)
        assert is_well_formed(text.number) and text.source and text.topic and text.subject
        assert text.until is None or text.starts is None or text.starts < text.until
        assert not text.replaced_by or number_key(text.replaced_by) in register()
        assert speaks_of(text, text.subject) and for_schools(text, school_kinds(text.subject))
        assert not text.verified, "who verifies an entry says how in its source"


def test_a_text_is_in_force_from_its_first_day_until_its_successor() -> None:
    charter = register()[number_key("28/2020/TT-BGDĐT")]
    old = register()[number_key("41/2010/TT-BGDĐT")]
    assert (charter.in_force(date(2020, 10, 19)), charter.in_force(date(2020, 10, 20))) == (False, True)
    assert (old.in_force(date(2020, 10, 19)), old.in_force(date(2020, 10, 20))) == (True, False)


def test_what_a_foreign_subject_means() -> None:
    primary = register()[number_key("17/2018/TT-BGDĐT")]
    subject = "kiểm định chất lượng giáo dục đối với trường trung học cơ sở"
    other = meant(register(), subject, school_kinds(subject), primary)
    assert other is not None
    assert other.number == "18/2018/TT-BGDĐT"


@pytest.mark.parametrize(
    ("change", "error"),
    [({"number": None}, "KeyError"), ({"date": "22/8/2018"}, "TypeError"), ({"schools": ["universities"]}, "ValueError"),
     ({"subject": ""}, "TypeError"), ({"colour": "red"}, "ValueError")],
    ids=["no number", "a day as text", "a kind nobody knows", "no subject", "an unknown field"],
)  # fmt: skip
def test_a_malformed_entry_is_refused(change: dict[str, object], error: str) -> None:
    entry: dict[str, object] = {
        "number": "1/2020/TT-BGDĐT",
        "kind": "Thông tư",
        "date": date(2020, 1, 1),
        "subject": "x",
    }
    entry |= change
    entry = {key: value for key, value in entry.items() if value is not None}
    with pytest.raises((KeyError, TypeError, ValueError)) as caught:
        legal_text(entry)
    assert re.match(error, type(caught.value).__name__)
