"""`digest` and `outbox` as the secretary and a chat group meet them; mails over a real SMTP server."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.mail_server import mail_server

DAY = ("--today", "2025-03-14")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Any:
    with mail_server() as (handler, port):
        monkeypatch.setenv("QIPSHEETS_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("QIPSHEETS_SMTP_PORT", str(port))
        monkeypatch.setenv("QIPSHEETS_SMTP_SECURITY", "none")
        monkeypatch.setenv("QIPSHEETS_SMTP_FROM", "Trường Mây Thượng <school@example.edu.vn>")
        yield handler


def test_it_shows_who_would_hear_what(run: Any, sample: Path) -> None:
    shown = run("digest", "--store", sample, *DAY)
    assert shown.code == 0
    assert "Trịnh Thị Bích Lan" in shown.out and "principal" in shown.out


def test_its_words_can_be_pasted(run: Any, sample: Path) -> None:
    told = run("digest", "--store", sample, *DAY, "--text", "--person", "bích lan").out
    assert told.startswith("Kính gửi Thầy/Cô Trịnh Thị Bích Lan,")
    assert "HD-009 (hạn 01/2025)" in told and "quá hạn 42 ngày" in told
    assert told.count("Kính gửi") == 1


def test_each_person_is_told_once_a_day(run: Any, sample: Path, server: Any) -> None:
    first = run("digest", "--store", sample, *DAY, "--send")
    again = run("digest", "--store", sample, *DAY, "--send")
    assert (first.code, again.code) == (0, 0)
    addresses = [to for to, _mail in server.taken]
    assert len(addresses) == len(set(addresses)) == 11
    assert again.out.startswith("0 sent, 0 already told")
    assert server.taken[0][1]["From"].addresses[0].display_name == "Trường Mây Thượng"
    later = run("digest", "--store", sample, "--today", "2025-03-17", "--send")
    assert later.code == 0 and len(server.taken) > 11


def test_a_trial_goes_to_one_address_and_nobody_counts_as_told(run: Any, sample: Path, server: Any) -> None:
    run("digest", "--store", sample, *DAY, "--test-to", "thu@example.edu.vn")
    assert {to for to, _mail in server.taken} == {"thu@example.edu.vn"}
    count = len(server.taken)
    run("digest", "--store", sample, *DAY, "--send")
    assert len(server.taken) == 2 * count


def test_without_a_server_the_mails_are_files(run: Any, sample: Path, tmp_path: Path) -> None:
    told = run("digest", "--store", sample, *DAY, "--to-folder", tmp_path / "thư")
    files = list((tmp_path / "thư").glob("*.eml"))
    assert told.code == 0 and len(files) == 11
    read = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert "Kế hoạch cải tiến chất lượng" in read["Subject"]


def test_a_server_that_is_gone_leaves_the_mails_waiting(run: Any, sample: Path, server: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("QIPSHEETS_SMTP_PORT", "9")
    gone = run("digest", "--store", sample, *DAY, "--send")
    assert gone.code == 6 and "127.0.0.1:9" in gone.err
    waiting = run("outbox", "list", "--store", sample, "--json").json["mails"]
    assert len(waiting) == 11 and {mail["lot"] for mail in waiting} == {"waiting"}


def test_refusals_are_listed_and_handled(run: Any, sample: Path, server: Any) -> None:
    server.answers["RCPT"] = ["550 không có người này"]
    run("digest", "--store", sample, *DAY, "--send")
    [mail] = run("outbox", "list", "--store", sample, "--json").json["mails"]
    assert mail["lot"] == "refused" and mail["words"].startswith("550")
    assert "550" in run("outbox", "list", "--store", sample).out
    assert run("outbox", "retry", mail["key"][:8], "--store", sample).code == 0
    assert run("outbox", "cancel", mail["key"][:8], "--store", sample).code == 0
    assert run("outbox", "cancel", mail["key"][:8], "--store", sample).code == 5
    assert run("outbox", "retry", "zzz", "--store", sample).code == 2
    assert run("outbox", "list", "--store", sample).out == "No mail waits.\n"
