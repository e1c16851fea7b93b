"""The main job on the sample school: what a secretary sees and what a program reads."""

import csv
import hashlib
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import Result

Run = Callable[..., Result]
DAY = "2025-03-15"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_validate_finds_what_was_planted_in_the_sample_and_no_more(run: Run, sample: Path) -> None:
    result = run("validate", "--store", sample, "--today", DAY, "--json")
    found = {(f["code"], f["key"]) for f in result.json["findings"]}
    assert found == {
        ("PCT-01", "SL-002"),
        ("CELL-02", "HD-009"),
        ("LEVEL-04", "HD-018"),
        ("OWNER-01", "HD-025"),
        ("DATE-02", "HD-028"),
        ("REF-01", "BV-048"),
        ("PCT-05", "GS-046"),
        ("DATE-09", "GS-106"),  # the log runs to the end of the year, the day is in March
        ("LEVEL-08", "framework"),
        ("STATE-05", "HD-012"),  # not planted: nobody reported for weeks
        ("STATE-05", "HD-013"),
    }
    assert result.code == 1


def test_validate_json_keeps_its_contract(run: Run, sample: Path) -> None:
    found = run("validate", "--store", sample, "--today", DAY, "--json").json
    assert found["schema_version"] == 1
    for finding in found["findings"]:
        assert {"code", "severity", "message", "hint", "tab", "key", "heading", "cell"} <= finding.keys()
    assert [
        (t["level"], t["met"], t["not_met"], t["total"], t["percent_met"], t["percent_not_met"])
        for t in found["tallies"]
    ] == [
        (1, 27, 0, 27, 100, 0),
        (2, 20, 7, 27, 74.1, 25.9),
        (3, 4, 15, 19, 21.1, 78.9),
    ]
    assert {t["source"] for t in found["tallies"]} == {"assessments"}
    level = found["level"]
    assert (level["derived"], level["declared"], level["source"]) == (1, 1, "assessments")
    assert level["blocked_by"] == ["2.3", "3.1", "3.2", "3.3", "3.4", "3.6", "5.3"]


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--fail-on", "never"), 0), (("--select", "LEVEL"), 0), (("--select", "LEVEL", "--fail-on", "warning"), 1),
     (("--ignore", "PCT", "--ignore", "CELL", "--ignore", "REF"), 0), (("--fail-on", "info", "--select", "LEVEL-08"), 1)],
)  # fmt: skip
def test_what_validate_fails_on(run: Run, sample: Path, words: tuple[str, ...], code: int) -> None:
    assert run("validate", "--store", sample, "--today", DAY, *words).code == code


def test_validate_shows_cell_message_and_remedy(run: Run, sample: Path) -> None:
    text = run("validate", "--store", sample, "--today", DAY).out
    assert "L10" in text
    assert "20/27 = 74,1%, not 74,3%" in text
    assert "Write 74,1%." in text


def test_overdue(run: Run, sample: Path) -> None:
    late = run("overdue", "--store", sample, "--today", DAY, "--json").json["actions"]
    assert [(a["key"], a["days_late"]) for a in late] == [
        ("BV-021", 43),
        ("HD-009", 43),
        ("BV-013", 15),
        ("HD-005", 15),
    ]
    assert {"key", "criterion", "owner", "due", "days_late", "status", "percent"} <= late[0].keys()
    mine = run("overdue", "--store", sample, "--today", DAY, "--owner", "kế TOÁN", "--json").json["actions"]
    assert {a["owner"] for a in mine} == {"Kế toán"}
    soon = run("overdue", "--store", sample, "--today", DAY, "--soon", 30, "--json").json["actions"]
    assert {"due_soon", "overdue"} == {a["status"] for a in soon}
    assert "HD-009" in run("overdue", "--store", sample, "--today", DAY).out


def test_nothing_late_is_said(run: Run, empty: Path) -> None:
    result = run("overdue", "--store", empty, "--today", DAY)
    assert (result.code, "Nothing is late" in result.out) == (0, True)


