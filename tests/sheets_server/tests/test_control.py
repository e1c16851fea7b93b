"""What tests order from the server: faults, quotas, staff between two calls, the log."""

import time
from collections.abc import Callable

import pytest
import requests

from tests.sheets_server import staff
from tests.sheets_server.book.book import Book
from tests.sheets_server.book.boxes import Area
from tests.sheets_server.calls import Call
from tests.sheets_server.replies import Json
from tests.sheets_server.server import SheetsServer
from tests.sheets_server.tests.sheets_api import PERSON, ROBOT, Api, Refusal, Sheet, grid

ADD: Json = {"requests": [{"addSheet": {}}]}


def post(sheet: Sheet) -> requests.Response:
    address = f"{sheet.api.server.url}/v4/spreadsheets/{sheet.id}:batchUpdate"
    return sheet.api.session.post(address, json=ADD, timeout=5)


@pytest.mark.parametrize("seconds", [None, 7], ids=["without Retry-After", "with Retry-After"])
def test_429(server: SheetsServer, sheet: Sheet, seconds: int | None) -> None:
    server.faults.quota(retry_after=seconds)
    reply = post(sheet)
    error = reply.json()["error"]
    assert (reply.status_code, error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert reply.headers.get("Retry-After") == (None if seconds is None else "7")
    assert error["message"].startswith("Quota exceeded for quota metric 'Write requests'")
    assert error["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"
    assert len(sheet.book.sheets) == 1
    assert post(sheet).status_code == 200


@pytest.mark.parametrize(("applied", "count"), [(False, 1), (True, 2)], ids=["not applied", "applied"])
@pytest.mark.parametrize("status", [500, 503])
def test_5xx(server: SheetsServer, sheet: Sheet, applied: bool, count: int, status: int) -> None:
    server.faults.error(status, applied=applied)
    reply = post(sheet)
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, status)
    assert len(sheet.book.sheets) == count
    assert (server.log[-1].applied, server.log[-1].fault) == (applied, "error_applied" if applied else "error")


def test_a_page_instead_of_json(server: SheetsServer, sheet: Sheet) -> None:
    server.faults.html()
    reply = post(sheet)
    assert (reply.status_code, reply.headers["Content-Type"]) == (502, "text/html; charset=UTF-8")
    assert len(sheet.book.sheets) == 1


def test_a_reply_cut_off(server: SheetsServer, sheet: Sheet) -> None:
    server.faults.cut()
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)):
        post(sheet)
    assert len(sheet.book.sheets) == 2


@pytest.mark.parametrize(("applied", "count"), [(True, 2), (False, 1)])
def test_a_reply_dropped(server: SheetsServer, sheet: Sheet, applied: bool, count: int) -> None:
    server.faults.drop(applied=applied)
    with pytest.raises(requests.exceptions.ConnectionError):
        post(sheet)
    assert len(sheet.book.sheets) == count


def test_a_slow_reply(server: SheetsServer, sheet: Sheet) -> None:
    server.faults.slow(2)
    address = f"{server.url}/v4/spreadsheets/{sheet.id}:batchUpdate"
    with pytest.raises(requests.exceptions.ReadTimeout):
        sheet.api.session.post(address, json=ADD, timeout=0.2)
    deadline = time.monotonic() + 5
    while len(sheet.book.sheets) == 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(sheet.book.sheets) == 2


def test_a_token_lost(server: SheetsServer, sheet: Sheet) -> None:
    server.faults.lost_token()
    assert post(sheet).status_code == 401
    assert post(sheet).status_code == 401
    assert len(sheet.book.sheets) == 1


def test_which_call_is_struck(server: SheetsServer, sheet: Sheet) -> None:
    server.faults.error(path="batchUpdate", nth=2, times=2)
    server.faults.quota(method="GET")
    assert [post(sheet).status_code for _ in range(5)] == [200, 500, 500, 200, 200]
    with pytest.raises(Refusal) as caught:
        sheet.get()
    assert caught.value.status == 429
    sheet.get()
    server.faults.error(times=100)
    server.faults.clear()
    assert post(sheet).status_code == 200


def test_the_token_endpoint_can_fail_too(server: SheetsServer) -> None:
    server.faults.error(503, path="/token")
    assert requests.post(f"{server.url}/token").status_code == 503
    assert requests.post(f"{server.url}/token").status_code == 400


def statuses(api: Api, path: str, count: int) -> list[int]:
    return [api.session.get(f"{api.server.url}/v4/spreadsheets{path}").status_code for _ in range(count)]


def test_quotas_are_off_unless_switched_on(server: SheetsServer, sheet: Sheet) -> None:
    assert set(statuses(sheet.api, f"/{sheet.id}", 70)) == {200}


def test_quota_of_a_user_reads_and_writes_apart(server: SheetsServer, sheet: Sheet) -> None:
    server.quotas.on, server.quotas.retry_after = True, 30
    assert statuses(sheet.api, f"/{sheet.id}", 62) == [200] * 60 + [429] * 2
    assert post(sheet).status_code == 200
    with pytest.raises(Refusal) as caught:
        sheet.get()
    assert caught.value.headers["Retry-After"] == "30"
    assert "'Read requests per minute per user'" in caught.value.message
    server.quotas.seen.clear()
    sheet.get()


