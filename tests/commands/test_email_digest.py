"""`email digest` and `email list` as the secretary and a chat group meet them; mails over a real SMTP server."""

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
    shown = run("email", "digest", "--store", sample, *DAY)
    assert shown.code == 0
    assert "Trịnh Thị Bích Lan" in shown.out and "principal" in shown.out


def test_its_words_can_be_pasted(run: Any, sample: Path) -> None:
    found = run("email", "digest", "--store", sample, *DAY, "--text", "--person", "bích lan").out
    title, person, school = found.strip().split("\n\n")
    assert title == "NHẮC VIỆC KẾ HOẠCH CẢI TIẾN CHẤT LƯỢNG, ngày 14/03/2025"
    assert person.startswith("Trịnh Thị Bích Lan\n- ") and "- Quá hạn: HD-009 " in person and "(hạn 01/2025)" in person
    assert school == "Trường Tiểu học Mây Thượng"


def test_the_text_for_a_group_is_short_and_no_letter(run: Any, sample: Path) -> None:
    """Each person's own work alone: no principal's summary, no work of others, no words of a letter."""
    found = run("email", "digest", "--store", sample, *DAY, "--text").out
    shown = run("email", "digest", "--store", sample, *DAY, "--json").json["digests"]
    lines = found.strip().splitlines()
    own = [one for one in shown if any(one[part] for part in ("late", "soon", "to_update", "to_mend"))]
    assert [line for line in lines if line in {one["person"] for one in shown}] == [one["person"] for one in own]
    assert sum(line.startswith("- Quá hạn: ") for line in lines) == sum(len(one["late"]) for one in shown) > 0
    assert max(map(len, lines)) < 120
    assert not [words for words in ("Kính gửi", "trả lời thư", "Số hành động", "Phụ trách") if words in found]


def test_each_person_is_reported_once_a_day(run: Any, sample: Path, server: Any) -> None:
    first = run("email", "digest", "--store", sample, *DAY, "--send")
    again = run("email", "digest", "--store", sample, *DAY, "--send")
    assert (first.code, again.code) == (0, 0)
    addresses = [to for to, _mail in server.taken]
    assert len(addresses) == len(set(addresses)) == 11
    assert again.out.startswith("Accepted by the mail server: 0. Informed today already: 11.")
    assert server.taken[0][1]["From"].addresses[0].display_name == "Trường Mây Thượng"
    later = run("email", "digest", "--store", sample, "--today", "2025-03-17", "--send")
    assert later.code == 0 and len(server.taken) > 11


def test_a_trial_goes_to_one_address_and_nobody_counts_as_reported(run: Any, sample: Path, server: Any) -> None:
    run("email", "digest", "--store", sample, *DAY, "--test-to", "thu@example.edu.vn")
    assert {to for to, _mail in server.taken} == {"thu@example.edu.vn"}
    count = len(server.taken)
    run("email", "digest", "--store", sample, *DAY, "--send")
    assert len(server.taken) == 2 * count


def test_without_a_server_the_mails_are_files(run: Any, sample: Path, tmp_path: Path) -> None:
    found = run("email", "digest", "--store", sample, *DAY, "--to-folder", tmp_path / "thư")
    files = list((tmp_path / "thư").glob("*.eml"))
    assert found.code == 0 and len(files) == 11
    read = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert "Kế hoạch cải tiến chất lượng" in read["Subject"]


def test_a_server_that_is_gone_leaves_the_mails_waiting(run: Any, sample: Path, server: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("QIPSHEETS_SMTP_PORT", "9")
    gone = run("email", "digest", "--store", sample, *DAY, "--send")
    assert gone.code == 6 and "127.0.0.1:9" in gone.err
    waiting = run("email", "list", "--store", sample, "--json").json["mails"]
    assert len(waiting) == 11 and {mail["status"] for mail in waiting} == {"waiting"}


def test_refusals_are_listed_and_handled(run: Any, sample: Path, server: Any) -> None:
    server.answers["RCPT"] = ["550 không có người này"]
    run("email", "digest", "--store", sample, *DAY, "--send")
    mails = run("email", "list", "--store", sample, "--json").json["mails"]
    assert [mail["status"] for mail in mails].count("accepted") == 10
    [mail] = [mail for mail in mails if mail["status"] != "accepted"]
    assert mail["status"] == "refused" and mail["words"].startswith("550")
    listed = run("email", "list", "--store", sample).out
    assert "550" in listed and "127.0.0.1: 250 OK" in listed  # who accepted it, with what words
    assert run("email", "retry", mail["key"][:8], "--store", sample).code == 0
    assert run("email", "cancel", mail["key"][:8], "--store", sample).code == 0
    assert run("email", "cancel", mail["key"][:8], "--store", sample).code == 5
    assert run("email", "retry", "zzz", "--store", sample).code == 2


def test_a_trial_to_no_address_is_refused_before_anything(run: Any, sample: Path, server: Any) -> None:
    refused = run("email", "digest", "--store", sample, *DAY, "--test-to", "abc")
    assert refused.code == 2 and "abc" in refused.err and "Nhân sự" not in refused.err
    assert run("job", "--store", sample, "--test-to", "abc").code == 2 and not server.taken


def test_without_a_server_nothing_is_sent_and_it_says_so(run: Any, sample: Path) -> None:
    refused = run("email", "digest", "--store", sample, *DAY, "--send")
    assert refused.code == 3 and "nothing was sent" in refused.err


def test_files_first_and_a_server_later_all_get_their_mail(run: Any, sample: Path, tmp_path: Path) -> None:
    """A preview changes nothing, whatever came before."""
    folder = tmp_path / "xem trước"
    assert run("email", "digest", "--store", sample, *DAY, "--to-folder", folder).code == 0
    assert run("job", "--store", sample, *DAY, "--to-folder", folder).code == 0
    assert run("email", "plan", "--store", sample, *DAY, "--draft", "--to-folder", folder).code == 0
    assert run("email", "list", "--store", sample, "--json").json["mails"] == []
    with mail_server() as (handler, port), pytest.MonkeyPatch.context() as patch:
        found = {"HOST": "127.0.0.1", "PORT": str(port), "SECURITY": "none", "FROM": "school@example.edu.vn"}
        for name, value in found.items():
            patch.setenv(f"QIPSHEETS_SMTP_{name}", value)
        assert run("email", "digest", "--store", sample, *DAY, "--send").code == 0
        assert run("email", "plan", "--store", sample, *DAY, "--draft").code == 0
        assert len(handler.taken) == 11 + 3


def test_a_digest_can_be_stopped_by_a_button(run: Any, sample: Path, server: Any) -> None:
    run("email", "digest", "--store", sample, *DAY, "--send", "--person", "bích lan")
    [(_to, mail)] = server.taken
    assert mail["List-Unsubscribe"].startswith("<mailto:school@example.edu.vn?subject=")
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_body(("plain",)).get_content()
    assert "số liệu đọc từ bảng tính lúc" in text and "xin trả lời thư này" in text


def test_the_digests_as_data(run: Any, sample: Path) -> None:
    found = run("email", "digest", "--store", sample, *DAY, "--json").json
    [one] = [digest for digest in found["digests"] if digest["person"] == "Trịnh Thị Bích Lan"]
    assert "HD-009" in one["late"] and one["key"] == "NS-005" and found["mails"] == []
