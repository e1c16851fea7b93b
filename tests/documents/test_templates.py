"""Templates of people: ten broken by hand, each named with its place; hostile ones that can do nothing.

«Kính gửi: {{ ten_truog }}»   There is no field «ten_truog».   text: «Kính gửi: {{ ten_truog }}»   Is «ten_truong» meant?
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from qipsheets.documents.printing.instructions import fields_of
from qipsheets.documents.printing.plan import PlanView
from qipsheets.documents.printing.template import (
    Trouble,
    tags_of,
    template_parts,
    troubles,
    unknown_names,
)
from qipsheets.documents.printing.word import document_bytes
from qipsheets.documents.text_width import width_mm
from qipsheets.errors import ConfigurationError
from qipsheets.operations.templates import VIEWS, names_in, without_fields
from tests.documents.printed import ROOT, W, part, template, texts, view

SUBJECT = "{{ trich_yeu }}"
PARAGRAPH = (
    '<w:p><w:pPr><w:pStyle w:val="QIPTrichYeu"/></w:pPr><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
)


def words(text: str) -> Callable[[str], str]:
    """Other words in place of the subject."""
    return lambda document: document.replace(SUBJECT, escape(text))


def lines(*expected: str) -> Callable[[str], str]:
    """Paragraphs in place of the subject's."""
    made = "".join(PARAGRAPH.format(words=escape(one)) for one in expected)
    return lambda document: document.replace(PARAGRAPH.format(words=SUBJECT), made)


def found(path: Path) -> list[Trouble]:
    parts = template_parts(path)
    tags = tags_of(parts)
    return [*troubles(parts, tags), *unknown_names(tags, fields_of(PlanView)), *without_fields(tags)]


BROKEN = {
    "a misspelt field": (words("Kính gửi: {{ ten_truog }}"), "«ten_truog»", "Kính gửi", "ten_truong"),
    "a misspelt field of a row": (
        lambda text: text.replace("{{ dong.tieu_chi }}", "{{ dong.tieuchi }}"), "«tieuchi»", "dong.tieuchi", "tieu_chi",
    ),
    "a field that is no more": (words("{{ so_dien_thoai_truong }}"), "«so_dien_thoai_truong»", "so_dien_thoai", ""),
    "a misspelt list": (lambda text: text.replace("in noi_nhan", "in noinhan"), "«noinhan»", "noinhan", "noi_nhan"),
    "an open brace": (words("Trích yếu {{ trich_yeu"), "brace", "Trích yếu", "one line"),
    "a lost brace": (words("Trích yếu {{ trich_yeu }"), "brace", "Trích yếu", "one line"),
    "a loop without its end": (lines("{%p for ten in noi_nhan %}", "{{ ten }}"), "not closed", "for ten", ""),
    "an end without its loop": (lines("{{ trich_yeu }}", "{%p endfor %}"), "closes nothing", "endfor", ""),
    "blocks crossed": (lines("{%p if nam_hoc %}", "{{ nam_hoc }}", "{%p endfor %}"), "closes nothing", "endfor", ""),
    "else outside": (lines("{%p else %}", "{{ trich_yeu }}"), "outside", "else", ""),
    "a row's loop closed as a paragraph's": (
        lambda text: text.replace("{%tr endfor %}", "{%p endfor %}", 1), "one kind", "endfor", "",
    ),
    "a sum": (words("{{ trich_yeu + nam_hoc }}"), "more than place", "trich_yeu + nam_hoc", "name fields"),
    "no sense": (words("{{ trich_yeu nam_hoc }}"), "cannot be understood", "trich_yeu nam_hoc", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_template_is_reported_with_its_place(case: str, tmp_path: Path) -> None:
    change, message, place, hint = BROKEN[case]
    result = found(template(tmp_path, change))
    assert result
    assert any(message in one.message and one.place and place in one.place.words for one in result), result
    assert any(hint in one.hint for one in result)


def test_a_template_without_any_field(tmp_path: Path) -> None:
    path = tmp_path / "mine.docx"
    plain = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p/></w:body></w:document>'
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", plain)
    (trouble,) = found(path)
    assert "No field" in trouble.message


def test_a_field_in_the_header_is_reported_there(tmp_path: Path) -> None:
    path = tmp_path / "mine.docx"
    with zipfile.ZipFile(ROOT / "templates" / "plan.docx") as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"{{ du_thao }}", b"{{ duthao }}"))
    result = found(path)
    assert {one.place.text.partition(":")[0] for one in result if one.place} == {"header"}
    assert all("du_thao" in one.hint for one in result)