def test_quota_of_the_project(server: SheetsServer, sheet: Sheet) -> None:
    server.quotas.on, server.quotas.per_project = True, 3
    other = Api(server, PERSON)
    assert statuses(sheet.api, f"/{sheet.id}", 2) + statuses(other, f"/{sheet.id}", 2) == [200, 200, 200, 429]


def test_staff_between_two_calls(server: SheetsServer, sheet: Sheet) -> None:
    seen = []

    def edit(moment: str, call: Call, book: Book | None) -> None:
        seen.append((moment, call.method))
        if moment == "after" and call.method == "GET" and book is not None:
            staff.insert_row(book, "Sheet1", 0)

    sheet.put("A1", [["x"]])
    server.between_calls = edit
    assert sheet.values("A1:A2") == [["x"]]
    assert sheet.values("A1:A2") == [[], ["x"]]
    assert seen == [("before", "GET"), ("after", "GET")] * 2


def test_the_log_tells_every_call_and_every_written_range(server: SheetsServer, sheet: Sheet) -> None:
    sheet.put("B2:C3", [[1, 2], [3, 4]])
    sheet.values("A1")
    sheet.batch({"repeatCell": {"range": grid(0, 1, 0, 1), "cell": {"note": "n"}, "fields": "note"}}, {"addSheet": {}})
    sheet.refused(
        {"repeatCell": {"range": grid(0, 1, 0, 1), "cell": {}, "fields": "*"}}, {"deleteSheet": {"sheetId": 9}}
    )
    staff.type_cell(sheet.book, "Sheet1", 5, 5, "by hand")
    found = [(record.method, record.status, record.user, record.applied) for record in server.log]
    assert found == [
        ("POST", 200, ROBOT, True),
        ("GET", 200, ROBOT, False),
        ("POST", 200, ROBOT, True),
        ("POST", 400, ROBOT, False),
    ]
    assert [(area.title, area.sheet_id, area.area, area.user, area.kind) for area in server.written] == [
        ("Sheet1", 0, Area(1, 3, 1, 3), ROBOT, "updateCells"),
        ("Sheet1", 0, Area(0, 1, 0, 1), ROBOT, "repeatCell"),
    ]
    assert next(iter(server.log[0].body["requests"][0])) == "updateCells"


def test_staff_do_what_people_do(sheet: Sheet) -> None:
    book = sheet.book
    for row, words in enumerate([["Mã", "Việc"], ["2", "b"], ["1", "a"], ["3", "c"]]):
        staff.type_row(book, "Sheet1", row, words)
    staff.sort_rows(book, "Sheet1", 0)
    staff.move_row(book, "Sheet1", 3, 1)
    assert staff.values(book, "Sheet1") == [["Mã", "Việc"], [3, "c"], [1, "a"], [2, "b"]]
    staff.delete_row(book, "Sheet1", 1)
    staff.insert_column(book, "Sheet1", 0)
    staff.type_cell(book, "Sheet1", 0, 0, "=B2")
    staff.type_cell(book, "Sheet1", 2, 2, "")
    assert staff.values(book, "Sheet1") == [[1, "Mã", "Việc"], ["", 1, "a"], ["", 2]]
    assert staff.cell_value(book, "Sheet1", 9, 9) is None
    staff.duplicate_sheet(book, "Sheet1", "Bản sao")
    staff.rename_sheet(book, "Sheet1", "Chính")
    staff.filter_rows(book, "Chính", 2, ["a"])
    assert [other.title for other in book.sheets] == ["Chính", "Bản sao"]
    assert book.sheet("Chính").row_properties[1] == {"hiddenByFilter": True}
    staff.delete_sheet(book, "Bản sao")
    assert len(book.sheets) == 1
    with pytest.raises(KeyError):
        staff.type_cell(book, "Bản sao", 0, 0, "x")


def test_many_at_once_lose_nothing(server: SheetsServer, make: Callable[..., Sheet]) -> None:
    import threading

    sheet = make()
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            own = Sheet(Api(server), sheet.id)
            for step in range(10):
                own.put(f"A{number * 10 + step + 1}", [[f"w{number}x{step}"]])
                staff.type_cell(sheet.book, "Sheet1", number * 10 + step, 5, f"w{number}x{step}")
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    everything = {f"w{number}x{step}" for number in range(6) for step in range(10)}
    found = [word for row in staff.values(sheet.book, "Sheet1") for word in row if word in everything]
    assert sorted(found) == sorted([*everything, *everything])


def test_it_starts_again_and_again() -> None:
    for _ in range(3):
        with SheetsServer() as server:
            assert requests.get(server.url).status_code == 404
        with pytest.raises(requests.exceptions.ConnectionError):
            requests.get(server.url, timeout=1)
