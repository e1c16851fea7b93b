"""What the public may read: columns, names, addresses, small counts; and that the audit lists all of it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from qipsheets.errors import ConfigurationError
from qipsheets.frameworks.load import framework
from qipsheets.new_workbook import sample_content
from qipsheets.plan.model import Target
from qipsheets.plan.organisation import Person, School
from qipsheets.publishing.audit import audit
from qipsheets.publishing.public import Gate, may_name, public_columns
from qipsheets.sheets.columns import Decimal
from qipsheets.sheets.schema import BY_KEY, FORM, PUBLIC_COLUMNS, SCHOOL
from tests.plans import plan
from tests.publishing.published import EVERYTHING, files_of, plan_of, sample_plan, source_of, with_tokens

PEOPLE = (
    Person(name="Lương Văn Khải", roles=("Phó hiệu trưởng",)),
    Person(name="Bùi Đức Thiện", roles=("Tổ trưởng tổ 4-5",)),
    Person(name="Cao Xuân Lộc"),
)
SCHOOL_OF_PEOPLE = School(name="Trường Tiểu học Mây Thượng", signer_name="Đặng Thị Hoài Thương")


@pytest.fixture
def gate() -> Gate:
    return Gate([plan(people=PEOPLE, school=SCHOOL_OF_PEOPLE)], public_columns(""))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Bùi Đức Thiện dự giờ", "Tổ trưởng tổ 4-5 dự giờ"),
        ("BÙI ĐỨC THIỆN dự giờ", "Tổ trưởng tổ 4-5 dự giờ"),
        ("bui duc thien dự giờ", "Tổ trưởng tổ 4-5 dự giờ"),
        ("ý kiến của Cao Xuân Lộc", "ý kiến của (không nêu tên)"),
        ("Lương Văn Khải dự giờ", "Lương Văn Khải dự giờ"),
        ("Đặng Thị Hoài Thương ký", "Đặng Thị Hoài Thương ký"),
        ("cô Lan và thầy Hùng", "cô (không nêu tên) và thầy (không nêu tên)"),
        ("cô giáo Nguyệt dạy lớp 1", "cô giáo (không nêu tên) dạy lớp 1"),
        ("thầy Hiệu trưởng, thầy cô, thầy Khải", "thầy Hiệu trưởng, thầy cô, thầy Khải"),
        ("em Nguyễn Văn Bình học lớp 3", "em (không nêu tên) học lớp 3"),
        ("học sinh Việt Nam, học sinh THCS", "học sinh Việt Nam, học sinh THCS"),
        ("hỏi an.nguyen@truong.edu.vn", "hỏi (không công khai)"),
        ("gọi 0912 345 678 hoặc +84 28 3822 1234", "gọi (không công khai) hoặc (không công khai)"),
        ("số 38/BC-THMT ngày 05/8/2024, 0,4", "số 38/BC-THMT ngày 05/8/2024, 0,4"),
        ("có 2 học sinh khuyết tật", "có dưới 5 học sinh khuyết tật"),
        ("có 04 em bỏ học", "có dưới 5 em bỏ học"),
        ("có 5 học sinh khuyết tật", "có 5 học sinh khuyết tật"),
        ("từ 30 đến 34 học sinh", "từ 30 đến 34 học sinh"),
        ("lớp 4 học sinh đọc tốt", "lớp 4 học sinh đọc tốt"),
        ("2 học sinh/bàn", "2 học sinh/bàn"),
        ("4/26 giáo viên chưa đạt", "dưới 5/26 giáo viên chưa đạt"),
        ("5/26 giáo viên chưa đạt", "5/26 giáo viên chưa đạt"),
        ("4/4 nhân viên được bồi dưỡng", "dưới 5 nhân viên được bồi dưỡng"),
    ],
)
def test_words(gate: Gate, written: str, shown: str) -> None:
    assert gate.words(written) == shown


@pytest.mark.parametrize(
    ("name", "unit", "value", "shown"),
    [
        ("Nhân viên được bồi dưỡng", "người", "4", "dưới 5"),
        ("Nhân viên được bồi dưỡng", "người", "5", "5"),
        ("Nhân viên được bồi dưỡng", "người", "0", "0"),
        ("Giáo viên đạt chuẩn", "%", "4", "4"),
        ("Số bản sách cho một học sinh", "bản/học sinh", "3.3", "3,3"),
        ("Số cuộc họp", "lần", "2", "2"),
    ],
)
def test_numbers_to_reach(gate: Gate, name: str, unit: str, value: str, shown: str) -> None:
    [target] = gate.targets(plan(targets=(Target(name=name, unit=unit, actual=Decimal(value)),)))
    assert target.actual == shown


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Giao Nguyễn Thị Minh Khai phụ trách", "Nguyễn Thị Minh Khai"),
        ("Trường trên đường Nguyễn Văn Tạo", ""),
        ("Hội đồng trường Tiểu học", ""),
        ("học tập tư tưởng Hồ Chí Minh", ""),
    ],
)
def test_what_looks_like_a_name_is_reported(text: str, name: str) -> None:
    assert may_name(text) == name


@pytest.mark.parametrize(
    ("marked", "opened"),
    [
        ("", {}),
        ("Minh chứng: Mã minh chứng, Số, ký hiệu", {"evidence": {"code", "number"}}),
        ("minh chứng: tên minh chứng; Hành động: Ghi chú,Biện pháp giám sát, điều kiện",
         {"evidence": {"title"}, "actions": {"note", "oversight"}}),
        ("Hội đồng: tất cả", {"council": {"name", "position", "council_role", "group"}}),
    ],
)  # fmt: skip
def test_columns_that_the_school_marks(marked: str, opened: dict[str, set[str]]) -> None:
    columns = public_columns(marked)
    for key, names in columns.items():
        assert names == set(PUBLIC_COLUMNS.get(key, ())) | opened.get(key, set())


@pytest.mark.parametrize(
    "marked", ["Minh chưng: Tên", "Minh chứng: Tên", "Bỏ qua: tất cả", "Minh chứng: Tên minh chứng x"]
)
def test_a_line_that_is_not_clear_is_refused(marked: str) -> None:
    with pytest.raises(ConfigurationError):
        public_columns(marked)


def test_the_schema_names_columns_that_are_there() -> None:
    for key, names in PUBLIC_COLUMNS.items():
        known = {line.field for line in FORM} if key == SCHOOL.key else {one.field for one in BY_KEY[key].inputs}
        assert set(names) <= known


@pytest.mark.parametrize("marked", ["", EVERYTHING])
def test_every_cell_on_the_page_is_public_and_in_the_audit(tmp_path: Path, marked: str) -> None:
    """A word of its own in every cell: what is in no public column is in no file, and the audit knows every one."""
    content = sample_content()
    tokens = with_tokens(content)
    made = plan_of(content, tmp_path)
    source = source_of(replace(made, school=replace(made.school, public_columns=marked)))
    files = files_of(source, tmp_path / "trang")
    shown = set(re.findall(r"zq\d+x", b"\n".join(files.values()).decode("utf-8", "replace")))
    columns = public_columns(marked)
    public = {token for (tab, field), found in tokens.items() if field in columns.get(tab, ()) for token in found}
    assert shown <= public
    listed = set(re.findall(r"zq\d+x", " ".join(one.text for one in audit(source).cells)))
    assert shown <= listed
    assert {"zq0x"} <= shown and len(shown) > 100


def test_no_person_below_the_leadership_and_no_id_is_on_the_page(tmp_path: Path) -> None:
    sample = sample_plan(tmp_path)
    text = b"\n".join(files_of(source_of(sample), tmp_path / "trang").values()).decode("utf-8", "replace")
    for person in sample.people:
        assert (person.name in text) == (person.name == sample.school.signer_name), person.name
        assert not person.email or person.email not in text
    assert not re.search(r"\b(HD|BV|GS|MC|LV|NV|VB|MO|CT|DG)-\d{3}\b", text)
    assert sample.suppressions[0].reason not in text and "DATE-04" not in text


def test_only_what_was_issued_is_shown(tmp_path: Path) -> None:
    """A measure written after the issue waits for the next version; a state reported since shows at once."""
    issued = sample_plan(tmp_path)
    changed = tuple(replace(one, measure="Việc mới chưa ban hành") for one in issued.actions[:1]) + issued.actions[1:]
    source = replace(source_of(replace(issued, actions=changed)), issued=issued)
    text = b"\n".join(files_of(source, tmp_path / "trang").values()).decode("utf-8", "replace")
    assert "Việc mới chưa ban hành" not in text
    assert issued.actions[0].measure.splitlines()[0] in text


def test_without_an_issued_plan_the_page_has_results_alone_and_says_so(tmp_path: Path) -> None:
    sample = sample_plan(tmp_path)
    files = files_of(source_of(sample, issued=False), tmp_path / "trang")
    text = b"\n".join(files.values()).decode("utf-8", "replace")
    assert "chưa ban hành kế hoạch" in files["index.html"].decode() and "27/27" in files["index.html"].decode()
    assert "ke-hoach.html" not in files and "45/KH-THMT" not in text
    assert not any(one.measure.splitlines()[0] in text for one in sample.actions)
    assert "Chưa có văn bản nào được ban hành" in files["van-ban.html"].decode()


def test_the_plan_in_the_form_of_circular_57(tmp_path: Path) -> None:
    """Its eight parts; what is improved with state and weakness, without the cause; no internal monitoring."""
    sample = replace(sample_plan(tmp_path), framework=framework("tt57-2026-general"))
    page = files_of(source_of(sample), tmp_path / "trang")["ke-hoach.html"].decode()
    assert "IV. NHỮNG VẤN ĐỀ CẦN CẢI TIẾN" in page and "V. NỘI DUNG KẾ HOẠCH CẢI TIẾN CHẤT LƯỢNG" in page
    assert "Điểm yếu:" in page and "GIÁM SÁT NỘI BỘ" not in page
    assert not any(one.cause and one.cause in page for one in sample.assessments)


def test_documents_without_a_frozen_copy_are_left_out_and_unsigned_ones_say_so(tmp_path: Path) -> None:
    files = files_of(source_of(sample_plan(tmp_path)), tmp_path / "trang")
    page = files["van-ban.html"].decode()
    assert "45/KH-THMT" in page and "05/BC-THMT" in page and "41/QĐ-THMT" not in page and "33/BC-THMT" not in page
    assert page.count("Chưa có bản đã ký") == 1
    assert [name for name in files if name.endswith(".pdf")] == ["van-ban/ke-hoach-45-kh-thmt-2024-08-15.pdf"]
