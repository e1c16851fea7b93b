"""The school, its year, its people and its papers: the nouns around the plan's table."""

from dataclasses import dataclass
from datetime import date

from qipsheets.plan.values import NOWHERE, Place, TabRow, When


@dataclass(frozen=True, slots=True)
class School:
    """The letterhead and what is said of the school as a whole."""

    name: str = ""
    superior: str = ""
    place_name: str = ""
    plan_number: str = ""
    plan_date: When = When()
    subject: str = ""
    signer_office: str = ""
    signer_name: str = ""
    declared_level: int | None = None
    national_standard: str = ""
    council_size: int | None = None
    results_intro: str = ""
    website: str = ""
    public_columns: str = ""
    framework: str = ""
    framework_file: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A school year «2020-2021» with its semester dates."""

    name: str
    start: date
    semester_1_end: date
    semester_2_start: date
    end: date

    @property
    def first(self) -> int:
        return self.start.year


@dataclass(frozen=True, slots=True)
class Person(TabRow):
    """A person, the roles of this school year, and how to reach them."""

    name: str = ""
    roles: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    mail_opt_out: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CouncilMember(TabRow):  # thành viên hội đồng tự đánh giá
    """A member of the self-assessment council."""

    name: str = ""
    position: str = ""
    council_role: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Group(TabRow):  # nhóm công tác, tổ giám sát, nhóm thư ký
    """A group of the council, the standards it handles and its weekly input."""

    name: str = ""
    leader: str = ""
    standards: tuple[str, ...] = ()
    task: str = ""
    weekly_input: str = ""


@dataclass(frozen=True, slots=True)
class Duty(TabRow):
    """What an actor must do (part IV); `role` and `criteria` say whose field it is."""

    label: str = ""
    actor: str = ""
    role: str = ""
    text: str = ""
    field: str = ""
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient(TabRow):  # nơi nhận
    """Who receives the plan and the reports, and why."""

    name: str = ""
    purpose: str = ""
    email: str = ""
    receives: str = ""


@dataclass(frozen=True, slots=True)
class Comment(TabRow):  # góp ý dự thảo
    """A comment on the draft, the reply, and whether it was adopted."""

    day: date | None = None
    author: str = ""
    about: str = ""
    text: str = ""
    reply: str = ""
    adopted: bool | None = None


@dataclass(frozen=True, slots=True)
class Document(TabRow):
    """A line of the register of documents the school issued; `sha256` and `signed_sha256` are those of the copies."""

    kind: str = ""
    period: str = ""
    number: str = ""
    day: date | None = None
    subject: str = ""
    signer: str = ""
    file: str = ""
    sha256: str = ""
    signed_copy: str = ""
    signed_sha256: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class CalendarDay(TabRow):
    """Days off, or working days in lieu, of this school."""

    start: date | None = None
    end: date | None = None
    name: str = ""
    working: bool | None = None


@dataclass(frozen=True, slots=True)
class Suppression(TabRow):  # bỏ qua
    """A finding the school accepts: code, row, reason, until when."""

    code: str = ""
    row: str = ""
    reason: str = ""
    until: date | None = None
    author: str = ""


@dataclass(frozen=True, slots=True)
class Unplaced(TabRow):
    """A paragraph of an imported plan that no field took, with its place in the file."""

    origin: str = ""
    text: str = ""
    reason: str = ""
    settled: bool | None = None
