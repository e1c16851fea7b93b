"""A document against the data: what a hand changed, took away or added, and nothing else.

printed                          in Word now                     told
Hoàn thành: 5/2021               Hoàn thành: 6/2021              changed, column «Hoàn thành»
the row of an action             (deleted)                       missing
(nothing)                        a recipient typed by hand       added
"""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qipsheets.documents.changed_words import changed_words
from qipsheets.documents.docx.reader import read_paper
from qipsheets.documents.layout.comparison import Difference, compare
from tests.documents.checked import DOCUMENT, Change, changed, plan_bytes, swap
from tests.documents.test_check_document_rules import HEADER, looks


def differences(folder: Path, change: Change, part: str = DOCUMENT) -> tuple[Difference, ...]:
    """What the comparison says of a printed plan after a change."""
    printed, now = folder / "printed.docx", folder / "now.docx"
    printed.write_bytes(plan_bytes())
    now.write_bytes(changed(plan_bytes(), {part: change}))
    return compare(read_paper(printed), read_paper(now))


def both(*changes: Change) -> Change:
    def change(text: str) -> str:
        for one in changes:
            text = one(text)
        return text

    return change


def without_row(words: str) -> Change:
    return lambda text: re.sub(rf"<w:tr>(?:(?!</w:tr>).)*{words}(?:(?!</w:tr>).)*</w:tr>", "", text, count=1)


def row_of(text: str, words: str) -> str:
    found = re.search(rf"<w:tr>(?:(?!</w:tr>).)*{words}(?:(?!</w:tr>).)*</w:tr>", text)
    assert found
    return found[0]


def test_three_changes_by_hand_are_the_three_that_are_reported(tmp_path: Path) -> None:
    change = both(
        swap("1. Nhà trường thực hiện các", "1. Nhà trường thực hiện mọi"),
        swap(">5/2021<", ">6/2021<"),
        swap("- Các tổ (để t/h);", "- Các tổ chuyên môn (để t/h);"),
    )
    found = [(one.rule.code, one.about, one.was, one.now) for one in differences(tmp_path, change)]
    assert len(found) == 3
    assert found[0][0] == "DIFF-01"
    assert "thực hiện các" in found[0][2]
    assert "thực hiện mọi" in found[0][3]
    assert found[1] == ("DIFF-01", "Hoàn thành", "5/2021", "6/2021")
    assert found[2][2:] == ("- Các tổ (để t/h);", "- Các tổ chuyên môn (để t/h);")


@pytest.mark.parametrize(
    ("old", "new", "about"),
    [
        (">Hiệu trưởng</w:t></w:r></w:p></w:tc>", ">Kế toán</w:t></w:r></w:p></w:tc>", "Người phụ trách"),
        (">9/2020<", ">10/2020<", "Bắt đầu"),
        (">Không<", ">Ngân sách<", "Kinh phí"),
        (">Mức 1<", ">Mức 2<", "Mức hiện tại"),
        ("Số: 97/KH-SD", "Số: 98/KH-SD", ""),
        ("ngày 15 tháng 8", "ngày 16 tháng 8", ""),
        ("27/27", "26/27", ""),
        ("Đặng Văn Lâm", "Đặng Văn Lân", ""),
    ],
    ids=["owner", "start", "funding", "level", "number", "date", "count", "signer"],
)
def test_one_change_is_reported_once_with_its_column(old: str, new: str, about: str, tmp_path: Path) -> None:
    (found,) = differences(tmp_path, swap(old, new))
    assert (found.rule.code, found.about) == ("DIFF-01", about)
    assert found.was != found.now


def test_a_deleted_row_is_missing_and_no_other_row_is_blamed(tmp_path: Path) -> None:
    (found,) = differences(tmp_path, without_row(">3.2<"))
    assert found.rule.code == "DIFF-02"
    assert "3.2" in found.was


