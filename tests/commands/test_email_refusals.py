"""`email` with addresses, periods and tabs that are wrong: nothing is sent, and the cell or the word is named."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from qipsheets.sheets.table import Edit
from qipsheets.stores.xlsx.store import ExcelStore
from tests.commands.jobs import home
from tests.delivery.mail_server import mail_server

PLAN = ("email", "plan", "--today", "2025-03-15", "--draft")


def write(path: Path, *cells: tuple[str, str, Any]) -> None:
    """Changes cells of the recipients tab: ID, heading, text."""
    store = ExcelStore(path, home())
    table = store.read()["recipients"]
    held = {row[0]: dict(zip(table.headings, row, strict=False)) for row in table.rows}
    store.write([Edit("recipients", key, heading, held[key][heading], text) for key, heading, text in cells])


def previews() -> tuple[str, ...]:
    return "--to-folder", str(home() / "mail")


def mails() -> list[Path]:
    return list((home() / "mail").glob("*.eml"))


@pytest.mark.parametrize(
    "cell",
    ["phòng giáo dục", "a@b@c.vn", "a@localhost", "a@b.vn, sai", "<a@b.vn", '"x\r\nTo: q@q.vn'],
    ids=["words", "two-signs", "no-domain", "second-of-two", "half-bracket", "quoted-header"],
)
def test_a_cell_that_is_no_address_is_named_and_nobody_gets_it(run: Any, sample: Path, cell: str) -> None:
    """NN-002 stands in row 3 of the tab, its address in column D."""
    write(sample, ("NN-002", "Thư điện tử", cell))
    refused = run(*PLAN, *previews(), "--store", sample)
    assert refused.code == 1 and "Nơi nhận, ô D3" in refused.err and "Nothing was sent" in refused.err
    assert mails() == []


def test_a_wrong_cell_of_who_gets_nothing_is_no_hindrance(run: Any, sample: Path) -> None:
    write(sample, ("NN-003", "Thư điện tử", "sai"))
    words = ("email", "report", "--today", "2025-03-15", "--draft", "--period", "2025-02", "--store", sample)
    assert run(*words, *previews()).code == 0 and len(mails()) == 2


def test_a_comment_and_a_name_beside_an_address_are_understood(run: Any, sample: Path) -> None:
    write(sample, ("NN-002", "Thư điện tử", "Văn thư xã <vt@may.example> (gọi trước); phu@may.example"))
    told = run(*PLAN, *previews(), "--store", sample, "--json").json["mails"]
    assert [mail["address"] for mail in told if mail["key"] == "NN-002"] == ["vt@may.example", "phu@may.example"]


def test_a_line_that_looks_like_a_header_becomes_none(run: Any, sample: Path) -> None:
    write(
        sample,
        ("NN-002", "Thư điện tử", "x@may.example\nBcc: z@may.example"),
        ("NN-002", "Nơi nhận", "A\r\nBcc: q@q.vn"),
    )
    told = run(*PLAN, *previews(), "--store", sample, "--json").json["mails"]
    assert [mail["address"] for mail in told if mail["key"] == "NN-002"] == ["x@may.example", "z@may.example"]
    for file in mails():
        read = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert read["Bcc"] is None and len(read["To"].addresses) == 1


def test_one_address_on_two_rows_gets_it_once(run: Any, sample: Path) -> None:
    write(sample, ("NN-002", "Thư điện tử", "VANTHU@pgdlamkhe.example"))
    told = run(*PLAN, *previews(), "--store", sample, "--json").json["mails"]
    assert [mail["key"] for mail in told] == ["NN-001", "NN-003"] and len(mails()) == 2


@pytest.mark.parametrize("told", ["", "Không nhận kế hoạch", "Báo cáo"], ids=["empty", "not", "the-other"])
def test_who_is_not_named_for_it_gets_nothing(run: Any, sample: Path, told: str) -> None:
    write(sample, *((key, "Nhận văn bản nào", told) for key in ("NN-001", "NN-002", "NN-003", "NN-004", "NN-005")))
    refused = run(*PLAN, *previews(), "--store", sample)
    assert refused.code == 2 and "«Nơi nhận»" in refused.err and mails() == []


@pytest.mark.parametrize("told", ["sếp", "", "a@b.vn;c@", "a@b.vn\x00"])
def test_a_typed_address_that_is_none_stops_it(run: Any, sample: Path, told: str) -> None:
    refused = run(*PLAN, *previews(), "--store", sample, "--to", "tot@example.vn", "--to", told)
    assert refused.code == 2 and "Nothing was sent." in refused.err and mails() == []


@pytest.mark.parametrize("period", ["2025-13", "tháng 13", "2031-01", "2025-05"])
def test_a_period_that_is_none_stops_it(run: Any, sample: Path, period: str) -> None:
    words = ("email", "report", "--today", "2025-03-15", "--draft", "--period", period, "--store", sample)
    assert run(*words, *previews()).code == 2 and mails() == []


def test_wrong_mail_settings_are_named(run: Any, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIPSHEETS_SMTP_HOST", "mail.example.vn")
    monkeypatch.setenv("QIPSHEETS_SMTP_SECURITY", "none")
    refused = run(*PLAN, *previews(), "--store", sample)
    assert refused.code == 3 and mails() == []


def test_five_hundred_recipients_and_the_limit_of_a_run(
    run: Any, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred leave in a run; the others wait in the outbox, in order, and nobody gets it twice."""
    to = [word for number in range(500) for word in ("--to", f"t{number}@example.vn")]
    with mail_server() as (handler, port):
        told = {"HOST": "127.0.0.1", "PORT": str(port), "SECURITY": "none", "FROM": "school@example.edu.vn"}
        for name, value in told.items():
            monkeypatch.setenv(f"QIPSHEETS_SMTP_{name}", value)
        first = run(*PLAN, "--store", sample, "--json", *to).json["mails"]
        assert [mail["status"] for mail in first] == ["accepted"] * 100 + ["waiting"] * 400
        second = run(*PLAN, "--store", sample, "--json", *to).json["mails"]
        assert [mail["status"] for mail in second] == ["known"] * 100 + ["accepted"] * 100 + ["waiting"] * 300
        assert len(handler.taken) == 200
