"""A plan as words ready to print: its bases, results, solutions, duties, and its action table level by level."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from qipsheets.documents.printing.blocks import BODY, GROUP, HEADING, PlanParagraph, labelled
from qipsheets.documents.printing.changes import IssuedView, ToMend, to_mend
from qipsheets.documents.printing.letterhead import Head, head, marks
from qipsheets.documents.printing.prose import BASES, RESULTS, SOLUTIONS, Insert, anchor_of, plan_parts
from qipsheets.documents.wording import (
    Lines,
    clean,
    label_words,
    level_words,
    lower_first,
    number_words,
    owner_lines,
    paragraphs,
    percent_words,
    sentence,
    standard_words,
    time_words,
)
from qipsheets.plan.findings import Finding
from qipsheets.plan.levels import counts, standing
from qipsheets.plan.model import Action, Basis, Plan, Solution
from qipsheets.plan.organisation import Duty, Recipient
from qipsheets.vietnamese import fold, school_years

LEVEL_ROW, STANDARD_ROW, ACTION_ROW = "muc", "tieu_chuan", "viec"
_LAST = 10_000
NOTE_HEADING = "Ghi chú"
_REPORT_ONLY = fold("Báo cáo")
ARCHIVE = "- Lưu: VT."
_BASES_HEADING = "Các văn bản quy phạm pháp luật, văn bản hướng dẫn hiện hành:"
_RESULTS_HEADING = "Kết quả thực hiện cải tiến chất lượng của nhà trường đã đạt được:"
_SOLUTIONS_HEADING = "Giải pháp trọng tâm của nhà trường:"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table: a level, a standard (only `chu`), or an action."""

    kieu: str  # kind
    chu: str = ""  # words of a level or standard
    tt: str = ""  # number
    tieu_chi: str = ""  # criterion
    muc_hien_tai: str = ""  # current level
    noi_dung: Lines = ("",)  # measure
    phu_trach: Lines = ("",)  # owner
    bat_dau: str = ""  # start
    hoan_thanh: str = ""  # end
    kinh_phi: Lines = ("",)  # funding
    giam_sat: Lines = ("",)  # oversight
    ghi_chu: Lines = ("",)  # note


def table_rows(plan: Plan) -> Iterator[TableRow]:
    """Every action once, numbered through; levels rise, standards and criteria follow the framework's order."""
    number = 0
    for level, in_level in groupby(in_order(plan), key=lambda action: action.part_level):
        if level is not None:
            yield TableRow(LEVEL_ROW, f"MỨC {level}")
        for standard, in_standard in groupby(in_level, key=standard_of):
            if standard:
                yield TableRow(STANDARD_ROW, standard_words(standard, plan.framework))
            for action in in_standard:
                number += 1
                yield _action(number, action)


def in_order(plan: Plan, *, by_level: bool = True) -> list[Action]:
    """The actions by level, then by standard and criterion in the framework's order."""
    codes = (*plan.framework.standard_names, *plan.framework.criteria)
    order = {code: at for at, code in enumerate(codes)}
    return sorted(plan.actions, key=lambda action: _position(action, order)[0 if by_level else 1 :])


def _position(action: Action, order: Mapping[str, int]) -> tuple[int | tuple[int, ...], ...]:
    """Without level or criterion first, so that no heading claims a row it does not hold."""
    level = -1 if action.part_level is None else action.part_level
    numbers = tuple(int(part) if part.isdecimal() else _LAST for part in action.criterion.split("."))
    standard = order.get(standard_of(action), _LAST) if action.criterion else -1
    return level, standard, order.get(action.criterion, _LAST), numbers


def standard_of(action: Action) -> str:
    """The standard an action belongs to; "" where it names no criterion."""
    return action.criterion.partition(".")[0]


