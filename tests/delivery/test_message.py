"""A mail's bytes: the same each time, right in a real parser, nobody's cell can begin a header."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.delivery.addresses import MailAddress
from qipsheets.delivery.message import KEY_HEADER, Attachment, Mail, message, plain_name

MOMENT = datetime(2025, 3, 14, 7, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SCHOOL = MailAddress("Trường Tiểu học Mây Thượng", "school@example.edu.vn")
AN = MailAddress("Nguyễn An", "an@example.edu.vn")


def mail(**changes: object) -> Mail:
    words = {"kind": "report", "period": "2025-03", "to": AN, "subject": "Báo cáo tháng 3", "text": "Kính gửi cô An,\n"}
    return Mail(**{**words, **changes})  # type: ignore[arg-type]


def parsed(one: Mail) -> EmailMessage:
    return message_from_bytes(message(one, SCHOOL, MOMENT).as_bytes(), policy=policy.default)


def test_answering_machines_are_asked_to_stay_silent() -> None:
    assert parsed(mail())["Auto-Submitted"] == "auto-generated"


def test_text_html_and_files_arrive_as_they_were() -> None:
    files = (
        Attachment("Báo cáo tháng 3.docx", b"PK\x03\x04\x00\xff"),
        Attachment("lịch.ics", b"BEGIN:VCALENDAR"),
    )
    read = parsed(mail(html="<p>Kính gửi <b>cô An</b></p>", attachments=files))
    assert read["Subject"] == "Báo cáo tháng 3"
    assert read["To"].addresses[0].addr_spec == AN.spec
    assert read["To"].addresses[0].display_name == AN.name
    assert read.get_body(("plain",)).get_content().split("\r\n") == ["Kính gửi cô An,", ""]
    assert "<b>cô An</b>" in read.get_body(("html",)).get_content()
    assert [one.get_filename() for one in read.iter_attachments()] == ["Bao cao thang 3.docx", "lich.ics"]
    assert next(read.iter_attachments()).get_payload(decode=True) == b"PK\x03\x04\x00\xff"


def test_the_same_mail_is_the_same_bytes() -> None:
    one = mail(html="<p>x</p>", attachments=(Attachment("a.pdf", b"%PDF"),))
    assert message(one, SCHOOL, MOMENT).as_bytes() == message(one, SCHOOL, MOMENT).as_bytes()


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "plan"},
        {"period": "2025-04"},
        {"to": SCHOOL},
        {"text": "khác"},
        {"attachments": (Attachment("a", b"b"),)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_kind_period_recipient_and_content_make_the_key(changed: dict[str, object]) -> None:
    assert mail(**changed).key != mail().key
    assert parsed(mail())["Message-ID"] == f"<{mail().key}@example.edu.vn>"
    assert parsed(mail())[KEY_HEADER] == mail().key


@given(subject=st.text(max_size=120), name=st.text(max_size=60))
def test_no_text_begins_a_header(subject: str, name: str) -> None:
    read = parsed(mail(subject=f"{subject}\r\nBcc: x@example.vn", to=MailAddress(name, AN.spec)))
    assert read["Bcc"] is None
    assert [one.addr_spec for one in read["To"].addresses] == [AN.spec]
    assert sorted(read.keys()) == sorted(parsed(mail()).keys())


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Kế hoạch số 97/KH.docx", "Ke hoach so 97-KH.docx"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("báo\r\ncáo.pdf", "bao--cao.pdf"),
        ("…", "-"),
        ("", "tep"),
    ],
)
def test_a_file_name_is_plain(name: str, plain: str) -> None:
    assert plain_name(name) == plain
