"""Streamed tables: the same bytes as the printer's own, and what is not simple is left to the printer."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qipsheets.documents.printing import word
from qipsheets.documents.printing.long_tables import models_of, streamed_tables
from qipsheets.documents.printing.plan.action_table import TableRow
from qipsheets.documents.printing.plan.view import PlanView
from qipsheets.errors import ConfigurationError
from tests.documents.printed import TEMPLATE, W, part, template, texts, view
from tests.plans import action


def by_the_printer(printed: PlanView, path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The document with every row made by docxtpl."""
    with monkeypatch.context() as patched:
        patched.setattr(word, "streamed_tables", lambda _models, _words: ())
        return word.document_bytes(printed, path)


def fields_streamed(path: Path, printed: PlanView) -> list[str]:
    return [one.field for one in streamed_tables(models_of(path), word.view_words(printed))]


@pytest.mark.parametrize(
    "printed",
    [
        view(1), view(30), view(draft=True),
        view(actions=(action(note="Chuyển từ năm trước"), action("HD-002", note=""))),
        view(actions=(action(measure="Duy trì sĩ số học sinh trong lớp. " * 80), action("HD-002", measure="Ngắn"))),
        view(actions=(action(measure="a & b <c> \"d\" 'e' {{ f }} {% g %} ]]>", oversight="&amp; &#10;\n=1+1"),)),
        view(actions=(action(measure="", funding="", oversight=""),)),
    ],
    ids=["one row", "thirty", "draft", "a column of notes", "a row over pages", "hostile words", "empty cells"],
)  # fmt: skip
def test_streamed_rows_are_the_printers_byte_by_byte(printed: PlanView, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fields_streamed(TEMPLATE, printed) == ["hanh_dong"]
    assert word.document_bytes(printed, TEMPLATE) == by_the_printer(printed, TEMPLATE, monkeypatch)


LINES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=12), min_size=1, max_size=3
)


@settings(max_examples=25)
@given(rows=st.lists(st.tuples(st.sampled_from(["muc", "tieu_chuan", "viec", "khác"]), LINES, LINES), max_size=4))
def test_any_rows_are_printed_the_same_way(
    rows: list[tuple[str, list[str], list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tuple(
        TableRow(kind, chu=words[0], tt=more[0], noi_dung=tuple(words), giam_sat=tuple(more))
        for kind, words, more in rows
    )
    printed = replace(view(1), hanh_dong=made)
    assert word.document_bytes(printed, TEMPLATE) == by_the_printer(printed, TEMPLATE, monkeypatch)


def test_no_rows_are_left_to_the_printer() -> None:
    printed = replace(view(1), hanh_dong=())
    assert fields_streamed(TEMPLATE, printed) == []
    assert "TT" in texts(word.document_bytes(printed, TEMPLATE))


PLAIN = view()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("{{ dong.tt }}", "{% if dong.tt %}{{ dong.tt }}{% endif %}"), "1"),
        (
            lambda text: text.replace("{{ dong.tt }}", "{{ dong.chu | upper }}{{ dong.tieu_chi | upper }}"),
            PLAIN.hanh_dong[2].tieu_chi.upper(),
        ),
        (lambda text: text.replace("{{ dong.tt }}", "{{ hanh_dong | length }}"), str(len(PLAIN.hanh_dong))),
        (lambda text: text.replace("{{ trich_yeu }}", "{{ hanh_dong[0].chu }}!"), "MỨC 1!"),
        (lambda text: text.replace("{{ dong.tt }}", "thứ {{ loop.index }}"), "thứ 3"),
        (
            lambda text: text.replace("{{ dong.tt }}", "{{ dong.noi_dung | join(', ') }}"),
            ", ".join(PLAIN.hanh_dong[2].noi_dung),
        ),
    ],
    ids=["a condition", "a filter", "the list's length", "the list elsewhere", "the row's number", "joined lines"],
)
def test_what_is_not_simple_is_left_to_the_printer(tmp_path: Path, change: Callable[[str], str], told: str) -> None:
    mine = template(tmp_path, change)
    assert fields_streamed(mine, PLAIN) == []
    assert told in texts(word.document_bytes(PLAIN, mine))


def test_a_picture_in_a_cell_is_left_to_the_printer(tmp_path: Path) -> None:
    picture = "<w:r><w:drawing/></w:r><w:r><w:t>{{ dong.tt }}</w:t></w:r>"
    mine = template(
        tmp_path, lambda text: text.replace('<w:r><w:t xml:space="preserve">{{ dong.tt }}</w:t></w:r>', picture)
    )
    assert fields_streamed(mine, view()) == []


def test_a_restyled_row_keeps_its_style_in_every_row(tmp_path: Path) -> None:
    """A clerk sets the criterion in bold and writes «TC» before it: all rows follow."""
    bold = '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">TC {{ dong.tieu_chi }}</w:t></w:r>'
    mine = template(
        tmp_path, lambda text: text.replace('<w:r><w:t xml:space="preserve">{{ dong.tieu_chi }}</w:t></w:r>', bold)
    )
    printed = view(30)
    assert fields_streamed(mine, printed) == ["hanh_dong"]
    document = word.document_bytes(printed, mine)
    told = [run for run in part(document).iter(f"{W}r") if "".join(run.itertext()).startswith("TC Tiêu chí")]
    assert len(told) == 30
    assert all(run.find(f"{W}rPr/{W}b") is not None for run in told)


def test_an_unknown_name_in_a_row_is_told(tmp_path: Path) -> None:
    mine = template(tmp_path, lambda text: text.replace("{{ dong.tt }}", "{{ dong.thieu }}"))
    with pytest.raises(ConfigurationError, match="thieu"):
        word.document_bytes(view(), mine)


def test_a_template_changed_between_two_documents_is_read_again(tmp_path: Path) -> None:
    mine = template(tmp_path, lambda text: text)
    word.document_bytes(view(), mine)
    template(tmp_path, lambda text: text.replace("KẾ HOẠCH", "BẢN KẾ HOẠCH"))
    assert "BẢN KẾ HOẠCH" in texts(word.document_bytes(view(), mine))
    template(tmp_path, lambda text: text.replace("{{ trich_yeu }}", "{{ trich_yeux }}"))
    with pytest.raises(ConfigurationError, match="trich_yeux"):
        word.document_bytes(view(), mine)


def test_five_thousand_rows_are_valid_and_in_order() -> None:
    row = view(1).hanh_dong[-1]
    printed = replace(view(1), hanh_dong=tuple(replace(row, tt=str(number)) for number in range(5_000)))
    document = word.document_bytes(printed, TEMPLATE)
    table = next(table for table in part(document).iter(f"{W}tbl") if "Kinh phí" in "".join(table.itertext()))
    numbers = ["".join(line.find(f"{W}tc").itertext()) for line in table.findall(f"{W}tr")[2:]]
    assert numbers == [str(number) for number in range(5_000)]


def test_a_file_says_what_it_was_printed_from() -> None:
    document = word.document_bytes(view(), TEMPLATE)
    with zipfile.ZipFile(io.BytesIO(document)) as file:
        told = file.read("docProps/custom.xml").decode()
        assert "custom-properties+xml" in file.read("[Content_Types].xml").decode()
    assert [word in told for word in ("qipsheets.kind", ">plan<", "qipsheets.period", ">2020-2021<", ">2020-08-15<")] == [True] * 5  # fmt: skip
