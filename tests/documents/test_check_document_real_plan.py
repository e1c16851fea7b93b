"""The layout faults of the real plan: each at its line, named by its rule, with no name of it written here."""

import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from qipsheets import language
from qipsheets.cli import run as run_line
from qipsheets.documents.layout.catalogue import check_layout
from qipsheets.documents.layout.rule import Fault
from tests.conftest import SHARED

# line of the text -> rule: motto, number, issuer, quốc hiệu, date, kind, subject, labels, part, archive, signer
LINES = {
    8: "LAYOUT-17",
    5: "LAYOUT-23",
    2: "LAYOUT-19",
    6: "LAYOUT-15",
    11: "LAYOUT-24",
    14: "LAYOUT-25",
    15: "LAYOUT-26",
    59: "LAYOUT-28",
    64: "LAYOUT-28",
    69: "LAYOUT-28",
    251: "LAYOUT-27",
    309: "LAYOUT-34",
    313: "LAYOUT-35",
    315: "LAYOUT-31",
    317: "LAYOUT-32",
}
WHOLE = ("LAYOUT-02", "LAYOUT-03", "LAYOUT-11", "LAYOUT-12", "LAYOUT-16", "LAYOUT-20", "LAYOUT-21", "LAYOUT-36")


@pytest.fixture(scope="module")
def found() -> tuple[Fault, ...]:
    path = SHARED / "seed" / "ke-hoach-97.docx"
    if not path.exists():
        pytest.skip("the real plan (../shared/seed) is not here")
    language.choose("en")
    return check_layout(path)


@pytest.fixture(scope="module")
def lines() -> list[str]:
    path = next(iter(sorted((SHARED / "seed").glob("*.txt"))), Path("none"))
    if not path.exists():
        pytest.skip("the real plan (../shared/seed) is not here")
    return [" ".join(line.split()) for line in path.read_text(encoding="utf-8").split("\n")]


@pytest.mark.parametrize(("number", "code"), LINES.items(), ids=[f"line {number}" for number in LINES])
def test_the_fault_of_a_line_is_found_there(number: int, code: str, found: tuple[Fault, ...], lines: list[str]) -> None:
    words = lines[number - 1]
    told = [fault for fault in found if fault.code == code and _begins(words, fault.excerpt)]
    assert told, f"nothing of {code} at line {number}"


def _begins(words: str, excerpt: str) -> bool:
    plain = re.sub(r"\s+", "", words).casefold()
    return plain.startswith(re.sub(r"[\s…]+", "", excerpt).casefold())


@pytest.mark.parametrize("code", WHOLE)
def test_what_concerns_the_whole_is_found(code: str, found: tuple[Fault, ...]) -> None:
    assert code in {fault.code for fault in found}


def test_decomposed_letters_are_told_at_each_of_their_lines(found: tuple[Fault, ...], lines: list[str]) -> None:
    """Lines 38, 61, 141, 226, 239, 275: six paragraphs hold the 24 letters."""
    (fault,) = [fault for fault in found if fault.code == "LAYOUT-06"]
    told = [fault.excerpt, *re.findall(r"«([^»]+)»", fault.message.text())]
    assert len(told) == 6
    assert all(any(_begins(lines[number - 1], words) for words in told) for number in (38, 61, 141, 226, 239, 275))


def test_the_mended_number_is_told(found: tuple[Fault, ...]) -> None:
    (fault,) = [fault for fault in found if fault.code == "LAYOUT-23"]
    assert "«Số: 97/KH-CX»" in fault.hint.text()


def test_each_spelling_of_the_year_but_the_usual_one_is_told(found: tuple[Fault, ...]) -> None:
    told = [(fault.message.text().split("»")[0], fault.hint.text()) for fault in found if fault.code == "LAYOUT-43"]
    assert told == [("«2020– 2021", "Write «2020-2021»."), ("«2020 - 2021", "Write «2020-2021».")]


def test_the_last_part_is_told_with_the_one_before_it(found: tuple[Fault, ...]) -> None:
    (fault,) = [fault for fault in found if fault.code == "LAYOUT-27"]
    assert "«VI.» follows «III.»; «IV.» should" in fault.message.text()


