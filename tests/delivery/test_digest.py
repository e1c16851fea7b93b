"""One digest a person: mine, what came up the ladder, nothing for those with nothing to hear."""

from dataclasses import replace
from datetime import date

import pytest

from qipsheets.delivery.digest import Audience, Digest, Reach, digests, reachable, working_days
from qipsheets.language import Message
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import CalendarDay, Group, Person
from qipsheets.plan.states import State
from qipsheets.plan.values import Place
from tests import plans

DAY = date(2021, 3, 12)  # a Friday
PEOPLE = (
    Person("NS-001", "Lê An", ("Hiệu trưởng",), "an@example.vn"),
    Person("NS-002", "Vũ Bình", ("Kế toán", "Thủ quỹ"), "binh@example.vn"),
    Person("NS-003", "Hồ Chi", ("Tổ trưởng tổ 1",), "chi@example.vn"),
    Person("NS-004", "Đỗ Dung", ("Tổ trưởng Tổ giám sát",), ""),
    Person("NS-005", "Mai Em", ("Giáo viên",), "em@example.vn", mail_opt_out=True),
)
GROUPS = (Group("NH-001", "Nhóm 1", "Hồ Chi", ("3",)), Group("NH-002", "Tổ giám sát", "Đỗ Dung"))


def plan(due: str, owner: str = "Kế toán", criterion: str = "3.2") -> Plan:
    action = plans.action("HD-001", criterion, owner=plans.owners(owner), end=plans.end(due))
    begun = plans.observation("HD-001", date(2021, 3, 1), State.IN_PROGRESS)
    return plans.plan(actions=(action,), people=PEOPLE, groups=GROUPS, observations=(begun,))


def wanted(found: tuple[Digest, ...]) -> dict[str, str]:
    return {digest.person.name: digest.audience.value for digest in found}


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        pytest.param("31/3/2021", {}, id="nineteen days ahead"),
        pytest.param("26/3/2021", {"Vũ Bình": "owner"}, id="due in two weeks"),
        pytest.param("11/3/2021", {"Vũ Bình": "owner"}, id="one working day late"),
        pytest.param("10/3/2021", {"Vũ Bình": "owner"}, id="two working days late"),
        pytest.param("09/3/2021", {"Vũ Bình": "owner", "Hồ Chi": "head"}, id="three working days late"),
        pytest.param("04/3/2021", {"Vũ Bình": "owner", "Hồ Chi": "head"}, id="six working days late"),
        pytest.param("03/3/2021", {"Vũ Bình": "owner", "Hồ Chi": "head", "Đỗ Dung": "team"}, id="seven working days late"),
        pytest.param("22/02/2021", {"Vũ Bình": "owner", "Hồ Chi": "head", "Đỗ Dung": "team"}, id="fourteen working days late"),
        pytest.param(
            "19/02/2021",
            {"Vũ Bình": "owner", "Hồ Chi": "head", "Đỗ Dung": "team", "Lê An": "principal"},
            id="fifteen working days late",
        ),
    ],
)  # fmt: skip
def test_a_delay_climbs_the_ladder(due: str, expected: dict[str, str]) -> None:
    assert wanted(digests(plan(due), (), DAY)) == expected


def test_days_off_do_not_count_as_delay() -> None:
    calendar = (CalendarDay("LN-001", date(2021, 3, 8), date(2021, 3, 12), "Nghỉ"),)
    assert working_days(date(2021, 3, 5), DAY, ()) == 5
    assert working_days(date(2021, 3, 5), DAY, calendar) == 0
    late = replace(plan("05/3/2021"), calendar=calendar)
    assert wanted(digests(late, (), DAY)) == {"Vũ Bình": "owner"}


def test_an_owner_with_two_offices_is_reported_once_and_not_of_others_what_is_hers() -> None:
    found = digests(plan("19/02/2021", "Kế toán, Thủ quỹ, Hiệu trưởng"), (), DAY)
    assert wanted(found)["Lê An"] == "principal"
    principal = next(digest for digest in found if digest.audience is Audience.PRINCIPAL)
    assert [item.key for item in principal.late] == ["HD-001"] and not principal.escalated


def test_findings_reach_the_row_s_owner_from_warnings_up() -> None:
    place = Place("actions", "HD-001", "end", 2)
    findings = [
        Finding("X-01", Message("nhẹ"), place, Severity.INFO),
        Finding("X-02", Message("nặng"), place, Severity.ERROR),
    ]
    [digest] = digests(plan("5/2021"), findings, DAY)
    assert (digest.person.name, [finding.code for finding in digest.findings]) == ("Vũ Bình", ["X-02"])


def test_what_is_wrong_with_suppressions_reaches_the_principal() -> None:
    often = Finding(
        "GOV-04", Message("DATE-04 bỏ qua 5 lần"), Place("suppressions", "BQ-001", "code", 2), Severity.INFO
    )
    [digest] = digests(plan("5/2021"), [often], DAY)
    assert (digest.person.name, digest.audience, digest.findings) == ("Lê An", Audience.PRINCIPAL, (often,))


def test_done_and_dropped_are_nobody_s_worry() -> None:
    for state in (State.DONE, State.DROPPED, State.CARRIED_OVER):
        done = replace(plan("01/02/2021"), observations=(plans.observation("HD-001", date(2021, 3, 2), state),))
        assert digests(done, (), DAY) == ()


def test_who_may_be_written_to() -> None:
    assert [person.name for person in PEOPLE if reachable(person)] == ["Lê An", "Vũ Bình", "Hồ Chi"]


def test_without_a_principal_by_office_the_signer_is_meant() -> None:
    few = replace(plan("5/2021"), people=(Person("NS-009", "Ngô Giang", ("Phụ trách trường",)),))
    few = replace(few, school=replace(few.school, signer_name="Ngô Giang"))
    assert [person.key for person in Reach(few).principal()] == ["NS-009"]
