"""`email plan`, `email report`: who gets a document, each once, over a real SMTP server."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from qipsheets.sheets.table import Edit
from qipsheets.stores.xlsx.store import ExcelStore
from tests.commands.jobs import everything, home
from tests.delivery.mail_server import mail_server

DAY = ("--today", "2025-03-15")
PLAN = ("email", "plan", *DAY, "--draft")
REPORT = ("email", "report", *DAY, "--draft", "--period", "2025-02")
OF_THE_PLAN = {"vanthu@pgdlamkhe.example", "vanphong@maythuong.example", "hoidong@thmaythuong.example"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Any:
    with mail_server() as (handler, port):
        found = {"HOST": "127.0.0.1", "PORT": str(port), "SECURITY": "none", "FROM": "school@example.edu.vn"}
        for name, value in found.items():
            monkeypatch.setenv(f"QIPSHEETS_SMTP_{name}", value)
        yield handler


def sent(server: Any) -> list[str]:
    return [to for to, _mail in server.taken]


def fates(result: Any) -> list[str]:
    return [mail["status"] for mail in result.json["mails"]]


def test_the_plan_goes_to_those_whom_the_tab_names_for_it(run: Any, sample: Path, server: Any) -> None:
    """NN-001..003 get the plan, the first two the report too; NN-004 has no address, NN-005 is the archive."""
    found = run(*PLAN, "--store", sample)
    assert found.code == 0, found.err
    assert set(sent(server)) == OF_THE_PLAN and len(server.taken) == 3
    assert "has no address" in found.err and "Lưu" not in found.err and "NN-002" in found.out
    found = run(*REPORT, "--store", sample)
    assert found.code == 0, found.err
    assert set(sent(server)[3:]) == OF_THE_PLAN - {"hoidong@thmaythuong.example"}


def test_what_a_recipient_opens(run: Any, sample: Path, server: Any, tmp_path: Path) -> None:
    run(*PLAN, "--store", sample, "--to", "Phòng GD&ĐT <nhan@example.edu.vn>")
    [(to, mail)] = server.taken
    assert to == "nhan@example.edu.vn"
    assert mail["Subject"].startswith("[DỰ THẢO] Trường Tiểu học Mây Thượng: Kế hoạch cải tiến chất lượng")
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "Kính gửi Phòng GD&ĐT," in text and "bản dự thảo" in text
    assert "Phòng GD&amp;ĐT" in html
    [file] = mail.iter_attachments()
    assert file.get_filename() == "ke-hoach-2024-2025-du-thao.docx"
    run("plan", "--store", sample, *DAY, "--draft", "--out", tmp_path / "tay.docx")
    assert file.get_content() == (tmp_path / "tay.docx").read_bytes()


def test_the_same_document_goes_once_to_an_address_unless_again(run: Any, sample: Path, server: Any) -> None:
    words = (*PLAN, "--store", sample, "--json")
    assert fates(run(*words, "--to", "a@example.vn", "--to", "A@example.vn, b@example.vn")) == ["accepted", "accepted"]
    assert fates(run(*words, "--to", "Tên khác <a@EXAMPLE.vn>", "--to", "c@example.vn")) == ["known", "accepted"]
    assert sent(server) == ["a@example.vn", "b@example.vn", "c@example.vn"]
    assert fates(run(*words, "--to", "a@example.vn", "--again")) == ["accepted"]
    assert sent(server)[3:] == ["a@example.vn"]
    keys = [mail["Message-ID"] for to, mail in server.taken if to == "a@example.vn"]
    assert len(set(keys)) == 2


def test_a_changed_plan_is_another_document(run: Any, sample: Path, server: Any) -> None:
    words = (*PLAN, "--store", sample, "--to", "a@example.vn")
    run(*words)
    ExcelStore(sample, home()).write([Edit("actions", "HD-002", "Ghi chú", None, "mới")])
    run(*words)
    assert sent(server) == ["a@example.vn"] * 2


def test_an_official_plan_with_errors_is_not_sent(run: Any, sample: Path, server: Any) -> None:
    refused = run("email", "plan", *DAY, "--store", sample)
    assert refused.code == 1 and "CELL-02" in refused.err
    refused = run("email", "report", *DAY, "--store", sample, "--period", "2025-02")
    assert refused.code == 1
    assert sent(server) == []


def test_a_server_that_is_gone_leaves_it_waiting_and_it_leaves_later(
    run: Any, sample: Path, server: Any, monkeypatch: pytest.MonkeyPatch, at: Any
) -> None:
    words = (*REPORT, "--store", sample, "--json")
    with monkeypatch.context() as patch:
        patch.setenv("QIPSHEETS_SMTP_PORT", "9")
        gone = run(*words)
        assert gone.code == 6 and fates(gone) == ["waiting", "waiting"]
    waiting = run("email", "list", "--store", sample, "--json").json["mails"]
    assert [(mail["kind"], mail["period"], mail["official"]) for mail in waiting] == [("report", "2025-02", True)] * 2
    at("2027-03-20 23:30")
    later = run(*words, "--again")
    assert later.code == 0 and fates(later) == ["accepted", "accepted"]
    assert len(server.taken) == 2


@pytest.mark.parametrize(("answer", "code", "fate"), [("550 không có", 7, "refused"), ("450 mai nhé", 6, "waiting")])
def test_what_the_server_does_not_take_is_reported(
    run: Any, sample: Path, server: Any, answer: str, code: int, fate: str
) -> None:
    server.answers["RCPT"] = [answer]
    found = run(*REPORT, "--store", sample, "--json")
    assert found.code == code and fates(found) == [fate, "accepted"]
    assert found.json["mails"][0]["words"] == answer


def test_previews_are_files_and_a_server_is_needed_to_send(run: Any, sample: Path, tmp_path: Path) -> None:
    found = run(*PLAN, "--store", sample, "--to-folder", tmp_path / "thư")
    assert found.code == 0 and len(list((tmp_path / "thư").glob("*.eml"))) == 3
    assert "written to a file" in found.out and "nothing was sent" in found.out
    refused = run(*REPORT, "--store", sample)
    assert refused.code == 3 and "No mail server is set" in refused.err


def test_a_killed_run_is_made_good_by_the_next_and_blames_nobody(
    run: Any, sample: Path, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_words: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("qipsheets.delivery.smtp.Connection.send", killed)
        run(*REPORT, "--store", sample)
    found = run(*REPORT, "--store", sample, "--json")
    assert found.code == 0 and set(fates(found)) == {"accepted"} and len(server.taken) == 2


def test_a_dry_run_tells_it_and_leaves_no_trace(run: Any, sample: Path, server: Any, tmp_path: Path) -> None:
    before = everything(tmp_path, home())
    found = run(*PLAN, "--store", sample, "--dry-run", "--json")
    assert found.code == 0 and fates(found) == ["planned"] * 3
    assert everything(tmp_path, home()) == before and sent(server) == []
    run(*PLAN, "--store", sample, "--to", "hoidong@thmaythuong.example")
    before = everything(tmp_path, home())
    assert fates(run(*PLAN, "--store", sample, "--dry-run", "--json")) == ["planned", "planned", "known"]
    assert fates(run(*PLAN, "--store", sample, "--dry-run", "--json", "--again")) == ["planned"] * 3
    assert everything(tmp_path, home()) == before and len(server.taken) == 1


def test_a_pdf_made_anew_is_no_other_document(run: Any, sample: Path, server: Any) -> None:
    from qipsheets.documents import libreoffice

    if libreoffice.program_path() is None:
        pytest.skip("LibreOffice is not here")
    words = (*PLAN, "--store", sample, "--to", "a@example.vn", "--pdf", "--json")
    first = run(*words)
    assert first.json["document"]["files"] == ["ke-hoach-2024-2025-du-thao.docx", "ke-hoach-2024-2025-du-thao.pdf"]
    assert fates(first) == ["accepted"] and fates(run(*words)) == ["known"]
    [(_to, mail)] = server.taken
    assert list(mail.iter_attachments())[1].get_content().startswith(b"%PDF-")


def test_a_trial_letter_goes_to_oneself_and_leaves_nothing_in_the_outbox(run: Any, server: Any) -> None:
    found = run("email", "test", "--to", "Văn thư <toi@example.edu.vn>")
    assert found.code == 0 and "toi@example.edu.vn" in found.out and "250" in found.out
    [(to, mail)] = server.taken
    assert to == "toi@example.edu.vn" and mail["Subject"].startswith("Thư thử của qipsheets")
    assert "Nếu thư này nằm trong hộp thư của Thầy/Cô thì máy này gửi được thư" in mail.get_content()
    assert not list(home().rglob("*.sqlite"))


def test_a_trial_letter_is_a_file_where_no_server_is_set(run: Any, tmp_path: Path) -> None:
    found = run("email", "test", "--to", "toi@example.edu.vn", "--to-folder", tmp_path / "thư")
    [path] = (tmp_path / "thư").iterdir()
    assert found.code == 0 and str(path) in found.out and path.name == "thu-thu.eml"
    words = message_from_bytes(path.read_bytes(), policy=policy.default).get_content()
    assert "nếu là tệp xem trước thì chưa có thư nào được gửi" in words and "đã gửi" not in words


def test_a_trial_letter_to_no_address_is_refused(run: Any, server: Any) -> None:
    found = run("email", "test", "--to", "văn thư")
    assert found.code == 2 and "Nothing was sent" in found.err and not server.taken


def test_a_trial_letter_that_is_refused_tells_what_the_words_mean(run: Any, server: Any) -> None:
    server.answers = {"RCPT": ["550 5.4.5 Daily user sending limit exceeded"], "MAIL": []}
    found = run("email", "test", "--to", "toi@example.edu.vn")
    assert found.code in (4, 6) and "as many mails as it may today" in found.err and not server.taken
    server.answers = {"MAIL": ["550 5.7.60 not allowed to send as"]}
    found = run("email", "test", "--to", "toi@example.edu.vn")
    assert found.code == 4 and "Set QIPSHEETS_SMTP_FROM to the account's own address." in found.err