def test_a_tag_torn_over_runs_is_understood(tmp_path: Path) -> None:
    """Word tears «{{ trich_yeu }}» into runs as soon as one letter of it is changed."""
    torn = "{{ tri</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>ch_yeu }</w:t></w:r><w:r><w:t>}"
    path = template(tmp_path, lambda text: text.replace(SUBJECT, torn))
    assert found(path) == []
    assert "Cải tiến chất lượng giáo dục" in texts(document_bytes(view(), path))


@pytest.mark.parametrize("name", VIEWS)
def test_the_shipped_templates_are_sound(name: str) -> None:
    path = ROOT / "templates" / f"{name}.docx"
    parts = template_parts(path)
    tags = tags_of(parts)
    assert [*troubles(parts, tags), *unknown_names(tags, fields_of(VIEWS[name])), *without_fields(tags)] == []


HOSTILE = {
    "a class": "{{ ''.__class__ }}",
    "ancestors": "{{ ten_truong.__class__.__mro__ }}",
    "what is inside": "{{ self._TemplateReference__context }}",
    "a call": "{{ ten_truong.upper() }}",
    "a change": "{{ hanh_dong.append(1) }}",
    "an import": "{% import 'os' as os %}",
    "an include": "{% include '/etc/passwd' %}",
    "a macro": "{% macro a() %}{{ a() }}{% endmacro %}",
    "a variable": "{% set a = 1 %}",
    "an endless range": "{% for i in range(10**9) %}x{% endfor %}",
    "a huge power": "{{ 9**9**9 }}",
    "a huge text": "{{ 'a' * 1000000000 }}",
    "a filter that grows": "{{ ten_truong|center(1000000000) }}",
    "a filter that undoes": "{{ ten_truong|safe }}",
    "lists within lists": "{%p for a in hanh_dong %}{%p for b in hanh_dong %}{{ a.tt }}{%p endfor %}{%p endfor %}",
    "letters of an address": "{{ ten_truong['upper'] }}",
    "a slice": "{{ hanh_dong[0:9] }}",
    "an attribute of words in the template": "{{ 'a'.upper }}",
    "an attribute of what a filter gives": "{{ (noi_nhan|first).upper }}",
    "a loop with a condition": "{% for a in noi_nhan if a %}x{% endfor %}",
    "a loop over two names": "{% for a, b in noi_nhan %}x{% endfor %}",
    "a loop over words": "{% for a in 'abc' %}x{% endfor %}",
    "a question": "{{ 1 if ten_truong else 2 }}",
    "a list": "{{ [1, 2] }}",
    "an area of the printer": "{% call area(1) %}x{% endcall %}",
    "a field of the printer": "{{ _signature }}",
    "nots without end": "{{ " + "not " * 5000 + "a }}",
    "a deep expression": "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_template_is_refused_before_anything_runs(case: str, tmp_path: Path) -> None:
    path = template(tmp_path, words(HOSTILE[case]))
    with pytest.raises(ConfigurationError, match=r"mine\.docx") as refused:
        document_bytes(view(), path)
    assert refused.value.hint


def test_a_template_that_unpacks_to_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file, file.open("word/document.xml", "w") as part:
        for _ in range(70):
            part.write(b" " * 1024 * 1024)
    with pytest.raises(ConfigurationError, match="unpacks"):
        template_parts(path)


def test_the_fields_are_reported_with_what_they_hold() -> None:
    result = dict(names_in(fields_of(PlanView)))
    assert (result["ten_truong"], result["noi_nhan"], result["hanh_dong[].tt"]) == ("words", "list", "words")
    assert "frame" not in result


def test_ten_thousand_letters_and_marks_of_direction_print_as_they_are() -> None:
    from tests.plans import action

    long, rtl = "Duy trì sĩ số & < {{ x }} " * 400, "\u202eđảo\u202c ngược\u200f"
    result = texts(
        document_bytes(view(actions=(action(measure=f"{long.strip()}\n{rtl}"),)), ROOT / "templates" / "plan.docx")
    )
    assert long.strip() in result
    assert rtl in result


NOT_LOOKED_AT = {
    "an attribute": lambda text: text.replace('"Bảng hành động của kế hoạch"', "\"{{ 'A' * 2000000000 }}\""),
    "a comment": lambda text: text.replace("<w:body>", "<w:body><!-- {{ 9**9**9 }} -->"),
    "an instruction to a program": lambda text: text.replace("<w:body>", "<w:body><?mso {% for a in b %}?>"),
    "deleted words": lambda text: text.replace(
        "<w:body>", "<w:body><w:p><w:del><w:r><w:delText>{{ khong_co }}</w:delText></w:r></w:del></w:p>"
    ),
    "the code of a field": lambda text: text.replace(
        "<w:body>", '<w:body><w:p><w:r><w:instrText>{{ 7 * 7 }}</w:instrText></w:r></w:p>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_LOOKED_AT)
def test_what_nobody_sees_is_never_carried_out(case: str, tmp_path: Path) -> None:
    """The check and the printer read the same words; all else goes into the document as it is."""
    path = template(tmp_path, NOT_LOOKED_AT[case])
    document = document_bytes(view(), path)
    with zipfile.ZipFile(io.BytesIO(document)) as file:
        result = file.read("word/document.xml").decode()
    assert "{{" in result or "{%" in result
    assert len(document) < 200_000


def test_lists_within_lists_end_quickly(tmp_path: Path) -> None:
    """Two lists in each other are allowed; a document that grows with their product is not."""
    row = (
        "{%p for a in hanh_dong %}",
        "{%p for b in noi_nhan %}",
        "{{ a.noi_dung | join }}" * 40,
        "{%p endfor %}",
        "{%p endfor %}",
    )
    path = template(tmp_path, lines(*row))
    many = view(2_000)
    many = replace(many, head=replace(many.head, noi_nhan=("- x;",) * 2_000))
    with pytest.raises(ConfigurationError, match="more than a document can hold") as refused:
        document_bytes(many, path)
    assert refused.value.exit_code == 3


def test_a_block_that_begins_in_a_cell_and_ends_outside_is_refused(tmp_path: Path) -> None:
    path = template(
        tmp_path,
        lambda text: text.replace("{{ dong.tt }}", "{% if dong.tt %}x").replace("{{ dong.tieu_chi }}", "y{% endif %}"),
    )
    (trouble,) = found(path)
    assert "one kind" in trouble.message
    with pytest.raises(ConfigurationError, match="one kind"):
        document_bytes(view(), path)


FILTERED = {
    "{{ noi_nhan|first }}": "- Lưu: VT.",
    "{{ noi_nhan|length }} dòng": "1 dòng",
    "{{ noi_nhan|join('; ')|upper }}": "- LƯU: VT.",
    "{{ noi_nhan|upper }}": "- LƯU: VT.",
    "{{ ten_truong|first }}": "T",
    "{% if ten_truong == “TRƯỜNG TIỂU HỌC SUỐI ĐÁ” and not du_thao %}đúng{% endif %}": "đúng",
    "{% if du_thao or noi_nhan[7] %}sai{% elif noi_nhan[0] != none %}có{% else %}sai{% endif %}": "có",
}


@pytest.mark.parametrize("instruction", FILTERED)
def test_what_an_instruction_can_do(instruction: str, tmp_path: Path) -> None:
    path = template(tmp_path, words(instruction))
    assert found(path) == []
    assert FILTERED[instruction] in texts(document_bytes(view(), path))


def test_a_restyled_template_keeps_widths_rules_and_the_first_page_without_a_number(tmp_path: Path) -> None:
    """A secretary sets larger letters in the table, another colour, her own words; and takes the first header away."""
    path = tmp_path / "mine.docx"
    with zipfile.ZipFile(ROOT / "templates" / "plan.docx") as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            if name == "word/styles.xml":
                text = text.replace('<w:sz w:val="24"/>', '<w:sz w:val="26"/>')
            if name == "word/document.xml":
                text = text.replace("<w:titlePg/>", "").replace('<w:headerReference w:type="first" r:id="rId6"/>', "")
                text = text.replace(">KẾ HOẠCH<", ">KẾ HOẠCH NĂM HỌC<")
            target.writestr(name, text)
    document = document_bytes(view(30), path)
    assert "KẾ HOẠCH NĂM HỌC" in texts(document)
    sections = list(part(document).iter(f"{W}sectPr"))
    assert [one.find(f"{W}titlePg") is not None for one in sections] == [True, False, False]
    table = next(one for one in part(document).iter(f"{W}tbl") if "Kinh phí" in "".join(one.itertext()))
    widths = [int(column.get(f"{W}w")) for column in table.find(f"{W}tblGrid")]
    assert len(widths) == 9
    assert max(widths) > 4 * min(widths)
    assert widths[0] * 25.4 / 1440 > width_mm("TT", 13, bold=True) + 2.8