def test_an_added_row_is_reported(tmp_path: Path) -> None:
    def change(text: str) -> str:
        row = row_of(text, ">3.2<")
        new = row.replace(">3.2<", ">2.1<").replace("Duy trì", "Bồi dưỡng")
        return text.replace(row, row + new)

    (found,) = differences(tmp_path, change)
    assert found.rule.code == "DIFF-03"
    assert "2.1" in found.now


def test_paragraphs_that_went_and_came(tmp_path: Path) -> None:
    paragraph = r"<w:p><w:pPr>(?:(?!</w:p>).)*2\. Nhà trường(?:(?!</w:p>).)*</w:p>"
    (gone,) = differences(tmp_path, lambda text: re.sub(paragraph, "", text, count=1))
    assert gone.rule.code == "DIFF-02"
    assert gone.was.startswith("2. Nhà")
    new = '<w:p><w:r><w:t>Lời dặn riêng của hiệu trưởng.</w:t></w:r></w:p><w:tbl><w:tblPr><w:tblStyle w:val="QIPBang"/>'
    (came,) = differences(tmp_path, swap('<w:tbl><w:tblPr><w:tblStyle w:val="QIPBang"/>', new))
    assert (came.rule.code, came.now) == ("DIFF-03", "Lời dặn riêng của hiệu trưởng.")


def test_a_word_in_the_header_counts(tmp_path: Path) -> None:
    (found,) = differences(tmp_path, swap("</w:hdr>", "<w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:hdr>"), HEADER)
    assert (found.rule.code, found.now, found.where.text()) == ("DIFF-03", "MẬT", "header")


@pytest.mark.parametrize(
    "change",
    [
        looks("1. Nhà", '<w:b/><w:color w:val="FF0000"/>'),
        swap("1. Nhà trường", "1. Nhà\u00a0trường"),
        swap("1. Nhà trường", '1. Nhà </w:t></w:r><w:r><w:t xml:space="preserve"> trường'),
        swap("1. Nhà", "1. Nha\u0300"),
        swap("2020-2021", "2020\u20112021"),
        swap("<w:cantSplit/>", ""),
        swap('<w:p><w:pPr><w:pStyle w:val="QIPPhan"/>', '<w:p/><w:p><w:pPr><w:pStyle w:val="QIPPhan"/>'),
    ],
    ids=["looks", "a hard space", "runs torn", "decomposed", "a hard hyphen", "a row's mark", "an empty paragraph"],
)
def test_what_only_looks_different_is_no_change(change: Change, tmp_path: Path) -> None:
    assert differences(tmp_path, change) == ()


def test_two_changes_far_apart_in_a_paragraph_are_two(tmp_path: Path) -> None:
    words = " ".join(f"chữ{at}" for at in range(40))
    found = list(changed_words(words, words.replace("chữ2 ", "khác ").replace("chữ35", "lạ")))
    assert len(found) == 2
    assert "khác" in found[0][1]
    assert "lạ" in found[1][1]


TEXT = st.lists(st.sampled_from(["một", "hai", "ba", "5/2021", "Không", "|"]), max_size=12).map(" ".join)


@given(TEXT, TEXT)
def test_texts_differ_where_a_change_is_reported(before: str, after: str) -> None:
    found = list(changed_words(before, after))
    assert bool(found) == (before != after)
    for was, now in found:
        assert was != now


@settings(max_examples=15)
@given(st.permutations(["9/2020", "5/2021", "Không", "Mức 1", "97/KH-SD"]), st.integers(1, 4))
def test_as_many_changes_as_were_made_are_reported(tmp_path: Path, order: list[str], count: int) -> None:
    chosen = order[:count]
    change = both(*(swap(f"{word}<", f"{word}x<") for word in chosen))
    found = differences(tmp_path, change)
    assert sorted(word for one in found for word in chosen if f"{word}x" in one.now) == sorted(chosen)
    assert len(found) == count
