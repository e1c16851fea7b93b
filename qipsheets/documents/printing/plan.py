"""A plan as words ready to print: its bases, results, solutions, duties, and its action table level by level."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from qipsheets.documents.printing.blocks import BODY, GROUP, HEADING, Paragraphs, PlanParagraph, labelled
from qipsheets.documents.printing.changes import IssuedView, to_mend
from qipsheets.documents.printing.letterhead import DocumentHead, document_head, marks
from qipsheets.documents.printing.prose import IN_BASES, IN_RESULTS, IN_SOLUTIONS, Insert, anchor_of, plan_parts
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
from qipsheets.plan.levels import counts, school_level
from qipsheets.plan.model import Action, Basis, Plan, Solution
from qipsheets.plan.organisation import Duty, Recipient
from qipsheets.vietnamese import fold, school_years

LEVEL_ROW, STANDARD_ROW, ACTION_ROW = "muc", "tieu_chuan", "viec"
_LAST = 10_000
TO_ARCHIVE = "- Lưu: VT."
_DASH = re.compile(r"^[-–—•·]\s*")
_RESULTS_HEADING = "Kết quả thực hiện cải tiến chất lượng của nhà trường đã đạt được:"


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
    """The actions by level, then by standard and criterion in the framework's order.

    Those without a level or criterion come first, so that no heading claims a row it does not hold.
    """
    order = {code: at for at, code in enumerate((*plan.framework.standard_names, *plan.framework.criteria))}

    def position(action: Action) -> tuple[int | tuple[int, ...], ...]:
        level = action.part_level if by_level and action.part_level is not None else -1
        standard = order.get(standard_of(action), _LAST) if action.criterion else -1
        numbers = tuple(int(part) if part.isdecimal() else _LAST for part in action.criterion.split("."))
        return level, standard, order.get(action.criterion, _LAST), numbers

    return sorted(plan.actions, key=position)


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
    phan_1: Paragraphs
    phan_2: Paragraphs
    phan_3: Paragraphs  # what is before the table
    can_cu: Paragraphs  # bases, results, solutions: they are in phan_2 too
    ket_qua: Paragraphs
    giai_phap: Paragraphs
    hanh_dong: tuple[TableRow, ...]
    cot_ghi_chu: str  # heading of the notes' column, empty where no action has a note
    to_chuc: Paragraphs  # the parts after the table


def plan_head(plan: Plan, *, draft: bool, state: str) -> DocumentHead:
    """Letterhead, subject and foot of a plan of either form."""
    school, (subject, year) = plan.school, title_words(plan)
    day = school.plan_date.day or plan.year.start
    return document_head(
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


def plan_view(plan: Plan, *, draft: bool, blocking: Sequence[Finding] = (), state: str = "") -> PlanView:
    """The plan in words; `blocking` is what keeps a draft from being issued, `state` the sha256 of the data."""
    subject, year = title_words(plan)
    inserted = inserts(plan)
    first, second, table, last = plan_parts(
        plan.prose, inserted, tuple(duties(plan.duties)), has_actions=bool(plan.actions)
    )
    rows = tuple(table_rows(plan))
    words = {insert.kind: insert.content for insert in inserted}
    return PlanView(
        head=plan_head(plan, draft=draft, state=state),
        trich_yeu=subject,
        nam_hoc=year,
        can_sua=to_mend(blocking) if draft else (),
        phan_1=first,
        phan_2=second,
        phan_3=table,
        can_cu=words[IN_BASES],
        ket_qua=words[IN_RESULTS],
        giai_phap=words[IN_SOLUTIONS],
        hanh_dong=rows,
        cot_ghi_chu="Ghi chú" if any(row.ghi_chu != ("",) for row in rows) else "",
        to_chuc=last,
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
        Insert(IN_BASES, "Các văn bản quy phạm pháp luật, văn bản hướng dẫn hiện hành:", tuple(bases(plan.bases))),
        _results(plan),
        Insert(IN_SOLUTIONS, "Giải pháp trọng tâm của nhà trường:", tuple(solutions(plan.solutions))),
    )


def _results(plan: Plan) -> Insert:
    """The school's introduction serves as the heading where it reads like one, else it follows the heading."""
    intro, counted = clean(plan.school.results_intro), tuple(results(plan))
    heading = anchor_of(plan.prose, IN_RESULTS)
    if not intro or not counted or (heading and fold(heading.text) == fold(intro)):
        return Insert(IN_RESULTS, _RESULTS_HEADING, counted)
    if heading is None and intro.endswith(":"):
        return Insert(IN_RESULTS, intro, counted)
    return Insert(IN_RESULTS, _RESULTS_HEADING, (PlanParagraph(BODY, intro), *counted))


def bases(rows: Sequence[Basis]) -> Iterator[PlanParagraph]:
    """The texts the plan rests on, each behind a dash, as the school wrote it or put together from its columns."""
    texts = [text for text in map(basis_words, rows) if text]
    for at, text in enumerate(texts, 1):
        yield from labelled("-", text if text.endswith((";", ".")) else text + (";" if at < len(texts) else "."))


def basis_words(basis: Basis) -> str:
    """«Thông tư số 17/2018/TT-BGDĐT ngày 22 tháng 8 năm 2018 của Bộ … về …»."""
    if clean(basis.text):
        return "\n".join(_DASH.sub("", line) for line in paragraphs(basis.text))
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
        heading = f"- Số lượng và tỷ lệ phần trăm (%) các tiêu chí đạt và không đạt Mức {count.level}:"
        yield PlanParagraph(BODY, heading)
        sides = (("đạt", count.met, count.percent_met), ("không đạt", count.not_met, count.percent_not_met))
        for word, number, percent in sides:
            share = f" - Tỷ lệ: {percent_words(percent)}" if percent is not None else ""
            yield PlanParagraph(BODY, f"Số lượng {word}: {number}/{count.total}{share}")
    level = school_level(plan)
    if level is not None:
        words = f"Mức {level}" if level else "chưa đạt Mức 1"
        name = clean(plan.school.name)
        yield PlanParagraph(BODY, f"* Mức đánh giá của {'nhà trường' if name.isupper() or not name else name}: {words}")


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
                yield from labelled(label if label == "+" else "-", _DASH.sub("", row.text.strip()))


def recipients(rows: Sequence[Recipient]) -> Iterator[str]:
    """«- Sở GDĐT (để b/c);», the archive last: the school's own «Lưu VT» is not printed twice."""
    for row in rows:
        name = _DASH.sub("", clean(row.name)).rstrip(" ;,.")
        if name and not fold(name).startswith("lưu") and fold(row.receives) != fold("Báo cáo"):
            purpose = clean(row.purpose).strip("() ")
            yield f"- {name} ({purpose});" if purpose else f"- {name};"
    yield TO_ARCHIVE
