"""The layout faults of a school's plan: each at its place, named by its rule; of the real one no name is written here."""

import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from qipsheets import language
from qipsheets.cli import run as run_line
from qipsheets.documents.layout.rule import Fault
from qipsheets.vietnamese import nfc
from tests.conftest import SHARED
from tests.documents.checked import check_layout
from tests.mistakes import PLANS

# line of the real plan's text -> rule: motto, number, issuer, quốc hiệu, date, kind, subject, labels, part, archive, signer
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
INVENTED = {
    "Độc lập Tự do – Hạnh phúc": "LAYOUT-17",
    "Số: 41 /KH-HS": "LAYOUT-23",
    "TRƯỜNG TH HOA SEN": "LAYOUT-19",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": "LAYOUT-15",
    "Bình Minh, ngày 22 tháng 8 năm 2020": "LAYOUT-24",
    "KẾ HOẠCH": "LAYOUT-25",
    "CẢI TIẾN CHẤT LƯỢNG GIÁO DỤC": "LAYOUT-26",
    "a. Chủ trương": "LAYOUT-28",
    "b. Định hướng": "LAYOUT-28",
    "c. Giải pháp trọng tâm của nhà trường.": "LAYOUT-28",
    "VI. TỔ CHỨC THỰC HIỆN": "LAYOUT-27",
    "-  Sở/Phòng GDĐT (để b/c);": "LAYOUT-34",
    "-  Lưu VT.": "LAYOUT-35",
    "HIỆU TRƯỞNG": "LAYOUT-31",
    "NGUYỄN THỊ SEN": "LAYOUT-32",
}
WHOLE = ("LAYOUT-02", "LAYOUT-03", "LAYOUT-11", "LAYOUT-12", "LAYOUT-16", "LAYOUT-20", "LAYOUT-21", "LAYOUT-36")
# Where decomposed letters are, in the order of the document.
DECOMPOSED = {"real": (38, 61, 141, 226, 239, 275), "invented": ("- Căn cứ Kế hoạch", "Giữ uy tín", "Kinh phí", "Giáo viên chủ nhiệm", "- Thường xuyên theo dõi")}  # fmt: skip


@pytest.fixture(scope="module")
def found(seed: Path) -> tuple[Fault, ...]:
    language.choose("en")
    return check_layout(seed)


@pytest.fixture(scope="module")
def lines(plan_kind: str) -> list[str]:
    """The lines of the real plan's text."""
    if plan_kind == "invented":
        return []
    (path,) = (SHARED / "seed").glob("*.txt")
    return [" ".join(line.split()) for line in path.read_text(encoding="utf-8").split("\n")]


def test_the_fault_of_each_place_is_found_there(plan_kind: str, found: tuple[Fault, ...], lines: list[str]) -> None:
    real = [(lines[number - 1], code) for number, code in LINES.items()] if lines else []
    for words, code in real or INVENTED.items():
        result = [fault for fault in found if fault.code == code and _begins(words, fault.excerpt)]
        assert result, f"nothing of {code} at «{words}»"


def _begins(words: str, excerpt: str) -> bool:
    plain = re.sub(r"\s+", "", words).casefold()
    return plain.startswith(re.sub(r"[\s…]+", "", excerpt).casefold())


def test_what_concerns_the_whole_is_found(found: tuple[Fault, ...]) -> None:
    assert set(WHOLE) <= {fault.code for fault in found}


def test_decomposed_letters_are_reported_at_each_place(
    plan_kind: str, found: tuple[Fault, ...], lines: list[str]
) -> None:
    (fault,) = [fault for fault in found if fault.code == "LAYOUT-06"]
    result = [fault.excerpt, *re.findall(r"«([^»]+)»", fault.message.text())]
    places = [lines[place - 1] if isinstance(place, int) else place for place in DECOMPOSED[plan_kind]]
    assert len(result) == len(places)
    for words in places:
        assert any(_begins(words, excerpt) or nfc(excerpt).startswith(words) for excerpt in result), words


def test_the_mended_number_is_reported(plan_kind: str, found: tuple[Fault, ...]) -> None:
    (fault,) = [fault for fault in found if fault.code == "LAYOUT-23"]
    assert f"«Số: {PLANS[plan_kind].number.replace(' ', '')}»" in fault.hint.text()


def test_each_spelling_of_the_year_but_the_usual_one_is_reported(found: tuple[Fault, ...]) -> None:
    result = [(fault.message.text().split("»")[0], fault.hint.text()) for fault in found if fault.code == "LAYOUT-43"]
    assert result == [("«2020– 2021", "Write «2020-2021»."), ("«2020 - 2021", "Write «2020-2021».")]


def test_the_last_part_is_reported_with_the_one_before_it(found: tuple[Fault, ...]) -> None:
    (fault,) = [fault for fault in found if fault.code == "LAYOUT-27"]
    assert "«VI.» follows «III.»; «IV.» should" in fault.message.text()


def test_what_the_plan_keeps_is_not_complained_of(found: tuple[Fault, ...]) -> None:
    kept = {"LAYOUT-01", "LAYOUT-04", "LAYOUT-05", "LAYOUT-10", "LAYOUT-14", "LAYOUT-18", "LAYOUT-38", "LAYOUT-41"}
    assert not kept & {fault.code for fault in found}


def test_what_is_said_of_a_recipient_can_be_mended_from_the_words_alone(found: tuple[Fault, ...]) -> None:
    """Each of the three has two blanks behind its hyphen; «not of the form» would not show it."""
    result = [fault.message.text() for fault in found if fault.code == "LAYOUT-34" and fault.excerpt.startswith("- ")]
    assert len(result) == 3
    assert all("more than one blank" in message and "not of the form" not in message for message in result)


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
    result = [row for row in rows if row != "line" and not set(row) <= set("- ")]
    assert sorted(result) == sorted(row.removesuffix(" again") for row in BY_ROW)


@pytest.fixture(scope="module")
def told_codes(
    plan_kind: str, seed: Path, found: tuple[Fault, ...], tmp_path_factory: pytest.TempPathFactory
) -> set[str]:
    """What both commands say of the plan on its own day."""
    store = tmp_path_factory.mktemp("rows") / "kế hoạch.xlsx"
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()) as result:
        patch.setenv("QIPSHEETS_HOME", str(store.parent / "home"))
        assert run_line(["import", str(seed), "--store", str(store)]) == 0
        result.truncate(0)
        result.seek(0)
        run_line(["validate", "--store", str(store), "--today", PLANS[plan_kind].day, "--json"])
    return {fault.code for fault in found} | {entry["code"] for entry in json.loads(result.getvalue())["findings"]}


def test_every_row_of_the_list_is_reported_by_a_rule(told_codes: set[str]) -> None:
    for row, codes in BY_ROW.items():
        assert set(codes) <= told_codes, row
