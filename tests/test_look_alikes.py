"""Characters that look like others, in people's cells: read as meant, found in their cell, mended by `fix`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qipsheets.characters import mended_letters, raw_place, recognised
from qipsheets.vietnamese_text.slips import tidied
from tests.conftest import Result
from tests.documents import word_variants as variants

SLIPS = {
    "another Đ": ("Ðạt mức 1", "Đạt mức 1", "U+00D0"),
    "another ư": ("chất lƣợng", "chất lượng", "U+01A3"),
    "a blank without width within a word": ("Hiệu trư\u200bởng", "Hiệu trưởng", "U+200B"),
    "an optional hyphen": ("Hiệu trư\u00adởng", "Hiệu trưởng", "U+00AD"),
    "a hyphen that does not break": ("97/KH\u2011CX", "97/KH-CX", "U+2011"),
    "a mark of the order of bytes": ("\ufeffHiệu trưởng", "Hiệu trưởng", "U+FEFF"),
}


@pytest.mark.parametrize(("text", "meant", "_code"), SLIPS.values(), ids=SLIPS)
def test_is_recognised_and_mended_as_meant(text: str, meant: str, _code: str) -> None:
    assert recognised(text) == mended_letters(text) == tidied(text) == meant


@pytest.mark.parametrize("text", ["Đạt", "ưu", "a - b", "2020 – 2021", "10 %"])
def test_usual_signs_stay(text: str) -> None:
    assert mended_letters(text) == text


def test_a_place_of_the_meant_text_in_the_written_one() -> None:
    written = "- \u200bCa\u0306n cu\u031b\u0301"
    assert written[: raw_place(written, 2)] == "- \u200b"
    assert recognised(written[raw_place(written, 2) :]) == "Căn cứ"


@pytest.mark.parametrize(("text", "meant", "code"), SLIPS.values(), ids=SLIPS)
def test_a_cell_names_it_and_fix_mends_it(
    run: Callable[..., Result], text: str, meant: str, code: str, tmp_path: Path
) -> None:
    def fill(document: object) -> None:
        variants.add_table(
            document, (variants.HEADINGS, (*variants.ROW_15[:3], f"Việc {text} nữa.", *variants.ROW_15[4:]))
        )

    book = tmp_path / "a.xlsx"
    assert run("import", variants.plan(tmp_path / "a.docx", fill), "--store", book).code == 0
    found = run("validate", "--store", book, "--select", "TEXT-15", "--json", "--fail-on", "never").json["findings"]
    assert [one["heading"] for one in found] == ["Biện pháp cải tiến"]
    assert code in found[0]["message"]
    assert run("fix", "--store", book, "--yes").code == 0
    (action,) = run("export", "--store", book).json["actions"]
    assert action["measure"] == f"Việc {meant} nữa."
    assert (
        run("validate", "--store", book, "--select", "TEXT-15", "--json", "--fail-on", "never").json["findings"] == []
    )
