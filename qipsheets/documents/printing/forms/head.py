"""What every form has: letterhead, kind and subject, recipients, who signs; and the day it was made for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qipsheets.documents.printing.letterhead import Frame, letterhead
from qipsheets.documents.printing.marks import marks
from qipsheets.documents.printing.plan import parts as content
from qipsheets.documents.printing.plan.view import DRAFT
from qipsheets.documents.printing.text import clean, number_words, paragraphs, person_name, place_and_day
from qipsheets.plan.model import Plan
from qipsheets.plan.values import When


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """The words that all forms share, under the names that a template uses; `frame` is for the printer alone."""

    frame: Frame
    du_thao: str = ""  # «DỰ THẢO»
    co_quan_chu_quan: str = ""  # superior body
    ten_truong: str = ""  # issuer
    so_ky_hieu: str = ""  # number and symbol, empty on lists, which bear none
    dia_danh_ngay: str = ""  # place and date
    ten_loai: str = ""  # name of the kind
    trich_yeu: tuple[str, ...] = ()  # subject
    noi_nhan: tuple[str, ...] = ()  # recipients
    chuc_vu_lap: tuple[str, ...] = ()  # office of who made a list
    nguoi_lap: str = ""
    chuc_vu_ky: tuple[str, ...] = ()  # office of who signs
    nguoi_ky: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What a form is made for: the day, the state of the data, whether it is a draft."""

    day: date
    state: str = ""
    draft: bool = False


def head(
    plan: Plan,
    made: Made,
    *,
    name: str,
    kind: str,
    subject: Sequence[str],
    period: str = "",
    symbol: str = "",
) -> dict[str, Any]:
    """The shared words of a form. `symbol` is the kind's abbreviation, empty for a list without a number."""
    school = plan.school
    number = number_words(_open_number(school.plan_number, symbol), symbol) if symbol else ""
    dated = place_and_day(school.place_name, When("", made.day))
    superior, issuer = clean(school.superior).upper(), clean(school.name).upper()
    top = letterhead(superior, issuer, number, dated, tuple(subject))
    told = marks(name, period=period, day=made.day.isoformat(), state=made.state)
    title = f"{kind.capitalize()} {' '.join(subject)}"
    return {
        "frame": Frame(top, title, clean(school.name), made.day, told),
        "du_thao": DRAFT if made.draft else "",
        "co_quan_chu_quan": superior,
        "ten_truong": issuer,
        "so_ky_hieu": number,
        "dia_danh_ngay": dated,
        "ten_loai": kind,
        "trich_yeu": tuple(subject),
        "chuc_vu_ky": tuple(line.upper() for line in paragraphs(school.signer_office)),
        "nguoi_ky": person_name(school.signer_name),
    }


def recipients(plan: Plan) -> dict[str, Any]:
    """The recipients of the plan, for a form that is issued like it."""
    return {"noi_nhan": tuple(content.recipients(plan.recipients))}


def _open_number(plan_number: str, symbol: str) -> str:
    """The place of a number still to be given, with the school's own sign: «/TB-CX» of «97/KH-CX»."""
    sign = re.search(r"/[^\W\d_]+-(\S+)$", re.sub(r"\s*([-/])\s*", r"\1", clean(plan_number)))
    return f"/{symbol}-{sign[1]}" if sign else ""


def within(words: str) -> str:
    """Words within a sentence: «Tháng 5 năm 2021» begins small there, «HK I» does not."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def year_words(plan: Plan) -> str:
    """«Năm học 2024-2025»."""
    return f"Năm học {plan.year.name}"


def day_words(day: date | None) -> str:
    """«05/3/2025», as lists write a day; nothing where it is not known."""
    return f"{day.day:02d}/{day.month}/{day.year}" if day else ""