def _action(number: int, action: Action) -> TableRow:
    return TableRow(
        ACTION_ROW,
        tt=str(number),
        tieu_chi=clean(action.criterion),
        muc_hien_tai=level_words(action.current_level),
        noi_dung=paragraphs(action.measure),
        phu_trach=owner_lines(action.owner),
        bat_dau=time_words(action.start),
        hoan_thanh=time_words(action.end),
        kinh_phi=paragraphs(action.funding),
        giam_sat=paragraphs(action.oversight),
        ghi_chu=paragraphs(action.note),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView(IssuedView):
    """The words of a plan under the names that a template uses."""

    nam_hoc: str  # school year
    phan_1: tuple[PlanParagraph, ...]
    phan_2: tuple[PlanParagraph, ...]
    phan_3: tuple[PlanParagraph, ...]  # what is before the table
    can_cu: tuple[PlanParagraph, ...]  # bases, results, solutions: they are in phan_2 too
    ket_qua: tuple[PlanParagraph, ...]
    giai_phap: tuple[PlanParagraph, ...]
    hanh_dong: tuple[TableRow, ...]
    cot_ghi_chu: str  # heading of the notes' column, empty where no action has a note
    to_chuc: tuple[PlanParagraph, ...]  # the parts after the table


class PlanHead(Head):
    """The words that a plan of either form begins with."""

    trich_yeu: str
    nam_hoc: str
    can_sua: tuple[ToMend, ...]


def plan_head(plan: Plan, *, draft: bool, blocking: Sequence[Finding], state: str) -> PlanHead:
    """Letterhead, subject and foot of a plan; `blocking` is what keeps a draft from being issued."""
    school, (subject, year) = plan.school, title_words(plan)
    day = school.plan_date.day or plan.year.start
    shared = head(
        school,
        f"Kế hoạch {lower_first(subject)} {lower_first(year)}".strip(),
        (subject, year),
        number=number_words(school.plan_number),
        dated=school.plan_date,
        day=day,
        properties=marks("plan", period=plan.year.name, day=day, state=state),
        draft=draft,
        recipients=recipients(plan.recipients),
    )
    return PlanHead(**shared, trich_yeu=subject, nam_hoc=year, can_sua=to_mend(blocking) if draft else ())


def plan_view(plan: Plan, *, draft: bool, blocking: Sequence[Finding] = (), state: str = "") -> PlanView:
    """The plan in words; `blocking` is what keeps a draft from being issued, `state` the sha256 of the data."""
    inserted = inserts(plan)
    parts = plan_parts(plan.prose, inserted, tuple(duties(plan.duties)), has_actions=bool(plan.actions))
    rows = tuple(table_rows(plan))
    words = {insert.kind: insert.content for insert in inserted}
    return PlanView(
        **plan_head(plan, draft=draft, blocking=blocking, state=state),
        phan_1=parts.first,
        phan_2=parts.second,
        phan_3=parts.table,
        can_cu=words[BASES],
        ket_qua=words[RESULTS],
        giai_phap=words[SOLUTIONS],
        hanh_dong=rows,
        cot_ghi_chu=NOTE_HEADING if any(row.ghi_chu != ("",) for row in rows) else "",
        to_chuc=parts.last,
    )


def title_words(plan: Plan) -> tuple[str, str]:
    """The subject and, where it does not name it, the school year."""
    named = re.sub(r"^kế hoạch\b[\s:–-]*", "", clean(plan.school.subject), flags=re.IGNORECASE)  # the kind is above
    subject = sentence(named or "Cải tiến chất lượng giáo dục")
    years = school_years(plan.year.name)
    year = "" if set(years) & set(school_years(subject)) else f"Năm học {plan.year.name}"
    return subject, clean(year)


def inserts(plan: Plan) -> tuple[Insert, ...]:
    """What the tool prints within the parts: bases, results, solutions."""
    return (
        Insert(BASES, _BASES_HEADING, tuple(bases(plan.bases))),
        _results(plan),
        Insert(SOLUTIONS, _SOLUTIONS_HEADING, tuple(solutions(plan.solutions))),
    )


def _results(plan: Plan) -> Insert:
    """The school's introduction serves as the heading where it reads like one, else it follows the heading."""
    intro, counted = clean(plan.school.results_intro), tuple(results(plan))
    heading = anchor_of(plan.prose, RESULTS)
    if not intro or not counted or (heading and fold(heading.text) == fold(intro)):
        return Insert(RESULTS, _RESULTS_HEADING, counted)
    if heading is None and intro.endswith(":"):
        return Insert(RESULTS, intro, counted)
    return Insert(RESULTS, _RESULTS_HEADING, (PlanParagraph(BODY, intro), *counted))


def bases(rows: Sequence[Basis]) -> Iterator[PlanParagraph]:
    """The texts the plan rests on, each behind a dash, as the school wrote it or put together from its columns."""
    texts = [text for text in map(basis_words, rows) if text]
    for at, text in enumerate(texts, 1):
        yield from labelled("-", text if text.endswith((";", ".")) else text + (";" if at < len(texts) else "."))


def basis_words(basis: Basis) -> str:
    """«Thông tư số 17/2018/TT-BGDĐT ngày 22 tháng 8 năm 2018 của Bộ … về …»."""
    if clean(basis.text):
        return "\n".join(re.sub(r"^[-–—•·]\s*", "", line) for line in paragraphs(basis.text))
    number, date, issuer, subject = map(clean, (basis.number, basis.date.text, basis.issuer, basis.subject))
    if date and not re.match(r"ngày|tháng|năm", date, re.IGNORECASE):
        date = f"ngày {date}" if basis.date.day else date
    if subject and not re.match(r"về|v/v|ban hành|quy định|hướng dẫn|sửa đổi", subject, re.IGNORECASE):
        subject = f"về việc {subject}" if subject[0].islower() else f"về {subject}"
    parts = (clean(basis.kind), number and f"số {number}", date, issuer and f"của {issuer}", subject)
    return " ".join(part for part in parts if part)


def results(plan: Plan) -> Iterator[PlanParagraph]:
    """Met and not met at each level with computed percentages, then the school's level."""
    for count in counts(plan):
        share = f"- Số lượng và tỷ lệ phần trăm (%) các tiêu chí đạt và không đạt Mức {count.level}:"
        yield PlanParagraph(BODY, share)
        for word, number, percent in (
            ("đạt", count.met, count.percent_met),
            ("không đạt", count.not_met, count.percent_not_met),
        ):
            share_words = f" - Tỷ lệ: {percent_words(percent)}" if percent is not None else ""
            yield PlanParagraph(BODY, f"Số lượng {word}: {number}/{count.total}{share_words}")
    level = school_level(plan)
    if level is not None:
        words = f"Mức {level}" if level else "chưa đạt Mức 1"
        name = clean(plan.school.name)
        yield PlanParagraph(BODY, f"* Mức đánh giá của {'nhà trường' if name.isupper() or not name else name}: {words}")


def school_level(plan: Plan) -> int | None:
    """The level that follows from the assessments, else the one the school declares."""
    derived = standing(plan).derived
    return plan.school.declared_level if derived is None else derived


def solutions(rows: Sequence[Solution]) -> Iterator[PlanParagraph]:
    """Groups, their items nested under them, owner and timing behind them; an item without its group comes alone."""
    keys = {row.key for row in rows if row.key}
    children: dict[str, list[Solution]] = {}
    for row in rows:
        parent = row.parent if row.parent in keys and row.parent != row.key else ""
        children.setdefault(parent, []).append(row)
    printed: set[int] = set()
    for row in (*children.get("", ()), *rows):  # rows in a circle have no top: each starts one, unless printed already
        yield from _solution(row, children, printed)


def _solution(row: Solution, children: Mapping[str, Sequence[Solution]], printed: set[int]) -> Iterator[PlanParagraph]:
    if id(row) in printed:
        return
    printed.add(id(row))
    label = label_words(row.label)
    is_group = not row.parent and len(row.text) < 200
    yield from labelled(f"{label}:" if re.search(r"\w\w", label) else label, row.text, GROUP if is_group else BODY)
    for child in children.get(row.key, ()) if row.key else ():
        yield from _solution(child, children, printed)
    if row.owner:
        yield PlanParagraph(BODY, f"* Người phụ trách: {_closed(', '.join(paragraphs(row.owner.text)))}")
    if row.timing:
        yield PlanParagraph(BODY, f"* Thời gian thực hiện: {_closed(clean(row.timing.text))}")


def _closed(text: str) -> str:
    return text if text.endswith((".", ";")) else f"{text}."


def duties(rows: Sequence[Duty]) -> Iterator[PlanParagraph]:
    """Actors numbered 1., 2. with their duties behind dashes."""
    number = 0
    for actor, group in groupby(rows, key=lambda row: fold(row.actor)):
        found = list(group)
        if actor:
            number += 1
            yield from labelled(f"{number}.", found[0].actor, HEADING)
        for row in found:
            label = label_words(row.label)
            if clean(row.text):
                yield from labelled(label if label == "+" else "-", re.sub(r"^[-–—•·]\s*", "", row.text.strip()))


def recipients(rows: Sequence[Recipient]) -> Iterator[str]:
    """«- Sở GDĐT (để b/c);», the archive last: the school's own «Lưu VT» is not printed twice."""
    for row in rows:
        name = re.sub(r"^[-–—•·]\s*", "", clean(row.name)).rstrip(" ;,.")
        if name and not fold(name).startswith("lưu") and fold(row.receives) != _REPORT_ONLY:
            purpose = clean(row.purpose).strip("() ")
            yield f"- {name} ({purpose});" if purpose else f"- {name};"
    yield ARCHIVE