def test_sync_flags_by_id_and_a_second_run_writes_nothing(run: Run, sample: Path) -> None:
    assert run("sync", "--store", sample, "--today", DAY).code == 0
    sheet = openpyxl.load_workbook(sample)["Tiến độ"]
    flags = {row[0]: row[1:3] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert flags["HD-009"] == ("Quá hạn", 43)
    checks = openpyxl.load_workbook(sample)["Kiểm tra"]
    assert any(row[1] == "PCT-01" and row[3] == "F3" for row in checks.iter_rows(min_row=2, values_only=True))
    links = {cell.value: cell.hyperlink.location for cell in checks["D"][1:] if cell.hyperlink}
    assert links["F3"] == "'Số liệu công bố'!F3" and links["L10"] == "'Hành động'!L10"
    assert len([cell for cell in checks["D"][1:] if cell.value]) == len(
        [cell for cell in checks["D"] if cell.hyperlink]
    )
    before = digest(sample)
    again = run("sync", "--store", sample, "--today", DAY)
    assert "Nothing has changed" in again.out
    assert digest(sample) == before


def test_the_next_day_s_sync_stamps_once(run: Run, sample: Path) -> None:
    run("sync", "--store", sample, "--today", "2025-06-29")
    stamps = []
    for day in ("2025-06-30", "2025-06-30"):
        run("sync", "--store", sample, "--today", day)
        stamps.append((openpyxl.load_workbook(sample)["Đồng bộ"]["B2"].value, digest(sample)))
    assert stamps[0] == stamps[1]
    assert str(stamps[0][0]).startswith("30/06/2025")


def test_what_is_mended_disappears(run: Run, sample: Path) -> None:
    run("sync", "--store", sample, "--today", DAY)
    book = openpyxl.load_workbook(sample)
    book["Hành động"]["L10"] = "Ngân sách: 120 triệu đồng"
    book.save(sample)
    run("sync", "--store", sample, "--today", DAY)
    checks = openpyxl.load_workbook(sample)["Kiểm tra"]
    assert not any(row[4] == "HD-009" for row in checks.iter_rows(min_row=2, values_only=True))


def test_p8_a_dry_run_writes_nothing(run: Run, sample: Path) -> None:
    before = digest(sample)
    result = run("sync", "--store", sample, "--today", DAY, "--dry-run")
    assert "HD-009" in result.out or "Kiểm tra" in result.out
    assert digest(sample) == before
    assert {path.name for path in sample.parent.iterdir()} == {sample.name}


def rows_deleted(book: openpyxl.Workbook) -> None:
    book["Hành động"].delete_rows(2, 25)
    book["Bước thực hiện"].delete_rows(2, 45)


def tab_emptied(book: openpyxl.Workbook) -> None:
    for title in ("Hành động", "Bước thực hiện"):
        book[title].delete_rows(1, 500)


def tab_deleted(book: openpyxl.Workbook) -> None:
    del book["Hành động"]
    del book.defined_names["qip_actions"]


def heading_lost(book: openpyxl.Workbook) -> None:
    book["Hành động"]["H1"] = "xyz"


def people_deleted(book: openpyxl.Workbook) -> None:
    del book["Nhân sự"]


def log_emptied(book: openpyxl.Workbook) -> None:
    book["Nhật ký giám sát"].delete_rows(2, 400)


def most_prose_deleted(book: openpyxl.Workbook) -> None:
    tab = book["Lời văn"]
    used = sum(1 for row in tab.iter_rows(min_row=2, values_only=True) if any(row[1:]))
    tab.delete_rows(2, used // 2 + 1)


HARMS = [rows_deleted, tab_emptied, tab_deleted, heading_lost, people_deleted, log_emptied, most_prose_deleted]


@pytest.mark.parametrize("harm", HARMS)
def test_p6_a_doubtful_read_changes_nothing_and_says_so(
    run: Run, sample: Path, harm: Callable[[openpyxl.Workbook], None]
) -> None:
    run("sync", "--store", sample, "--today", DAY)
    book = openpyxl.load_workbook(sample)
    harm(book)
    book.save(sample)
    before = digest(sample)
    for _again in range(2):  # what was refused once is not what the next one compares with
        refused = run("sync", "--store", sample, "--today", DAY)
        assert (refused.code, digest(sample) == before) == (5, True)
        assert "--accept-loss" in refused.err
    assert run("job", "--store", sample, "--today", DAY).code == 5
    assert digest(sample) == before
    assert run("sync", "--store", sample, "--today", DAY, "--accept-loss").code == 0


def test_a_few_rows_less_are_no_doubt(run: Run, sample: Path) -> None:
    run("sync", "--store", sample, "--today", DAY)
    book = openpyxl.load_workbook(sample)
    book["Hành động"].delete_rows(2, 3)
    book.save(sample)
    assert run("sync", "--store", sample, "--today", DAY).code == 0


def test_sync_writes_vietnamese_whatever_the_language(run: Run, sample: Path) -> None:
    run("sync", "--store", sample, "--today", DAY)
    checks = openpyxl.load_workbook(sample)["Kiểm tra"]
    assert checks["A2"].value == "Lỗi"


def test_ids_fill_mends_missing_and_doubled_ids(run: Run, sample: Path) -> None:
    book = openpyxl.load_workbook(sample)
    sheet = book["Hành động"]
    sheet["A3"], sheet["A5"] = None, "HD-003"
    sheet.delete_rows(40, 100)
    book.save(sample)
    before = digest(sample)
    shown = run("fix", "--store", sample, "--dry-run")
    assert "HD-003 → " in shown.out
    assert digest(sample) == before
    refused = run("fix", "--store", sample)  # nobody there to confirm
    assert (refused.code, digest(sample) == before) == (2, True)
    assert run("fix", "--store", sample, "--yes").code == 0
    codes = {f["code"] for f in run("validate", "--store", sample, "--today", DAY, "--json").json["findings"]}
    assert not codes & {"ID-01", "ID-02", "ID-03"}
    rows = list(openpyxl.load_workbook(sample)["Hành động"].iter_rows(min_row=2, values_only=True))
    keys = [row[0] for row in rows if row[0]]
    assert len(keys) == len(set(keys))
    assert any(str(row[8]).startswith("=IFERROR") for row in rows[-3:])
    assert "nothing mechanical" in run("fix", "--store", sample).out


def test_export_json_keeps_its_contract(run: Run, sample: Path) -> None:
    found = run("export", "--store", sample, "--today", DAY, "--json").json
    action = next(a for a in found["actions"] if a["key"] == "HD-009")
    wanted = {"key", "criterion", "current_level", "part_level", "measure", "owner", "owners", "start", "end", "funding",
              "oversight", "note", "status", "percent"}  # fmt: skip
    assert wanted <= action.keys()
    assert (action["status"], action["end"], action["owners"]) == ("overdue", "2025-01-31", ["Kế toán"])
    parts = {"school", "year", "bases", "prose", "solutions", "assessments", "tallies", "steps", "observations", "reviews",
             "evidence", "targets", "milestones", "people", "council", "duties", "recipients", "comments", "documents",
             "calendar", "suppressions"}  # fmt: skip
    assert parts <= found.keys()


def test_export_csv_opens_in_a_spreadsheet_and_runs_nothing(run: Run, sample: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sample)
    book["Hành động"]["E3"] = "=HYPERLINK('x')"
    book["Hành động"]["E3"].data_type = "s"
    book.save(sample)
    assert run("export", "--store", sample, "--csv", tmp_path / "dữ liệu").code == 0
    raw = (tmp_path / "dữ liệu" / "actions.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True)))
    assert rows[1]["Biện pháp cải tiến"] == "'=HYPERLINK('x')"
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    package = json.loads((tmp_path / "dữ liệu" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        header = (tmp_path / "dữ liệu" / resource["path"]).read_text(encoding="utf-8-sig").splitlines()[0]
        assert [field["name"] for field in resource["schema"]["fields"]] == next(csv.reader([header]))


def wrong_in(folder: Path) -> set[tuple[str, str, str]]:
    """What a reader of Table Schema finds in an exported package: file, row's ID, field."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    schemas = {one["name"]: one["schema"] for one in package["resources"]}
    rows = {
        name: list(csv.DictReader((folder / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)))
        for name in schemas
    }
    types: dict[str, Callable[[str], object]] = {
        "string": str, "number": Decimal, "integer": int, "date": date.fromisoformat,
        "boolean": {"Có": True, "Không": False}.__getitem__,
    }  # fmt: skip
    found = set()
    for name, schema in schemas.items():
        keys = [row["Mã"] for row in rows[name]]
        found |= {(name, key, "Mã") for key in keys if schema["primaryKey"] == ["Mã"] and keys.count(key) > 1}
        for row in rows[name]:
            for field in schema["fields"]:
                cell, constraints = row[field["name"]], field.get("constraints", {})
                try:
                    types[field["type"]](cell) if cell else None
                    fits = cell in constraints.get("enum", [cell]) if cell else not constraints.get("required")
                except (ArithmeticError, ValueError, KeyError):
                    fits = False
                found |= set() if fits else {(name, row["Mã"], field["name"])}
            for key in schema.get("foreignKeys", ()):
                (field,), target = key["fields"], key["reference"]["resource"] or name
                if row[field] and row[field] not in {one["Mã"] for one in rows[target]}:
                    found.add((name, row["Mã"], field))
    return found


def test_a_reader_of_the_exported_package_finds_what_is_wrong(run: Run, sample: Path, tmp_path: Path) -> None:
    """Types, keys and references of `datapackage.json`; frictionless finds the same."""
    assert run("export", "--store", sample, "--csv", tmp_path / "a").code == 0
    planted = {("actions", "HD-009", "Kinh phí"), ("steps", "BV-048", "Hành động")}
    assert wrong_in(tmp_path / "a") == planted
    book = openpyxl.load_workbook(sample)
    book["Chỉ tiêu"]["H2"], book["Lịch nghỉ"]["B2"] = "ba mươi", "hôm qua"
    book["Nhân sự"]["A3"] = book["Nhân sự"]["A2"].value
    book.save(sample)
    assert run("export", "--store", sample, "--csv", tmp_path / "b").code == 0
    assert wrong_in(tmp_path / "b") == planted | {
        ("targets", "CT-001", "Cần đạt"), ("calendar", "LN-001", "Từ ngày"), ("people", "NS-001", "Mã"),
    }  # fmt: skip


def test_exported_cells_have_their_types(run: Run, sample: Path, tmp_path: Path) -> None:
    assert run("export", "--store", sample, "--csv", tmp_path).code == 0

    def row(name: str, key: str) -> dict[str, str]:
        lines = (tmp_path / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
        return next(row for row in csv.DictReader(lines) if row["Mã"] == key)

    tally, action, target = row("tallies", "SL-002"), row("actions", "HD-001"), row("targets", "CT-001")
    assert (tally["Mức"], tally["Tỷ lệ đạt (%)"]) == ("2", "74.3")
    assert (action["Hoàn thành"], action["Hoàn thành (ngày)"]) == ("5/2025", "2025-05-31")
    assert (target["Cần đạt"], target["Ngày đo"]) == ("35", "2024-09-16")


def test_rules_and_explain(run: Run) -> None:
    assert "PCT-01" in run("rules").out
    assert len(run("rules", "--json").json["rules"]) > 40
    assert "66,7%" in run("rules", "pct-01").out
    missing = run("rules", "PCT-1")
    assert (missing.code, "PCT-01" in missing.err) == (2, True)


def test_the_school_s_own_framework_file(run: Run, sample: Path) -> None:
    text = (Path("qipsheets/frameworks/tt17-2018-primary.toml")).read_text(encoding="utf-8")
    (sample.parent / "rieng.toml").write_text(text.replace("verified = false", "verified = true"), encoding="utf-8")
    book = openpyxl.load_workbook(sample)
    row = next(row for row in book["Trường"].iter_rows() if row[0].value == "framework_file")
    row[2].value = "rieng.toml"
    book.save(sample)
    codes = [f["code"] for f in run("validate", "--store", sample, "--today", DAY, "--json").json["findings"]]
    assert "LEVEL-08" not in codes
    (sample.parent / "rieng.toml").write_text("id = 5\n[[x", encoding="utf-8")
    broken = run("validate", "--store", sample)
    assert (broken.code, "rieng.toml" in broken.err) == (3, True)
