"""Schools whose plans are in Google Sheets: one call each, none where nothing has changed, what is revoked is told."""

from pathlib import Path

import pytest
from make_schools import register_rows, school

from qipsheets.errors import SignInTrouble
from qipsheets.offices import collecting
from qipsheets.offices.collecting import collect_school
from qipsheets.offices.keeping import Office
from qipsheets.offices.office import Collecting, Force, robots_in
from qipsheets.offices.parquet import read_rows
from qipsheets.offices.register import open_register
from qipsheets.offices.summary import Summary
from qipsheets.store_address import StoreAddress, StoreKind
from qipsheets.stores.google import client
from tests.google_sheet import ROBOT, Google, google, prepared
from tests.offices import made
from tests.offices.made import DAY, collect, kept
from tests.sheets_server import staff

__all__ = ("google",)
SECOND = "may-hai@truong.iam.gserviceaccount.com"
COUNT = 2
KEPT = ("Trường", "Tự đánh giá", "Hành động")  # tabs: what the server need not send takes no time


@pytest.fixture
def sheets(google: Google) -> list[str]:
    """The Sheets of some schools, each with the sample plan."""
    found = [google.new_sheet() for _number in range(COUNT)]
    for sheet in found:
        book = google.server.book(sheet)
        book.adopt(prepared().shell())
        book.sheets = [one for one in book.sheets if one.title in KEPT]
        book.sharing.writers.add(SECOND)
    return found


@pytest.fixture
def register(sheets: list[str], tmp_path: Path) -> Path:
    addresses = [str(StoreAddress(StoreKind.SHEET, sheet)) for sheet in sheets]
    return made.register(tmp_path, dict(enumerate(addresses)))


def states(data: Path) -> dict[str, str]:
    return {row.code: row.state for path in Office(data).files(DAY) for _code, row in read_rows(Summary, path)}


def test_each_sheet_is_read_in_one_call_and_never_again_while_nothing_changes(
    google: Google, register: Path, sheets: list[str], tmp_path: Path
) -> None:
    first = collect(register, tmp_path / "so")
    assert first.states == {"sent": COUNT} and first.calls == COUNT
    assert google.calls() == (COUNT, 0) and first.notes == ()
    before, mark = kept(tmp_path / "so"), len(google.server.log)
    again = collect(register, tmp_path / "so")
    assert (again.unchanged, again.calls) == (COUNT, 0)
    assert google.calls(mark) == (0, 0) and kept(tmp_path / "so") == before


def test_a_sheet_that_somebody_has_changed_is_the_only_one_read_anew(
    google: Google, register: Path, sheets: list[str], tmp_path: Path
) -> None:
    collect(register, tmp_path / "so")
    book = google.server.book(sheets[1])
    google.server.tokens.clock_skew += 60
    head = list(staff.values(book, "Tự đánh giá")[0])
    staff.type_cell(book, "Tự đánh giá", 1, head.index("Mức đạt"), "Mức 1")
    run = collect(register, tmp_path / "so")
    assert (run.unchanged, run.calls) == (COUNT - 1, 1)


