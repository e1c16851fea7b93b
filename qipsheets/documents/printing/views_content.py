"""What the tool prints within the parts: bases, results with computed percentages, solutions, duties, recipients."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from qipsheets.documents.printing.views_text import (
    BODY,
    GROUP,
    HEADING,
    Paragraph,
    clean,
    label_words,
    labelled,
    paragraphs,
    percent_words,
)
from qipsheets.plan.levels import TALLIES, counts, standing
from qipsheets.plan.model import Basis, Plan, Solution
from qipsheets.plan.organisation import Duty, Recipient
from qipsheets.vietnamese import fold

_REPORT_ONLY = fold("Báo cáo")
ARCHIVE = "- Lưu: VT."


def bases(rows: Sequence[Basis]) -> Iterator[Paragraph]:
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


def results(plan: Plan) -> Iterator[Paragraph]:
    """Met and not met at each level with computed percentages, then the school's level."""
    for count in counts(plan):
        share = f"- Số lượng và tỷ lệ phần trăm (%) các tiêu chí đạt và không đạt Mức {count.level}:"
        yield Paragraph(BODY, share)
        for word, number, percent in (
            ("đạt", count.met, count.percent_met),
            ("không đạt", count.not_met, count.percent_not_met),
        ):
            told = f" - Tỷ lệ: {percent_words(percent)}" if percent is not None else ""
            yield Paragraph(BODY, f"Số lượng {word}: {number}/{count.total}{told}")
    derived = standing(plan).derived
    level = plan.school.declared_level if derived is None else derived
    if level is not None:
        words = f"Mức {level}" if level else "chưa đạt Mức 1"
        name = clean(plan.school.name)
        yield Paragraph(BODY, f"* Mức đánh giá của {'nhà trường' if name.isupper() or not name else name}: {words}")


def rests_on_tallies(plan: Plan) -> bool:
    """True where the percentages come from the stated counts, not from the assessments."""
    return any(count.source == TALLIES for count in counts(plan))


def solutions(rows: Sequence[Solution]) -> Iterator[Paragraph]:
    """Groups, their items nested under them, owner and timing behind them; an item without its group stands alone."""
    keys = {row.key for row in rows if row.key}
    children: dict[str, list[Solution]] = {}
    for row in rows:
        parent = row.parent if row.parent in keys and row.parent != row.key else ""
        children.setdefault(parent, []).append(row)
    printed: set[int] = set()
    for row in (*children.get("", ()), *rows):  # rows in a circle have no top: each starts one, unless printed already
        yield from _solution(row, children, printed)


def _solution(row: Solution, children: Mapping[str, Sequence[Solution]], printed: set[int]) -> Iterator[Paragraph]:
    if id(row) in printed:
        return
    printed.add(id(row))
    label = label_words(row.label)
    is_group = not row.parent and len(row.text) < 200
    yield from labelled(f"{label}:" if re.search(r"\w\w", label) else label, row.text, GROUP if is_group else BODY)
    for child in children.get(row.key, ()) if row.key else ():
        yield from _solution(child, children, printed)
    if row.owner:
        yield Paragraph(BODY, f"* Người phụ trách: {_closed(', '.join(paragraphs(row.owner.text)))}")
    if row.timing:
        yield Paragraph(BODY, f"* Thời gian thực hiện: {_closed(clean(row.timing.text))}")


def _closed(text: str) -> str:
    return text if text.endswith((".", ";")) else f"{text}."


def duties(rows: Sequence[Duty]) -> Iterator[Paragraph]:
    """Actors numbered 1., 2. with their duties behind dashes."""
    number = 0
    for actor, group in groupby(rows, key=lambda row: fold(row.actor)):
        held = list(group)
        if actor:
            number += 1
            yield from labelled(f"{number}.", held[0].actor, HEADING)
        for row in held:
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
