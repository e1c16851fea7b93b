"""Part II of a monitoring report: every action and step with its state, evidence, problem, cause, recommendation."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from qipsheets.documents.printing.plan.action_table import in_order, standard_of, standard_words
from qipsheets.documents.printing.report.log import evidence_of, last_trouble
from qipsheets.documents.printing.report.moved import Look
from qipsheets.documents.printing.report.rows import ACTION, LATE_ACTION, LATE_STEP, STANDARD, STEP, ResultRow, WorkRow
from qipsheets.documents.printing.report.words import named, points, short, status_lines
from qipsheets.documents.printing.text import clean, owner_lines, paragraphs, time_words
from qipsheets.plan.deadlines import Progress
from qipsheets.plan.model import Evidence, Recommendation
from qipsheets.plan.states import CLOSED, Status

_KEY = re.compile(r"\b[A-Za-zĐđ]{2}-\d{1,5}\b")


def results(look: Look, told: Sequence[Recommendation]) -> Iterator[ResultRow]:
    """Every action in the plan's order, each followed by its steps; `told` are the recommendations known by then."""
    items = _of_actions(look)
    advice, papers = _by_key(told), _papers(look)
    number = 0
    for standard, actions in groupby(in_order(look.plan, by_level=False), key=standard_of):
        if standard:
            yield ResultRow(STANDARD, standard_words(standard, look.plan.framework))
        for action in actions:
            number += 1
            first, *steps = items[id(action)]
            yield _row(look, first, str(number), advice, papers)
            for at, step in enumerate(steps, 1):
                yield _row(look, step, f"{number}.{at}", advice, papers)


def _of_actions(look: Look) -> Mapping[int, Sequence[Progress]]:
    """Each action's item and its steps' by the record itself: an ID may be doubled, a row must not be lost."""
    groups: list[list[Progress]] = []
    for item in look.now:
        if item.is_step and groups:
            groups[-1].append(item)
        else:
            groups.append([item])
    return {id(action): group for action, group in zip(look.plan.actions, groups, strict=True)}


def _by_key(told: Sequence[Recommendation]) -> Mapping[str, list[str]]:
    """The recommendations that name an action or step by its ID."""
    found: dict[str, list[str]] = {}
    for one in told:
        for key in dict.fromkeys(_KEY.findall(one.text)):
            found.setdefault(key.upper(), []).append(one.text)
    return found


def _papers(look: Look) -> Mapping[str, list[Evidence]]:
    """The evidence that is filed under an action and was issued by the day."""
    found: dict[str, list[Evidence]] = {}
    for paper in look.plan.evidence:
        if paper.action and paper.code and (paper.date.day is None or paper.date.day <= look.day):
            found.setdefault(paper.action, []).append(paper)
    return found


def _row(
    look: Look,
    item: Progress,
    number: str,
    advice: Mapping[str, Sequence[str]],
    papers: Mapping[str, Sequence[Evidence]],
) -> ResultRow:
    log = look.log.get(item.key, ())
    late = item.status is Status.OVERDUE
    kinds = (LATE_STEP, STEP) if item.is_step else (LATE_ACTION, ACTION)
    closed_before = item.state in CLOSED and look.before[item.key].state in CLOSED
    trouble = None if closed_before else last_trouble(log)
    codes = dict.fromkeys((*evidence_of(log), *(paper.code for paper in papers.get(item.key, ()))))
    return ResultRow(
        kinds[0] if late else kinds[1],
        tt=number,
        tieu_chi="" if item.is_step else clean(item.criterion),
        noi_dung=named(item),
        phu_trach=owner_lines(item.owner),
        han=time_words(item.due),
        tinh_trang=status_lines(item),
        tien_do=points(item.percent),
        minh_chung=tuple(map(clean, codes)) or ("",),
        kho_khan=paragraphs(trouble.problem) if trouble else ("",),
        nguyen_nhan=paragraphs(trouble.cause) if trouble else ("",),
        kien_nghi=tuple(line for text in advice.get(item.key.upper(), ()) for line in paragraphs(text)) or ("",),
    )


def work_row(item: Progress) -> WorkRow:
    """An action or step in a short list."""
    due = time_words(item.due)
    return WorkRow(named(item)[0], owner_lines(item.owner), due, status_lines(item), points(item.percent))


def pressing(look: Look) -> tuple[WorkRow, ...]:
    """What is late or waits for outside bodies: the part a weekly summary prints in place of all results."""
    wanted = (Status.OVERDUE, Status.WAITING)
    items = sorted(
        (item for item in look.now if item.status in wanted),
        key=lambda item: (wanted.index(item.status), -item.days_late, item.due.text == "", item.key),
    )
    return tuple(replace(work_row(item), viec=short(item), noi_dung=_trouble(look, item)) for item in items)


def _trouble(look: Look, item: Progress) -> tuple[str, ...]:
    trouble = last_trouble(look.log.get(item.key, ()))
    return paragraphs(trouble.problem or trouble.cause) if trouble else ("",)
