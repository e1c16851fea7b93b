"""School years and days in sentences: one spelling, the right year, deadlines that the date columns know."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from qipsheets.checks.check import Breach, check
from qipsheets.checks.dates import shown_day
from qipsheets.checks.promised_days import column_days, contradictions, promises
from qipsheets.checks.texts import PRINTED, plan_texts, slips_of
from qipsheets.language import N_, Message
from qipsheets.plan.findings import Severity
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import Document
from qipsheets.vietnamese import school_years

WARNING, INFO = Severity.WARNING, Severity.INFO
_PLAN_OF = re.compile(r"kế hoạch(?: [^\W\d_]+){0,8}? năm học\s+(\d{4}\s*[-–]\s*\d{4})", re.IGNORECASE)
_LOOKS_BACK = re.compile(
    r"kết quả|tổng kết|báo cáo|năm trước|đã (?:thực hiện|hoàn thành)|chuyển|tiếp nối", re.IGNORECASE
)
_REPORT = re.compile(r"báo cáo tự đánh giá", re.IGNORECASE)
_TO_FINISH = re.compile(
    r"(?:hoàn chỉnh|hoàn thiện|hoàn thành|viết|xây dựng|dự thảo)[^.;\n]{0,40}báo cáo tự đánh giá", re.IGNORECASE
)


@check(
    "DATE-12",
    N_("The school year is spelt in several ways"),
    INFO,
    N_("One document writes one way; a search for the year finds only one of them."),
    N_("Write the year as in most places, two years with a hyphen and no blanks."),
    example="2020– 2021, 2020 - 2021 → 2020-2021",
)
def spellings(plan: Plan, today: date) -> Iterator[Breach]:
    stated = [(place, slip) for place, slip in slips_of(plan, "year") if place.tab in PRINTED]
    ways = Counter(re.sub(r"\d", "0", slip.part) for _place, slip in stated)
    if len(ways) < 2:
        return
    for place, slip in stated:
        if slip.part != slip.wanted:
            message = Message("«{part}» stands beside «{usual}».", part=slip.part, usual=slip.wanted)
            yield Breach(place, message, Message("Write «{text}».", text=slip.wanted), slip.part)


@check(
    "DATE-13",
    N_("Two years that make no school year"),
    WARNING,
    N_("A school year ends in the year after the one it begins in."),
    N_("Correct one of the two years."),
    example="năm học 2020-2022",
)
def no_school_year(plan: Plan, today: date) -> Iterator[Breach]:
    for place, slip in slips_of(plan, "no_year"):
        yield Breach(place, Message("«{part}» is no school year.", part=slip.part), part=slip.part)


@check(
    "DATE-14",
    N_("A deadline stands in a sentence only"),
    WARNING,
    N_("Nobody is reminded of it, and it is on no list of what is late."),
    N_("Add a row on the tab «Mốc thời gian» with the day and who is in charge."),
    example="gửi báo cáo về Sở trước ngày 09/01/2021",
)
def deadline_in_prose(plan: Plan, today: date) -> Iterator[Breach]:
    known = column_days(plan)
    elsewhere = {(late.promise.place, late.promise.day) for late in contradictions(plan)}  # found by DATE-18
    for promise in promises(plan):
        if promise.day not in known and (promise.place, promise.day) not in elsewhere:
            message = Message("{day} stands in no date column.", day=shown_day(promise.day))
            yield Breach(promise.place, message, part=promise.part)


@check(
    "DATE-15",
    N_("The plan rests on a report that is still to be written"),
    WARNING,
    N_("A plan can rest only on what stands when it is signed."),
    N_("Cite the finished report with number and day, or that of the year before."),
    example="Căn cứ báo cáo tự đánh giá; hoàn chỉnh báo cáo tự đánh giá trước ngày 09/01/2021",
)
def unfinished_basis(plan: Plan, today: date) -> Iterator[Breach]:
    issued = plan.school.plan_date.day or plan.year.start
    due = [
        entry
        for entry in plan.milestones
        if entry.date.day and entry.date.day > issued and _TO_FINISH.search(entry.name)
    ]
    rows = [(row.place.at("text"), row.text) for row in plan.prose if row.part.startswith("II.") and row.depth != 0]
    rows += [(basis.place.at("text" if basis.text else "subject"), basis.text or basis.subject) for basis in plan.bases]
    for place, text in rows if due else ():
        starts = _REPORT.match(re.sub(r"^\s*(?:[-+*]\s*)?(?:căn cứ\s+)?", "", text, flags=re.IGNORECASE))
        if starts and not re.search(r"\bsố\s*\d|ngày\s*\d", text):
            message = Message(
                "{row} has the report finished by {day} only, after the plan of {issued}.",
                row=due[0].place.key or due[0].name,
                day=shown_day(due[0].date.day or issued),
                issued=shown_day(issued),
            )
            yield Breach(place, message, part=starts[0] if starts[0] in text else "")


@check(
    "DATE-16",
    N_("A later number bears an earlier day"),
    WARNING,
    N_("Numbers run on through a year, so a higher number cannot be of an earlier day."),
    N_("Compare numbers and days with the school's register of documents."),
    example="45/KH-THMT ngày 15/8, 46/KH-THMT ngày 10/8",
)
def register_order(plan: Plan, today: date) -> Iterator[Breach]:
    series: dict[tuple[str, int], list[tuple[int, date, Document]]] = {}
    for entry in plan.documents:
        match = re.match(r"\s*(\d+)\s*/\s*(.+)", entry.number)
        if match and entry.day:
            key = (match[2].strip().casefold(), entry.day.year)
            series.setdefault(key, []).append((int(match[1]), entry.day, entry))
    for entries in series.values():
        latest: tuple[int, date, Document] | None = None
        for number, day, entry in sorted(entries, key=lambda line: line[0]):
            if latest is not None and day < latest[1] and number != latest[0]:
                message = Message(
                    "{number} is of {day}, but {other} is of {later}.",
                    number=entry.number,
                    day=shown_day(day),
                    other=latest[2].number,
                    later=shown_day(latest[1]),
                )
                yield Breach(entry.place.at("day"), message)
            else:
                latest = (number, day, entry)


@check(
    "DATE-17",
    N_("The text speaks of another year's plan"),
    WARNING,
    N_("A sentence left over from last year's plan makes the whole plan doubtful."),
    N_("Write this plan's school year."),
    example="thực hiện kế hoạch cải tiến chất lượng năm học 2023-2024 trong kế hoạch năm học 2024-2025",
)
def other_year(plan: Plan, today: date) -> Iterator[Breach]:
    for place, text in plan_texts(plan):
        if place.tab not in PRINTED or place.tab == "bases" or "năm học" not in text:
            continue
        for match in _PLAN_OF.finditer(text):
            years = school_years(match[1])
            start = max(text.rfind(".", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
            if years and years[0] != plan.year.name and not _LOOKS_BACK.search(text[start : match.end()]):
                if int(years[0][:4]) > plan.year.first:
                    continue  # what is prepared for next year
                message = Message(
                    "The plan is of {year}, the sentence speaks of {other}.", year=plan.year.name, other=years[0]
                )
                yield Breach(place, message, Message("Write «{text}».", text=plan.year.name), match[1])


CHECKS = (
    spellings, no_school_year, deadline_in_prose, unfinished_basis, register_order, other_year,
)  # fmt: skip
