"""A person is erased from every state, to the last byte, and the journal says that it was done."""

import unicodedata
from email.message import EmailMessage
from pathlib import Path

import pytest

from qipsheets.delivery.outbox import MailStatus, Outbox, Queued
from qipsheets.errors import FileTrouble, UsageError
from qipsheets.journal.journal import Journal
from qipsheets.privacy.person import ERASED, Traces
from qipsheets.sheets.table import Edit, Formula, Table
from tests.journal.histories import Tables, action, day, opened, plan_of

NAME = "Nguyễn Thị Hòa Bình"
MAIL, PHONE = "hoabinh@truong.example", "0912 345 678"
SPELT = (
    NAME,
    "NGUYỄN THỊ HOÀ BÌNH",
    unicodedata.normalize("NFD", NAME),
    "Nguyễn  Thị\nHoà Bình",
    "Nguyen Thi Hoa Binh",
)


def tables(measure: str, owner: str = NAME) -> Tables:
    """
    | Hành động | … do cô Nguyễn Thị Hòa Bình phụ trách …  |
    | Nhân sự   | Nguyễn Thị Hòa Bình, thư, điện thoại     |
    | Hội đồng  | NGUYỄN THỊ HOÀ BÌNH                      |
    """
    people = ("Mã", "Họ tên", "Chức danh", "Thư điện tử", "Điện thoại")
    return {
        **plan_of([[*action("HD-001", measure=measure)[:5], owner], action("HD-002")]),
        "people": Table("Nhân sự", people, [["NS-001", NAME, "Tổ trưởng", MAIL, PHONE], ["NS-002", "Trần Văn An", "Kế toán", "an@truong.example", 987654321]]),
        "council": Table("Hội đồng", ("Mã", "Họ tên"), [["TV-001", "NGUYỄN THỊ HOÀ BÌNH"], ["TV-002", Formula("A1", NAME)]]),
        "comments": Table("Góp ý", ("Mã", "Ý kiến"), [["GY-001", f"Gọi {PHONE.replace(' ', '.')} hoặc +84 912345678, viết cho {MAIL.upper()}"]]),
    }  # fmt: skip


def fill(journal: Journal) -> None:
    """Four states, a run that names the person, its way back, and two mails."""
    for number, spelt in enumerate(SPELT):
        run = journal.begin_run("sync", day(number), (f"--owner={spelt}",))
        journal.record(tables(f"Việc {number} do cô {spelt} phụ trách, cùng Nguyễn Thị Hòa."), day(number), run)
        journal.keep_inverse(run, [Edit("actions", "HD-001", "Người phụ trách", spelt, "Trần Văn An")])
        journal.end_run(run, day(number), 0)
    for number, (address, about) in enumerate(
        ((MAIL, "việc"), ("an@truong.example", NAME), ("an@truong.example", "x"))
    ):
        mail = EmailMessage()
        mail["To"], mail["Subject"] = address, f"Nhắc: {about}"
        mail.set_content(f"Kính gửi, {about} sắp đến hạn.")
        Outbox(journal.database).put(
            Queued(f"key-{number}-{address}", "reminder", "", address, about, False), bytes(mail), day(1)
        )


