"""`milestones`: shown, written once confirmed, taken back by `history undo`, in the calendar file afterwards."""

from pathlib import Path
from typing import Any

from qipsheets.sheets.codec import read_records
from qipsheets.sheets.schema import BY_KEY
from qipsheets.stores.xlsx.store import ExcelStore
from tests.commands.jobs import everything, home
from tests.google_sheet import Google, google, school  # noqa: F401 - fixtures
from tests.sync.sides import cell_texts

DAY = ("--today", "2024-09-10")


def names(store: Any) -> list[str]:
    return [one.name for one in read_records(BY_KEY["milestones"], store.read()["milestones"], None, lambda _f: None)]


def test_proposed_and_written_once(run: Any, empty: Path) -> None:
    store = ExcelStore(empty, home())
    before, kept = cell_texts(store.read()), everything(home(), empty.parent)
    shown = run("milestones", "--store", empty, *DAY, "--dry-run")
    assert (shown.code, everything(home(), empty.parent) == kept) == (0, True)
    assert "Hoàn thành và công bố báo cáo tự đánh giá" in shown.out
    unsure = run("milestones", "--store", empty, *DAY)  # nobody to confirm
    assert (unsure.code, names(store)) == (2, [])
    done = run("milestones", "--store", empty, *DAY, "--yes", "--json")
    assert (done.code, done.json["written"], names(store)) == (0, True, [m["name"] for m in done.json["milestones"]])
    assert len(names(store)) == 9
    again = run("milestones", "--store", empty, *DAY, "--yes", "--json")
    assert (again.code, again.json["milestones"], again.json["written"]) == (0, [], False)
    findings = run("validate", "--store", empty, *DAY, "--json").json["findings"]
    assert not [one for one in findings if one["tab"] == "Mốc thời gian" and one["severity"] == "error"]
    calendar = empty.with_name("lich.ics")
    assert run("calendar", "--store", empty, *DAY, "--out", calendar).code == 0
    assert calendar.read_text(encoding="utf-8").count("SUMMARY:Mốc:") == 9
    assert run("history", "undo", "--store", empty, "--yes").code == 0
    assert cell_texts(store.read()) == before


def test_what_would_be_overdue_at_once_is_left_out(run: Any, empty: Path) -> None:
    shown = run("milestones", "--store", empty, "--today", "2025-05-20", "--dry-run", "--json").json["milestones"]
    found = run("milestones", "--store", empty, "--today", "2025-05-20", "--yes").out
    assert 0 < len(shown) < 9 and min(one["due"] for one in shown) >= "2025-05-20"
    assert f"Milestones left out, for their day has passed: {9 - len(shown)}." in found
    assert not run("overdue", "--store", empty, "--today", "2025-05-20", "--json").json["milestones"]


def test_in_a_google_sheet(run: Any, school: Google) -> None:  # noqa: F811
    before = cell_texts(school.store.read())
    done = run("milestones", "--store", school.url, *DAY, "--yes")
    assert done.code == 0, done.err
    now = cell_texts(school.store.read())
    assert {place: text for place, text in now.items() if place in before} == before
    assert {place[0] for place in now.keys() - before.keys()} == {"milestones"}
    assert run("history", "undo", "--store", school.url, "--yes").code == 0
    assert cell_texts(school.store.read()) == before
