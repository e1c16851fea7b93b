"""The papers a school has beside its plan, in layouts as they are met: the rows of the sheet that they give."""

from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.document import Document

from qipsheets.documents.importing.documents import DECISION, EVIDENCE, PLAN, REPORT, WORKBOOK, read_documents
from qipsheets.documents.importing.draft import PlanDraft, lost_words
from qipsheets.frameworks.load import framework
from tests.documents import word_variants as variants

TT17 = framework("tt17-2018-primary")
NAMES = ("An", "Bình", "Cúc", "Dung", "Đào", "Hà", "Hoa", "Lan", "Mai", "Nga", "Oanh", "Phúc", "Quý", "Sen", "Yến")
HEAD = ("UBND XÃ BÌNH MINH", "TRƯỜNG TIỂU HỌC HOA SEN", "Số: 98/QĐ-HS", *variants.LETTERHEAD[3:6])


def saved(folder: Path, name: str, *blocks: str | Sequence[Sequence[str]]) -> Path:
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            merged(document, block)
    path = folder / name
    document.save(str(path))
    return path


def merged(document: Document, rows: Sequence[Sequence[str]]) -> None:
    """A table; «<» takes the cell to its left in, «^» the one above."""
    xml = ""
    for row in rows:
        cells = ""
        for at, text in enumerate(row):
            if text == "<":
                continue
            span = next((end for end in range(at + 1, len(row)) if row[end] != "<"), len(row)) - at
            below = "" if text == "^" else ' w:val="restart"'
            lines = "".join(
                f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in ("" if text == "^" else text).split("\n")
            )
            cells += f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/><w:vMerge{below}/></w:tcPr>{lines}</w:tc>'
        xml += f"<w:tr>{cells}</w:tr>"
    document.element.body.insert(len(document.element.body) - 1, variants.raw(f"<w:tbl>{xml}</w:tbl>"))


def read(path: Path, kind: str) -> PlanDraft:
    draft, (found,) = read_documents([path])
    assert found.kind == kind
    return draft


# --- the decision on the council: fifteen members ------------------------------------------------------------------

MEMBERS = [
    (f"Nguyễn Thị {name}", "Hiệu trưởng" if not at else "Giáo viên", ("Chủ tịch", "Thư ký")[at] if at < 2 else "Ủy viên")
    for at, name in enumerate(NAMES)
]  # fmt: skip
DECISIONS: dict[str, list[list[str]]] = {
    "as in the form": [["TT", "Họ và tên", "Chức danh, chức vụ", "Nhiệm vụ"]]
    + [[str(at), *member] for at, member in enumerate(MEMBERS, 1)],
    "other order, columns counted": [["STT", "Họ tên", "Nhiệm vụ trong hội đồng", "Chức vụ"], ["(1)", "(2)", "(3)", "(4)"]]
    + [[f"{at:02d}", name, role, post] for at, (name, post, role) in enumerate(MEMBERS, 1)],
    "with a column of groups": [["TT", "HỌ VÀ TÊN", "CHỨC VỤ", "NHIỆM VỤ", "NHÓM"]]
    + [[str(at), *member, "Nhóm 1"] for at, member in enumerate(MEMBERS, 1)],
}  # fmt: skip


@pytest.mark.parametrize("rows", DECISIONS.values(), ids=DECISIONS)
def test_a_decision_gives_its_fifteen_members(rows: list[list[str]], tmp_path: Path) -> None:
    title = ("QUYẾT ĐỊNH", "Về việc thành lập Hội đồng tự đánh giá", "Điều 1. Thành lập hội đồng gồm 15 thành viên.")
    draft = read(saved(tmp_path, "quyet-dinh.docx", *HEAD, *title, rows, *variants.FOOT[-2:]), DECISION)
    found = [(member.name, member.position, member.council_role) for member in draft.records["council"]]
    assert found == MEMBERS
    assert draft.form["name"] == "TRƯỜNG TIỂU HỌC HOA SEN"
    assert "plan_number" not in draft.form  # 98/QĐ is the decision's


# --- the evidence list: 115 rows -----------------------------------------------------------------------------------

HEADINGS = ("Tiêu chí", "Số TT", "Mã minh chứng", "Tên minh chứng",
            "Số, ngày ban hành, hoặc thời điểm khảo sát, điều tra, phỏng vấn, quan sát,…",
            "Nơi ban hành hoặc nhóm, cá nhân thực hiện", "Ghi chú")  # fmt: skip


