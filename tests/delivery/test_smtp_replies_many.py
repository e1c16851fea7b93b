"""Five hundred recipients, hostile cells and Vietnamese names over a real server: right, or refused with what is wrong."""

from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from qipsheets.delivery.addresses import BadAddress, MailAddress, addresses
from qipsheets.delivery.message import Attachment, message
from qipsheets.delivery.outbox import MailStatus, Outbox
from qipsheets.delivery.sending import Dispatch, Limits, Mailer, enqueue, send_out
from qipsheets.delivery.smtp import MailServer
from qipsheets.sheets.table import Edit
from qipsheets.stores.xlsx.store import ExcelStore
from tests.delivery.mail_server import mail_server
from tests.delivery.test_message import AN, MOMENT, SCHOOL, mail

MANY = [f"nguoi.{number}@example.edu.vn" for number in range(500)]


def mailer(port: int) -> Mailer:
    return Mailer(MailServer("127.0.0.1", port, "none", SCHOOL), Limits())


def test_five_hundred_hear_within_the_limits_each_once(outbox: Outbox, tmp_path: Path) -> None:
    """A hundred a run, three hundred a day: an account is not shut for sending too much."""
    enqueue(outbox, [mail(to=MailAddress("", spec)) for spec in MANY], SCHOOL, MOMENT, official=True)
    counts = []
    with mail_server() as (handler, port):
        for hour in (0, 1, 2, 3, 24, 25, 26):
            moment = MOMENT + timedelta(hours=hour)
            send_out(outbox, mailer(port), lambda moment=moment: moment, Dispatch(), reminders=True)
            counts.append(len(handler.taken))
        assert counts == [100, 200, 300, 300, 400, 500, 500]
        assert Counter(to for to, _read in handler.taken) == Counter(MANY)
        assert all([one.addr_spec for one in read["To"].addresses] == [to] for to, read in handler.taken)
    assert {entry.status for entry in outbox.entries()} == {MailStatus.ACCEPTED}


@pytest.mark.parametrize("parting", [", ", "; ", "\n"], ids=["commas", "semicolons", "lines"])
@pytest.mark.parametrize("bad", ["nguoi@", "cô An", "a@b@c.vn", "an@example", "An <an@example.vn", "an@example.vn\x00"])
def test_one_bad_address_among_five_hundred_is_named(parting: str, bad: str) -> None:
    with pytest.raises(BadAddress) as caught:
        addresses(parting.join([*MANY[:300], bad, *MANY[300:]]))
    assert bad.replace("\x00", "·") in str(caught.value)
    assert "nguoi.299" not in str(caught.value)


def test_five_hundred_names_with_comments_in_one_cell() -> None:
    cell = "\n".join(f"Cô Nguyễn Thị Ánh {number} (tổ {number}) <{spec}>" for number, spec in enumerate(MANY))
    assert [one.spec for one in addresses(cell)] == MANY


@pytest.mark.parametrize(
    "evil",
    ["x\r\nBcc: gian@example.vn", "x\nBcc: gian@example.vn\n\nnội dung", "x\r\n.\r\nMAIL FROM:<gian@example.vn>\r\n",
     "=?utf-8?B?QmNjOiBnaWFuQGV4YW1wbGUudm4=?=", "x\x00\x0b\x0c\x85\u2028Bcc: gian@example.vn", "«dấu» " * 300],
    ids=["crlf", "lf", "smtp", "encoded word", "odd line ends", "very long"],
)  # fmt: skip
def test_a_hostile_cell_reaches_one_person_as_words(outbox: Outbox, tmp_path: Path, evil: str) -> None:
    """In the name, the subject, the text, a file's name and its content: one envelope, our headers, nobody else's."""
    files = (Attachment(f"Kế hoạch {evil}.docx", evil.encode()),)
    one = mail(to=MailAddress(evil, AN.spec), subject=evil, text=evil, html=f"<p>{len(evil)}</p>", attachments=files)
    plain = message(mail(html="<p>x</p>", attachments=files), SCHOOL, MOMENT)
    enqueue(outbox, [one], MailAddress(evil, SCHOOL.spec), MOMENT, official=True)
    raw = outbox.message(one.key) or b""
    assert raw.isascii() and raw.count(b"\n") == raw.count(b"\r\n") and max(map(len, raw.split(b"\r\n"))) <= 998
    with mail_server() as (handler, port):
        send_out(outbox, mailer(port), lambda: MOMENT, Dispatch(), reminders=True)
        [(to, read)] = handler.taken
    assert to == AN.spec and sorted(read.keys()) == sorted(plain.keys())
    assert [address.addr_spec for address in read["To"].addresses] == [AN.spec]
    assert [address.addr_spec for address in read["From"].addresses] == [SCHOOL.spec]
    [file] = read.iter_attachments()
    assert file.get_payload(decode=True) == evil.encode()
    assert file.get_filename().isascii() and not set(file.get_filename()) & set('/\\:*?"<>|\r\n')
    text = read.get_body(("plain",)).get_content()
    assert "".join(text.split()) == "".join(evil.split())


def test_vietnamese_file_names_are_plain_and_whole() -> None:
    files = tuple(
        Attachment(name, b"x") for name in ("Kế hoạch số 97/KH-THMT.docx", "Báo cáo Đợt 2.PDF", "lịch.ics", "ảnh")
    )
    read = message_from_bytes(message(mail(attachments=files), SCHOOL, MOMENT).as_bytes(), policy=policy.default)
    assert [(one.get_filename(), one.get_content_type()) for one in read.iter_attachments()] == [
        ("Ke hoach so 97-KH-THMT.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("Bao cao Dot 2.PDF", "application/pdf"),
        ("lich.ics", "text/calendar"),
        ("anh", "application/octet-stream"),
    ]


def test_a_bad_cell_is_named_and_the_others_hear(run: Any, sample: Path, tmp_path: Path) -> None:
    """An address that is none, in the tab «Nhân sự»: the row is told, all others get theirs."""
    old = "bichlan@thmaythuong.example"
    ExcelStore(sample, tmp_path).write([Edit("people", "NS-005", "Thư điện tử", old, "bichlan(at)thmaythuong")])
    found = run("email", "digest", "--store", sample, "--today", "2025-03-14", "--to-folder", tmp_path / "thư")
    assert found.code == 0 and "Trịnh Thị Bích Lan" in found.err and "NS-005" in found.err and "Nhân sự" in found.err
    assert len(list((tmp_path / "thư").glob("*.eml"))) == 10