def test_a_sheet_touched_without_a_change_is_read_and_not_checked(
    google: Google, register: Path, sheets: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collect(register, tmp_path / "so")
    google.server.service.states.clear()
    google.server.tokens.clock_skew += 60
    monkeypatch.setattr(collecting, "check_plan", None)  # it would raise
    run = collect(register, tmp_path / "so")
    assert (run.unchanged, run.calls) == (COUNT, COUNT)


def test_a_sheet_that_is_shared_no_more_is_reported_and_the_others_are_taken(
    google: Google, register: Path, sheets: list[str], tmp_path: Path
) -> None:
    google.server.book(sheets[1]).sharing.writers.clear()
    run = collect(register, tmp_path / "so")
    assert states(tmp_path / "so") == {
        school(number).code: "refused" if number == 1 else "sent" for number in range(COUNT)
    }
    (row,) = run.reasons
    assert ROBOT in row.reason and run.calls == COUNT


@pytest.mark.parametrize("workers", [1, 2])
def test_a_sign_in_that_is_withdrawn_meanwhile_stops_the_calls_and_is_no_fault_of_a_school(
    workers: int, google: Google, register: Path, sheets: list[str], tmp_path: Path
) -> None:
    def withdraw(_done: int, _count: int) -> None:
        google.server.tokens.revoked.add(ROBOT)

    run = Collecting(open_register(str(register)), tmp_path / "so", DAY, Force(workers=workers))
    assert len(run.tasks) == COUNT  # Drive is asked while the sign-in is good
    if workers > 1:
        withdraw(0, 0)  # processes may have read both Sheets before anybody hears of the first
    with pytest.raises(SignInTrouble, match=ROBOT):
        run.run(lambda _ahead: None, withdraw)
    assert Office(tmp_path / "so").days() == []
    google.server.tokens.revoked.clear()
    again = collect(register, tmp_path / "so")
    assert again.states == {"sent": COUNT} and again.resumed == (1 if workers == 1 else 0)


def test_faults_of_the_service_are_asked_again_and_none_is_dropped(
    google: Google, register: Path, sheets: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qipsheets.offices import work

    monkeypatch.setattr(work, "_LONGEST_PAUSE", 0.05)
    google.server.faults.error(503)
    google.server.faults.quota(nth=2)
    run = collect(register, tmp_path / "so")
    assert run.states == {"sent": COUNT} and run.calls == COUNT + 2


def test_two_robots_share_the_calls(google: Google, register: Path, sheets: list[str], tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    for address in (ROBOT, SECOND):
        google.server.write_key(keys, email=address).rename(keys / f"{address[:6]}.json")
    run = collect(register, tmp_path / "so", force=Force(robots=robots_in(keys)))
    assert run.states == {"sent": COUNT}
    users = [entry.user for entry in google.server.log if "/v4/spreadsheets/" in entry.path]
    assert sorted(users) == sorted([ROBOT, SECOND] * (COUNT // 2))


def test_without_a_sign_in_nothing_is_begun_and_one_robot_that_works_is_enough(
    google: Google, register: Path, sheets: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "broken.json").write_text("{", encoding="utf-8")
    with pytest.raises(SignInTrouble):
        collect(register, tmp_path / "so", force=Force(robots=robots_in(keys)))
    with monkeypatch.context() as patch, pytest.raises(SignInTrouble):
        patch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(keys / "none.json"))
        collect(register, tmp_path / "so")
    assert Office(tmp_path / "so").days() == []
    google.server.write_key(keys, email=SECOND).rename(keys / "second.json")
    run = collect(register, tmp_path / "so", force=Force(robots=robots_in(keys)))
    assert run.states == {"sent": COUNT}
    assert ["broken.json" in one.text("en") for one in run.notes] == [True]


def test_without_drive_every_sheet_is_read_and_that_is_reported(
    google: Google, register: Path, sheets: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_ASKED", client._ASKED | {"q": "other"})  # which the server does not do
    for _time in range(2):
        run = collect(register, tmp_path / "so")
        assert run.calls == COUNT and len(run.notes) == 1


def test_drive_tells_of_more_sheets_than_one_page_holds(
    google: Google, register: Path, sheets: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_ASKED", client._ASKED | {"pageSize": "1"})
    collect(register, tmp_path / "so")
    assert collect(register, tmp_path / "so").calls == 0
    assert len([one for one in google.server.log if one.path.startswith("/drive/")]) == 2 * (COUNT + 1)


def test_the_register_may_be_a_sheet(google: Google, sheets: list[str]) -> None:
    sheet = google.new_sheet()
    book = google.server.book(sheet)
    rows = register_rows([school(0)], {school(0).code: sheets[0]})
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            staff.type_cell(book, "Sheet1", at, column, text)
    (entry,) = open_register(str(StoreAddress(StoreKind.SHEET, sheet))).entries
    assert entry.is_sheet and entry.name == school(0).name and entry.code == school(0).code


def test_a_worker_needs_nothing_but_its_task(google: Google, register: Path, sheets: list[str], tmp_path: Path) -> None:
    (first, *_rest) = Collecting(open_register(str(register)), tmp_path / "so", DAY, Force()).tasks
    outcome = collect_school(first)
    assert outcome.summary.state == "sent" and outcome.calls == 1
    assert collect_school(first) == outcome
