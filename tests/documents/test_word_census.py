"""No word of a file is nowhere after an import: in a field, a row, or among those to look at."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from qipsheets.documents import libreoffice
from qipsheets.documents.importing.documents import read_documents
from qipsheets.errors import FileTrouble
from tests.conftest import REAL_PLAN, SHARED
from tests.documents import test_other_papers as papers
from tests.documents import word_variants as variants
from tests.documents.checked import check_layout
from tests.documents.word_census import missing

CASES = sorted((SHARED / "cases" / "word").glob("*.docx"))
REFUSED = ("only_altchunk", "bad_central")  # all text is a file embedded in it; a damaged package
PLAIN = "\n\n".join((*variants.LETTERHEAD, *variants.PARTS, *variants.FOOT, "Chữ cuối cùng, sau phần ký."))


def lost_in(path: Path) -> list[str]:
    draft, _found = read_documents([path])
    check_layout(path)
    return missing(path, draft)


@pytest.mark.skipif(not CASES, reason="the collected small files (../shared/cases) are not here")
def test_no_word_of_the_collected_files_is_nowhere() -> None:
    kept = {}
    for path in CASES:
        try:
            kept[path.stem] = lost_in(path)
        except FileTrouble as refused:
            assert path.stem in REFUSED, refused
    assert {name: words for name, words in kept.items() if words} == {}


@pytest.mark.skipif(not REAL_PLAN.exists(), reason="the real plan (../shared/seed) is not here")
def test_no_word_of_the_real_plan_is_nowhere() -> None:
    assert lost_in(REAL_PLAN) == []


VARIANTS = (
    variants.without_headings, variants.with_headings, variants.numbered_columns, variants.permuted,
    variants.two_heading_rows, variants.split_in_two, variants.one_time_column, variants.broken_over_pages,
    variants.with_sections, variants.merged_criterion, variants.tt57,
)  # fmt: skip
PAPERS: dict[str, Callable[[Path], Path]] = {
    "report": lambda folder: papers.saved(
        folder, "a.docx", *papers.HEAD, "BÁO CÁO TỰ ĐÁNH GIÁ", papers.summary_form(), *papers.sections("1.5")
    ),
    "evidence": lambda folder: papers.saved(folder, "a.docx", "DANH MỤC MÃ MINH CHỨNG", papers.by_criterion()),
    "decision": lambda folder: papers.saved(
        folder, "a.docx", *papers.HEAD, "QUYẾT ĐỊNH", "Thành lập hội đồng", papers.DECISIONS["as in the form"]
    ),
}


@pytest.mark.parametrize("make", VARIANTS, ids=lambda make: make.__name__)
def test_no_word_of_a_plan_is_nowhere(make: Callable[..., object], tmp_path: Path) -> None:
    assert lost_in(variants.plan(tmp_path / "plan.docx", make)) == []


@pytest.mark.parametrize("make", PAPERS.values(), ids=PAPERS)
def test_no_word_of_another_paper_is_nowhere(make: Callable[[Path], Path], tmp_path: Path) -> None:
    assert lost_in(make(tmp_path)) == []


@pytest.mark.skipif(libreoffice.program_path() is None, reason="LibreOffice is not here")
@pytest.mark.parametrize("kind", ["txt", "html", "rtf"])
def test_no_word_of_what_libreoffice_makes_is_nowhere(kind: str, tmp_path: Path) -> None:
    source = tmp_path / f"plan.{kind}"
    lines = "".join(f"<p>{line}</p>" for line in PLAIN.split("\n\n"))
    rtf = "\\par ".join(
        "".join(f"\\u{ord(one)}?" if ord(one) > 127 else one for one in line) for line in PLAIN.split("\n\n")
    )
    content = {"txt": PLAIN, "html": f"<meta charset='utf-8'>{lines}", "rtf": f"{{\\rtf1 {rtf}}}"}[kind]
    source.write_text(content, encoding="utf-8")
    command = [
        str(libreoffice.program_path()),
        "--headless",
        "--norestore",
        f"-env:UserInstallation=file://{tmp_path}/profile",
    ]
    filters = ["--infilter=writer_web_HTML"] if kind == "html" else []
    subprocess.run(
        [*command, *filters, "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert lost_in(tmp_path / "plan.docx") == []


def test_the_census_itself_finds_a_word_that_is_nowhere(tmp_path: Path) -> None:
    path = variants.plan(tmp_path / "plan.docx", variants.with_headings)
    other, _found = read_documents([papers.saved(tmp_path, "other.docx", "I. MỤC ĐÍCH", "1. Chữ khác.")])
    assert {"sen", "bình", "ubnd"} <= set(missing(path, other))
