"""A plan of six actions and the report on it, for tests: what a hand can count."""

from datetime import date
from decimal import Decimal
from typing import Any

from qipsheets.documents.printing.blocks import TABLE, ReportBlock
from qipsheets.documents.printing.report import ReportView, report_view
from qipsheets.plan.model import Evidence, Milestone, Observation, Plan, Recommendation, Review, Solution, Step, Target
from qipsheets.plan.organisation import CouncilMember, Recipient, School
from qipsheets.plan.periods import parse_period
from qipsheets.plan.states import State
from qipsheets.plan.values import Percent, Place
from qipsheets.statistics import figures
from tests.documents.printed import ROOT
from tests.plans import action, assessments, end, owners, plan, start

REPORT = ROOT / "templates" / "report.docx"
SCHOOL = School(
    name="Trường Tiểu học Suối Đá", superior="UBND xã Lam Khê", place_name="Lam Khê", plan_number="97/KH-SD",
    plan_date=start("15/8/2020"), signer_office="Hiệu trưởng", signer_name="Đặng Văn Lâm",
)  # fmt: skip


def line(day: date, subject: str, row: int, **fields: Any) -> Observation:
    """A line of the log; `percent` as a number."""
    percent = fields.pop("percent", None)
    found = None if percent is None else Percent(Decimal(percent), str(percent))
    place = Place("observations", f"GS-{row:03d}", "", row)
    return Observation(key=place.key, day=day, subject=subject, percent=found, place=place, **fields)


def small(**fields: Any) -> Plan:
    """Four actions at the end of November 2020, told in `LOG`."""
    known: dict[str, Any] = {
        "school": SCHOOL,
        "actions": (
            action("HD-001", "1.5", part_level=1, measure="San phẳng sân chơi.\nTrồng cây.", owner=owners("Tổ trưởng"),
                   end=end("10/2020"), solution="GP-001", funding="Ngân sách: 12.000.000 đồng"),
            action("HD-002", "1.4", part_level=2, measure="Viết quy trình.", owner=owners("Kế toán"), funding="Không"),
            action("HD-003", "3.2", part_level=1, measure="Sửa phòng học.", owner=owners("Kế toán, Văn thư"), funding=""),
            action("HD-004", "5.3", part_level=1, measure="Lập câu lạc bộ.", owner=owners("Tổng phụ trách"), end=end("15/12/2020")),
        ),
        "steps": (
            Step(key="BV-001", action="HD-003", work="Lập dự toán.", owner=owners("Văn thư"), due=end("20/11/2020")),
            Step(key="BV-002", action="HD-003", work="Thay mái.", due=end("10/12/2020")),
        ),
        "observations": LOG,
        "evidence": (
            Evidence(key="MC-001", code="[H1-1.5-02]", title="Biên bản", action="HD-001", date=start("05/11/2020")),
            Evidence(key="MC-002", code="[H1-1.5-03]", title="Sau này", action="HD-001", date=start("05/12/2020")),
        ),
        "reviews": (
            Review(period="2020-11", day=date(2020, 11, 30), progress="Sân chơi chậm.", causes="Mưa nhiều.",
                   judgement="Phần tự làm đúng hạn.", lessons="Gửi hồ sơ sớm.", next_tasks="Lát sân."),
            Review(period="2020-10", day=date(2020, 10, 31), judgement="Khởi động tốt."),
        ),
        "recommendations": (
            Recommendation(key="KN-001", period="2020-09", text="Cấp vật liệu cho HD-001.", addressee="UBND xã"),
            Recommendation(key="KN-002", period="2020-10", text="Cử người đo vẽ.", addressee="Hiệu trưởng",
                           reply="Đã cử.", reply_day=date(2020, 12, 5)),
            Recommendation(key="KN-003", period="2020-11", text="Họp lại.", addressee="Hiệu trưởng"),
            Recommendation(key="KN-004", period="2020-12", text="Chưa đến.", addressee="Hiệu trưởng"),
            Recommendation(key="KN-005", period="2020-09", text="Đã xong.", addressee="Kế toán", reply="Rồi."),
        ),
        "targets": (
            Target(key="CT-001", name="Sĩ số", unit="em/lớp", direction="≤", baseline=Decimal(38),
                   goal=Decimal(35), actual=Decimal(35), day=date(2020, 11, 1)),
            Target(key="CT-002", name="Số cuộc họp", direction="≥", goal=Decimal(3), actual=Decimal(2)),
            Target(key="CT-003", name="Số sách", direction="≥", goal=Decimal(4), actual=Decimal(9),
                   day=date(2020, 12, 9)),
        ),
        "milestones": (
            Milestone(key="MO-001", name="Gửi báo cáo", date=end("15/11/2020"), state=State.IN_PROGRESS),
            Milestone(key="MO-002", name="Sơ kết", date=end("18/12/2020")),
        ),
        "solutions": (Solution(key="GP-001", label="Nhóm giải pháp 1", text="Cơ sở vật chất"),),
        "assessments": assessments({"1.5": 0}),
        "recipients": (
            Recipient(name="Sở GDĐT", purpose="để b/c", receives="Kế hoạch và báo cáo"),
            Recipient(name="Các tổ", purpose="để t/h", receives="Báo cáo"),
            Recipient(name="Cha mẹ học sinh", purpose="để b/c", receives="Kế hoạch"),
        ),
        "council": (CouncilMember(name="Vi Thị Lan", council_role="Thư ký"),),
    }  # fmt: skip
    return plan(**(known | fields))


LOG = (
    line(date(2020, 10, 5), "HD-001", 2, percent=20, state=State.IN_PROGRESS, done="Đo nền.", observer="Mai Toản"),
    line(date(2020, 11, 3), "HD-001", 3, percent=45, done="San một nửa.", evidence=("[H1-1.5-01]",),
         problem="Mưa.", cause="Nền yếu.", observer="Mai Toản"),
    line(date(2020, 11, 12), "HD-002", 4, state=State.DONE, done="Ban hành.", observer="Vi Lan"),
    line(date(2020, 11, 18), "BV-001", 5, state=State.WAITING, done="Đã trình.", problem="Chờ huyện.", observer="Mai Toản"),
    line(date(2020, 12, 2), "HD-001", 6, state=State.DONE, done="Xong.", observer="Mai Toản"),
)  # fmt: skip


def report(
    name: str = "2020-11", *, today: date = date(2020, 12, 20), of: Plan | None = None, **words: Any
) -> ReportView:
    """The report on a period of the small plan, or of another."""
    found = of or small()
    period = parse_period(name, found.year)
    assert period, name
    day = min(period.last, today)
    known: dict[str, Any] = {"day": day, "today": today, "draft": False}
    return report_view(found, period, figures(found, period, day), **(known | words))


def lines(blocks: tuple[ReportBlock, ...]) -> list[str]:
    """The paragraphs and names of tables."""
    return [block.chu for block in blocks if block.kieu != TABLE]


def rows(blocks: tuple[ReportBlock, ...], heading: str) -> list[list[str]]:
    """The rows of the one table with a column of this heading, the lines of a cell parted by a bar."""
    (found,) = [block for block in blocks if block.kieu == TABLE and heading in block.cot]
    return [[row.chu] if row.chu else ["|".join(cell.dong) for cell in row.o] for row in found.dong]
