"""A document twice as long takes about twice the time, whatever fills it: no search starts again at every letter."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest

from qipsheets.checks.catalogue import CHECKS
from qipsheets.plan.model import Basis, Prose, Solution
from qipsheets.plan.organisation import Duty
from tests.documents import word_variants as variants
from tests.documents.checked import check_layout
from tests.documents.word_variants import read_plan
from tests.plans import plan

SENTENCE = "Nhà trường thực hiện các biện pháp cải tiến để nâng cao chất lượng giáo dục. "
LONG = {
    "one word": lambda size: "x" * size,
    "digits": lambda size: "1" * size + ". Mục",
    "dots": lambda size: "." * size,
    "blanks": lambda size: "a" + " " * size + "b",
    "dashes": lambda size: "- " * (size // 2),
    "days": lambda size: "ngày " * (size // 5),
    "a number of a paper": lambda size: "1/" * (size // 2),
    "brackets": lambda size: "(" * size,
    "years": lambda size: "2020-" * (size // 5),
    "an address": lambda size: "a@" * (size // 2),
}
SIZE = 20_000
_MOST = 3.2  # twice, with what a busy machine adds; a search that starts again takes four times as long
_NOISE = 0.25  # seconds of work below which nothing is measured


def work(do: Callable[[], object]) -> float:
    """Seconds of processor time that it takes, the best of two runs."""

    def once() -> float:
        begin = time.process_time()
        do()
        return time.process_time() - begin

    return min(once(), once())


def grows_with_its_length(once: Callable[[], object], twice: Callable[[], object]) -> bool:
    short, long = work(once), work(twice)
    return long < max(_NOISE, short * _MOST)


def document(folder: Path, *paragraphs: str) -> Path:
    made = docx.Document()
    for text in (*variants.LETTERHEAD, "I. MỤC ĐÍCH", *paragraphs):
        made.add_paragraph(text)
    path = folder / f"{len(paragraphs)}-{len(paragraphs[0])}.docx"
    made.save(str(path))
    return path


@pytest.mark.parametrize("fill", LONG.values(), ids=LONG)
@pytest.mark.parametrize("look", [check_layout, read_plan], ids=["check-document", "import"])
def test_a_paragraph_of(fill: Callable[[int], str], look: Callable[[Path], object], tmp_path: Path) -> None:
    once, twice = (document(tmp_path, fill(size)) for size in (SIZE, 2 * SIZE))
    assert grows_with_its_length(lambda: look(once), lambda: look(twice))


@pytest.mark.parametrize("look", [check_layout, read_plan], ids=["check-document", "import"])
def test_paragraphs_without_recipients(look: Callable[[Path], object], tmp_path: Path) -> None:
    once, twice = (document(tmp_path, *[SENTENCE] * count) for count in (1_500, 3_000))
    assert grows_with_its_length(lambda: look(once), lambda: look(twice))


def test_many_short_lists(tmp_path: Path) -> None:
    once, twice = (document(tmp_path, *[f"{at % 3 + 1}. Mục" for at in range(count)]) for count in (2_000, 4_000))
    assert grows_with_its_length(lambda: check_layout(once), lambda: check_layout(twice))


@pytest.mark.parametrize("fill", LONG.values(), ids=LONG)
def test_labels_and_texts_of_a_plan(fill: Callable[[int], str]) -> None:
    def check(text: str) -> None:
        kept = plan(
            prose=(Prose(part="I", label=text, depth=1, text=text),),
            solutions=(Solution(label=text, text=text),),
            bases=(Basis(kind=text, number=text, subject=text, text=text),),
            duties=(Duty(label=text, actor=text, text=text),),
        )
        for one in CHECKS:
            list(one.run(kept, date(2025, 3, 15)))

    assert grows_with_its_length(lambda: check(fill(SIZE // 2)), lambda: check(fill(SIZE)))