def test_no_byte_of_the_person_stays_and_the_rest_does(tmp_path: Path) -> None:
    with opened(tmp_path) as journal:
        fill(journal)
        found = journal.found("nguyễn thị hoà bình")
        assert (found.traces.mails, found.traces.phones) == ({MAIL}, {"912345678"})
        assert set(found.cells) == {"actions", "people", "council", "comments", ""}
        assert found.in_last
        count = journal.forget("nguyễn thị hoà bình", day(9))
        assert count == found.count > 15
        assert journal.found(NAME).count == 0
        assert journal.verify() == ()
        last = journal.tables(5)
        assert last["people"].rows[0] == ["NS-001", ERASED, "Tổ trưởng", ERASED, ERASED]
        assert last["people"].rows[1] == ["NS-002", "Trần Văn An", "Kế toán", "an@truong.example", 987654321]
        assert last["council"].rows == [["TV-001", ERASED], ["TV-002", Formula("A1", ERASED)]]
        assert last["actions"].rows[0][4] == f"Việc 4 do cô {ERASED} phụ trách, cùng Nguyễn Thị Hòa."
        assert last["comments"].rows[0][1] == f"Gọi {ERASED} hoặc {ERASED}, viết cho {ERASED}"
        assert journal.inverse(1)[0].old == ERASED
        assert journal.runs()[0].words == (f"--owner={ERASED}",)
        mails = Outbox(journal.database).entries()
        assert [(mail.address, mail.status) for mail in mails] == [
            (ERASED, MailStatus.CANCELLED), ("an@truong.example", MailStatus.CANCELLED), ("an@truong.example", MailStatus.WAITING),
        ]  # fmt: skip
        assert Outbox(journal.database).message("key-2-an@truong.example") is not None
        [erasure] = journal.erasures()
        assert (erasure.moment, erasure.cells, erasure.states) == (day(9), count, 5)
    left = b"".join(path.read_bytes() for path in (tmp_path / "journals").iterdir())
    for result in (*SPELT, MAIL, MAIL.upper(), PHONE, "0912.345.678", "912345678", "Hòa Bình", "HOÀ BÌNH", "Hoa Binh"):
        assert result.encode() not in left, result
    assert b"Nguy\xe1\xbb\x85n Th\xe1\xbb\x8b H\xc3\xb2a." in left  # another person's name is not


def test_after_it_states_go_on_and_a_sheet_that_still_holds_the_name_is_a_new_state(tmp_path: Path) -> None:
    with opened(tmp_path) as journal:
        journal.record(tables("Việc"), day(0))
        journal.forget(NAME, day(1))
        erased = journal.tables(1)
        assert not journal.record(erased, day(2)).is_new
        assert journal.record(tables("Việc"), day(3)).is_new
        assert journal.verify() == ()
        assert [change.state for change in journal.row_history("people", "NS-001")] == [1, 2]


def test_a_person_the_journal_does_not_know_changes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as journal:
        fill(journal)
        before = journal.path.read_bytes()
        assert journal.forget("Lê Văn Không Ai", day(9)) == 0
        assert journal.path.read_bytes() == before
        assert journal.erasures() == ()


def test_one_word_is_no_name(tmp_path: Path) -> None:
    with opened(tmp_path) as journal, pytest.raises(UsageError, match="no full name"):
        journal.forget("Bình", day(9))


def test_a_journal_that_is_not_sound_is_not_sealed_anew(tmp_path: Path) -> None:
    with opened(tmp_path) as journal:
        fill(journal)
        journal.database.execute("UPDATE runs SET exit_code = 7 WHERE number = 2")
        with pytest.raises(FileTrouble, match="not as it was written"):
            journal.forget(NAME, day(9))
        assert journal.found(NAME).count
        assert journal.verify()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trần Văn An", ERASED),
        ("cô Trần  Văn   An.", f"cô {ERASED}."),
        ("TRẦN VĂN AN, Tran Van An", f"{ERASED}, {ERASED}"),
        ("Trần-Văn-An", ERASED),
        ("Trần Văn Anh", "Trần Văn Anh"),
        ("Trần Văn Ân", "Trần Văn Ân"),
        ("Trân Văn An", "Trân Văn An"),
        ("Trần, Văn An", "Trần, Văn An"),
        ("Trần Văn Trần Văn An", f"Trần Văn {ERASED}"),
        ("an@x.example", ERASED),
        ("<An@X.Example>;", f"<{ERASED}>;"),
        ("man@x.example", "man@x.example"),
        ("an@x.example.vn2", "an@x.example.vn2"),
        ("0987654321", ERASED),
        ("(+84) 987.654.321", ERASED),
        ("098-7654-321.", f"{ERASED}."),
        ("10987654321", "10987654321"),
        ("09876543210", "09876543210"),
        (987654321, ERASED),
        (987654321.0, ERASED),
        (84987654321, ERASED),
        (98765432, 98765432),
        (True, True),
        (None, None),
        (Formula("B2", "Trần Văn An"), Formula("B2", ERASED)),
    ],
    ids=repr,
)
def test_what_names_a_person_and_what_does_not(text: object, expected: object) -> None:
    traces = Traces.of("trần văn an").with_contacts(["an@x.example; "], ["0987 654 321", "12"])
    assert traces.erased(text) == expected
    if text == expected:
        assert traces.erased(text) is text