@pytest.mark.parametrize("code", ["LAYOUT-01", "LAYOUT-04", "LAYOUT-05", "LAYOUT-10", "LAYOUT-14", "LAYOUT-18", "LAYOUT-38", "LAYOUT-41"])  # fmt: skip
def test_what_the_plan_keeps_is_not_complained_of(code: str, found: tuple[Fault, ...]) -> None:
    assert code not in {fault.code for fault in found}


def test_what_is_said_of_a_recipient_can_be_mended_from_the_words_alone(found: tuple[Fault, ...]) -> None:
    """Each of the three has two blanks behind its hyphen; «not of the form» would not show it."""
    told = [fault.message.text() for fault in found if fault.code == "LAYOUT-34" and fault.excerpt.startswith("- ")]
    assert len(told) == 3
    assert all("more than one blank" in message and "not of the form" not in message for message in told)


def test_measures_have_a_decimal_comma(found: tuple[Fault, ...]) -> None:
    (wide,) = [fault.message.text() for fault in found if fault.code == "LAYOUT-16"]
    assert "91,3 mm" in wide


# Every row of the list of what a careful reader finds, by its lines: the rules that tell it, of `validate` on the
# imported plan or of `check-document` on the Word file.
BY_ROW: dict[str, tuple[str, ...]] = {
    "49, 51": ("PCT-01",),
    "56": ("PCT-04",),
    "40": ("DATE-05",),
    "30, 32": ("LAW-03",),
    "34, 36": ("LAW-02",),
    "38, 27": ("LAW-05",),
    "39, 123": ("TEXT-02",),
    "251": ("PROSE-07", "LAYOUT-27"),
    "261": ("PEOPLE-04",),
    "8, 5, 2, 59–68, 313, 317": (
        "LAYOUT-17", "LAYOUT-23", "LAW-06", "LAYOUT-19", "LAYOUT-28", "LAYOUT-35", "LAYOUT-32",
    ),
    "309, 311": ("BODY-03", "BODY-02"),
    "154": ("CELL-02",),
    "82, 163, 215": ("TEXT-03", "TEXT-04", "TEXT-05"),
    "194": ("DATE-02",),
    "78, 114, 118, 275": ("TEXT-06", "TEXT-07"),
    "38, 61, 141, 226, 239, 275": ("TEXT-01", "LAYOUT-06"),  # 226 is a standard's title, which no cell keeps
    "279": ("TEXT-12",),
    "17, 19, 116": ("DATE-12", "LAYOUT-43"),  # 17 is the title, whose year the import reads
    "51 vs III": ("COV-02",),
    "188": ("LEVEL-04",),
    "all rows": ("OWNER-02", "OWNER-03"),
    "5, 39": ("DATE-07",),
    "279 again": ("DATE-04", "DATE-15"),  # its deadline, in prose only, has become the milestone MO-001
    "71–74, 100": ("OWNER-04", "DATE-06"),
}  # fmt: skip


def test_every_row_of_the_list_is_here() -> None:
    path = SHARED / "domain.md"
    if not path.exists():
        pytest.skip("the list (../shared/domain.md) is not here")
    rows = re.findall(r"^\| ([^|]+?) \|", path.read_text(encoding="utf-8").split("## 6.")[1], re.MULTILINE)
    told = [row for row in rows if row != "line" and not set(row) <= set("- ")]
    assert sorted(told) == sorted(row.removesuffix(" again") for row in BY_ROW)


@pytest.fixture(scope="module")
def told_codes(found: tuple[Fault, ...], tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What both commands say of the real plan on its own day."""
    store = tmp_path_factory.mktemp("rows") / "ke-hoach-97.xlsx"
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()) as told:
        patch.setenv("QIPSHEETS_HOME", str(store.parent / "home"))
        assert run_line(["import", str(SHARED / "seed" / "ke-hoach-97.docx"), "--store", str(store)]) == 0
        told.truncate(0)
        told.seek(0)
        run_line(["validate", "--store", str(store), "--today", "2020-08-15", "--json"])
    return {fault.code for fault in found} | {entry["code"] for entry in json.loads(told.getvalue())["findings"]}


@pytest.mark.parametrize("row", BY_ROW)
def test_every_row_is_told_by_a_rule(row: str, told_codes: set[str]) -> None:
    assert set(BY_ROW[row]) <= told_codes