def evidence(count: int = 115) -> list[tuple[str, str, str, str]]:
    """Criterion, code, title, reference; nine of ten without a reference."""
    codes = list(TT17.criteria)
    rows: list[tuple[str, str, str, str]] = []
    for at in range(count):
        criterion = codes[at * len(codes) // count]
        number = sum(row[0] == criterion for row in rows) + 1
        reference = f"Số {at}/QĐ-HS ngày 05/9/2019" if at % 10 == 0 else ""
        rows.append((criterion, f"[H{criterion[0]}-{criterion}-{number:02d}]", f"Minh chứng thứ {at}", reference))
    return rows


def by_criterion() -> list[list[str]]:
    """The form: a row for each standard, the criterion once, merged down over its rows."""
    rows: list[list[str]] = [list(HEADINGS)]
    standard, criterion = "", ""
    for code, mark, title, reference in evidence():
        if code[0] != standard:
            standard = code[0]
            rows.append([f"Tiêu chuẩn {standard}", *["<"] * 6])
        rows.append([f"Tiêu chí {code}" if code != criterion else "^", "1", mark, title, reference, "Nhà trường", ""])
        criterion = code
    return rows


def criterion_rows() -> list[list[str]]:
    """The criterion on a row of its own, codes with blanks and a long dash."""
    rows: list[list[str]] = [list(HEADINGS[1:])]
    criterion = ""
    for code, mark, title, reference in evidence():
        if code != criterion:
            rows.append([f"Tiêu chí {code}", *["<"] * 5])
            criterion = code
        rows.append(["1", mark.replace("-", " – "), title, reference, "Nhà trường", ""])
    return rows


def short_list() -> list[list[str]]:
    rows = [["TT", "Mã MC", "Tên minh chứng", "Số, ngày ban hành"]]
    return rows + [[str(at), mark, title, reference] for at, (_c, mark, title, reference) in enumerate(evidence(), 1)]


@pytest.mark.parametrize("layout", [by_criterion, criterion_rows, short_list], ids=lambda layout: layout.__name__)
def test_an_evidence_list_gives_its_115_rows(layout: Callable[[], list[list[str]]], tmp_path: Path) -> None:
    title = ("DANH MỤC MÃ MINH CHỨNG",)
    draft = read(saved(tmp_path, "minh-chung.docx", HEAD[1], *title, layout()), EVIDENCE)
    found = draft.records["evidence"]
    assert [(row.code, row.title) for row in found] == [(mark, name) for _c, mark, name, _r in evidence()]
    assert [row.number for row in found if row.number] == [f"{at}/QĐ-HS" for at in range(0, 115, 10)]
    assert {str(row.date.day) for row in found if row.date.text} == {"2019-09-05"}


def test_two_documents_in_a_cell_and_a_code_used_again(tmp_path: Path) -> None:
    rows = [
        list(HEADINGS),
        ["Tiêu chí 1.1", "1", "[H1-1.1-01]\n[H1-1.1-02]", "Quyết định A\nBiên bản B", "", "UBND xã", ""],
        ["Tiêu chí 1.2", "1", "[H1-1.1-01]", "Quyết định A", "", "", ""],
        ["", "2", "", "Giấy chưa có mã", "", "", ""],
    ]
    found = read(saved(tmp_path, "a.docx", "DANH MỤC MINH CHỨNG", rows), EVIDENCE).records["evidence"]
    assert [(row.code, row.title, row.note) for row in found] == [
        ("[H1-1.1-01]", "Quyết định A", "Dùng lại ở tiêu chí 1.2."),
        ("[H1-1.1-02]", "Biên bản B", ""),
        ("", "Giấy chưa có mã", "Tiêu chí 1.2"),
    ]


# --- the self-assessment report ------------------------------------------------------------------------------------


def level_of(code: str) -> int:
    """What the invented school reached: 1.3 and 1.5 nothing, two level 1, the rest as far as the circular goes."""
    highest = max(TT17.criteria[code].levels)
    return 0 if code in ("1.3", "1.5") else 1 if code in ("3.4", "5.3") else min(highest, 3)


def marks(code: str, tick: str, none: str) -> list[str]:
    levels = TT17.criteria[code].levels
    ticks = [tick if level <= level_of(code) else "" if level in levels else none for level in (1, 2, 3)]
    return [tick if level_of(code) == 0 else "", *ticks]


def summary_form() -> list[list[str]]:
    rows = [["Tiêu chuẩn,\ntiêu chí", "Kết quả", "<", "<", "<"], ["^", "Không đạt", "Đạt", "<", "<"],
            ["^", "^", "Mức 1", "Mức 2", "Mức 3"]]  # fmt: skip
    for standard in TT17.standards:
        rows.append([f"Tiêu chuẩn {standard.code}", "", "", "", ""])
        rows += [[f"Tiêu chí {one.code}", *marks(one.code, "x", "-")] for one in standard.criteria]
    return rows


def summary_plain() -> list[list[str]]:
    rows = [["Tiêu chí", "Không đạt", "Mức 1", "Mức 2", "Mức 3"]]
    return rows + [[code, *marks(code, "X", "--")] for code in TT17.criteria]


def summary_words() -> list[list[str]]:
    rows = [["TT", "Tiêu chuẩn, tiêu chí", "Chưa đạt", "Đạt mức 1", "Đạt mức 2", "Đạt mức 3"]]
    return rows + [[str(at), f"TC {code}", *marks(code, "Đạt", "")] for at, code in enumerate(TT17.criteria, 1)]


def sections(code: str, first: str = "1. ") -> tuple[str, ...]:
    return (
        f"Tiêu chí {code}: {TT17.criteria[code].name}",
        f"{first}Mô tả hiện trạng", "Mức 1:", f"a) Nhà trường làm việc {code} [H1-{code}-01].",
        "2. Điểm mạnh", f"Điểm mạnh của {code}.", "3. Điểm yếu", f"Điểm yếu của {code}.",
        "4. Kế hoạch cải tiến chất lượng", f"Trong năm tới làm tốt {code}.",
        f"5. Tự đánh giá: {f'Đạt Mức {level_of(code)}' if level_of(code) else 'Không đạt'}",
    )  # fmt: skip


@pytest.mark.parametrize("layout", [summary_form, summary_plain, summary_words], ids=lambda layout: layout.__name__)
def test_a_report_gives_the_level_of_every_criterion(layout: Callable[[], list[list[str]]], tmp_path: Path) -> None:
    chosen = ("1.5", "3.4", "5.3")
    body = [line for code in chosen for line in sections(code)]
    closing = ("Kết quả: Đạt Mức 1.", "Phần II. TỰ ĐÁNH GIÁ", "Tiêu chuẩn 1: Tổ chức và quản lý nhà trường")
    path = saved(
        tmp_path, "bao-cao.docx", HEAD[1], "BÁO CÁO TỰ ĐÁNH GIÁ", "Năm học 2019-2020", layout(), *closing, *body
    )
    draft = read(path, REPORT)
    found = {row.criterion: row for row in draft.records["assessments"]}
    assert {code: row.level for code, row in found.items()} == {code: level_of(code) for code in TT17.criteria}
    for code in chosen:
        assert (found[code].strengths, found[code].weaknesses) == (f"Điểm mạnh của {code}.", f"Điểm yếu của {code}.")
    assert [(a.criterion, a.measure) for a in draft.records["actions"]] == [
        (code, f"Trong năm tới làm tốt {code}.") for code in chosen
    ]
    kept = [text for rows in draft.records.values() for row in rows for text in vars_of(row)]
    assert (
        lost_words(
            " ".join(body),
            kept,
            ("Điểm mạnh yếu Kế hoạch cải tiến chất lượng Tự đánh giá Mô tả hiện trạng Không Đạt Mức",),
        )
        == []
    )


def vars_of(row: object) -> list[str]:
    values = [getattr(row, name) for name in type(row).__slots__]  # type: ignore[attr-defined]
    return [value if isinstance(value, str) else str(value) for value in values]


def test_conditions_of_level_4(tmp_path: Path) -> None:
    lines = ("BÁO CÁO TỰ ĐÁNH GIÁ", "Khoản 1: Đạt", "Khoản 2: Không đạt", "Khoản 3")
    found = read(saved(tmp_path, "a.docx", *lines), REPORT).records["level_4"]
    assert [(row.condition, row.met) for row in found] == [("Khoản 1", True), ("Khoản 2", False), ("Khoản 3", None)]


def test_problems_of_the_plan_form_of_2026(tmp_path: Path) -> None:
    rows = [
        ["TT", "Tiêu chuẩn, tiêu chí", "Hiện trạng", "Điểm yếu", "Nguyên nhân"],
        ["1", "Tiêu chí 1.2", "Đang làm", "Ít góp ý", "Thiếu thời gian"],
    ]
    path = saved(
        tmp_path,
        "a.docx",
        *variants.LETTERHEAD,
        *variants.PARTS[:-1],
        rows,
        variants.PARTS[-1],
        [variants.TT57, variants.ROW_57],
    )
    draft = read(path, PLAN)
    (problem,) = draft.records["assessments"]
    assert (problem.criterion, problem.weaknesses, problem.cause) == ("1.2", "Đang làm\nÍt góp ý", "Thiếu thời gian")
    assert [(action.criterion, action.weakness) for action in draft.records["actions"]] == [("1.2", variants.ROW_57[1])]


# --- a workbook, several files -------------------------------------------------------------------------------------


def test_tables_of_a_workbook_with_the_same_headings(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title, rows in (("MC", short_list()), ("HĐ", DECISIONS["as in the form"]), ("TĐG", summary_plain())):
        sheet = book.create_sheet(title)
        sheet.append(["TRƯỜNG TIỂU HỌC HOA SEN"])
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "bang.xlsx")
    draft = read(tmp_path / "bang.xlsx", WORKBOOK)
    counts = {tab: len(rows) for tab, rows in draft.records.items() if rows and tab != "unplaced"}
    assert counts == {"evidence": 115, "council": 15, "assessments": 27}


def test_several_files_are_read_in_one_with_the_plan_first(tmp_path: Path) -> None:
    plan = variants.plan(tmp_path / "ke-hoach.docx", variants.with_headings)
    others = saved(tmp_path, "qd.docx", *HEAD, "QUYẾT ĐỊNH", "Thành lập hội đồng", DECISIONS["as in the form"])
    draft, found = read_documents([others, plan])
    assert [one.kind for one in found] == [PLAN, DECISION]
    assert draft.form["plan_number"] == "07/KH-HS"
    assert len(draft.records["council"]) == 15
    assert draft.records["unplaced"][0].origin.startswith("qd.docx: ")
