"""What we print keeps the layout law: the plan and every form, with short and very long names, full and nearly empty."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qipsheets.documents.printing.forms import Made, comments_view, council_view, criterion_view, evidence_view
from qipsheets.documents.printing.handouts import month_view, parents_view
from qipsheets.documents.printing.plan import plan_view
from qipsheets.documents.printing.tt57 import tt57_view
from qipsheets.documents.printing.word import document_bytes
from qipsheets.frameworks.load import framework
from qipsheets.loading import load
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import School
from qipsheets.stores.xlsx.store import ExcelStore
from tests.documents.checked import faults_of
from tests.documents.printed import ROOT, SCHOOL
from tests.plans import plan

MADE = Made(date(2025, 3, 15))
NAMES = {
    "short": ("Trường Mầm non An", "UBND xã An"),
    "usual": ("Trường Tiểu học Mây Thượng", "UBND huyện Lam Khê"),
    "long": (
        "Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Nguyễn Thị Minh Khai Thượng",
        "Ủy ban nhân dân huyện Lam Khê Thượng Phường Bình Minh Đông",
    ),
}
FORMS: dict[str, tuple[str, Callable[[Plan], Any]]] = {
    "plan": ("plan", lambda expected: plan_view(expected, draft=False)),
    "draft": ("plan", lambda expected: plan_view(expected, draft=True)),
    "month": ("month", lambda expected: month_view(expected, date(2025, 3, 1), MADE)),
    "evidence": ("evidence", lambda expected: evidence_view(expected, MADE)),
    "criterion": ("criterion", lambda expected: criterion_view(expected, (), MADE)),
    "one criterion": ("criterion", lambda expected: criterion_view(expected, ("1.2",), MADE)),
    "comments": ("comments", lambda expected: comments_view(expected, MADE)),
    "council": ("council", lambda expected: council_view(expected, MADE)),
    "parents": ("parents", lambda expected: parents_view(expected, MADE)),
    "TT57": ("plan_tt57", lambda expected: tt57_view(expected, draft=False)),
}


def named(expected: Plan, name: str) -> Plan:
    school, superior = NAMES[name]
    return replace(expected, school=replace(expected.school, name=school, superior=superior))


def as_tt57(expected: Plan) -> Plan:
    """The plan under circular 57/2026, its actions on that circular's criteria."""
    new = framework("tt57-2026-general")
    codes, old = list(new.criteria), list(expected.framework.criteria)
    moved = {code: codes[at % len(codes)] for at, code in enumerate(old)}
    assessments = tuple(
        replace(entry, criterion=code, level=1) for entry, code in zip(expected.assessments, codes, strict=False)
    )
    actions = tuple(replace(one, criterion=moved.get(one.criterion, codes[0])) for one in expected.actions)
    return replace(expected, framework=new, assessments=assessments, actions=actions)


@pytest.fixture(scope="module")
def full(made: Path) -> Plan:
    """The sample school's plan."""
    return load(ExcelStore(made / "sample.xlsx", made).read(), made).plan


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", FORMS)
def test_the_sample_school_prints_by_the_law(form: str, name: str, full: Plan, tmp_path: Path) -> None:
    template, view = FORMS[form]
    found = named(as_tt57(full) if form == "TT57" else full, name)
    document = document_bytes(view(found), ROOT / "templates" / f"{template}.docx")
    assert [(fault.code, fault.message.text(), fault.excerpt) for fault in faults_of(document, tmp_path)] == []


@pytest.mark.parametrize("form", FORMS)
def test_a_nearly_empty_plan_prints_by_the_law(form: str, tmp_path: Path) -> None:
    template, view = FORMS[form]
    found = plan("tt57-2026-general" if form == "TT57" else "tt17-2018-primary", school=SCHOOL)
    document = document_bytes(view(found), ROOT / "templates" / f"{template}.docx")
    assert [(fault.code, fault.message.text(), fault.excerpt) for fault in faults_of(document, tmp_path)] == []


@pytest.mark.parametrize("form", ["plan", "month", "parents", "TT57"])
def test_the_real_plan_prints_by_the_law_but_for_its_own_words(
    form: str, seed: Path, tmp_path: Path, run: Callable[..., Any]
) -> None:
    """Its name is abbreviated, and a year has blanks, by the school itself; all else is ours to set."""
    store = tmp_path / "plan.xlsx"
    assert run("import", seed, "--store", store).code == 0
    template, view = FORMS[form]
    found = load(ExcelStore(store, tmp_path).read(), tmp_path).plan
    document = document_bytes(view(found), ROOT / "templates" / f"{template}.docx")
    assert {fault.code for fault in faults_of(document, tmp_path)} <= {"LAYOUT-19", "LAYOUT-43"}


def test_a_school_without_any_word_prints(tmp_path: Path) -> None:
    found = plan(school=School())
    for form, (template, view) in FORMS.items():
        if form != "TT57":
            document = document_bytes(view(found), ROOT / "templates" / f"{template}.docx")
            assert {fault.code for fault in faults_of(document, tmp_path)} <= {
                "LAYOUT-09",
                "LAYOUT-19",
                "LAYOUT-31",
                "LAYOUT-32",
            }
