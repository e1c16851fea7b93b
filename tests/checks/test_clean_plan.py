"""A clean plan stays clean however it is typed; one planted mistake gives its finding and no other."""

import random
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules_score import changed, clean, findings, plan_cases

FEW = settings(max_examples=15)
ONE_CHANGE = [
    case
    for case in plan_cases()
    if len(case["codes"]) == 1 and not case.get("also") and not case.get("school") and len(case.get("set", {})) <= 1
]
# What a time may be written as without meaning another day.
SPELLINGS = (
    lambda day, month, year: f"{day:02d}/{month:02d}/{year}",
    lambda day, month, year: f"{day}/{month}/{year}",
    lambda day, month, year: f"{day}-{month}-{year}",
    lambda day, month, year: f"ngày {day} tháng {month} năm {year}",
)


def rows(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for tab in data.values() if isinstance(tab, dict) for row in tab.values() if isinstance(row, dict)]


def codes(data: dict[str, Any]) -> set[str]:
    return {finding.code for finding in findings(data)}


@FEW
@given(st.randoms(use_true_random=False))
def test_in_any_order_of_rows(chance: random.Random) -> None:
    """The order of paragraphs and of the log means something; that of all other rows does not."""
    data = clean()
    for tab in ("actions", "steps", "people", "duties", "evidence", "bases", "targets", "milestones", "recipients"):
        mixed = list(data[tab].items())
        chance.shuffle(mixed)
        data[tab] = dict(mixed)
    assert codes(data) == set()


@FEW
@given(st.sets(st.integers(0, 40)))
def test_with_letters_put_together(which: set[int]) -> None:
    """NFD is reported once a cell, as TEXT-01; no other rule takes it for a mistake."""
    data = clean()
    for number, row in enumerate(rows(data)):
        if number in which:
            row |= {name: unicodedata.normalize("NFD", text) for name, text in row.items() if isinstance(text, str)}
    assert codes(data) <= {"TEXT-01"}


@FEW
@given(st.integers(2, 4), st.booleans())
def test_with_blanks_in_names_and_capitals(count: int, capitals: bool) -> None:
    data = clean()
    for row in (*data["actions"].values(), *data["steps"].values(), *data["milestones"].values()):
        if "owner" in row:
            owner = row["owner"].upper() if capitals else row["owner"]
            row["owner"] = " " * count + owner.replace(" ", " " * count) + " "
    assert codes(data) == set()


@FEW
@given(st.sampled_from(SPELLINGS))
def test_with_days_spelt_otherwise(spelling: Any) -> None:
    data = clean()
    for row in rows(data):
        for name, text in row.items():
            full = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text) if isinstance(text, str) else None
            if full:
                row[name] = spelling(*map(int, full.groups()))
    assert codes(data) == set()


@pytest.mark.parametrize("case", ONE_CHANGE, ids=lambda case: case["name"])
def test_a_planted_mistake_gives_its_finding_and_no_other(case: dict[str, Any]) -> None:
    assert codes(changed(clean(), case)) == set(case["codes"])


# The order of these rows means nothing, unless the rule itself is about which of two comes first.
MIXED = ("steps", "people", "duties", "targets", "milestones", "calendar")


@FEW
@given(st.sampled_from(ONE_CHANGE), st.randoms(use_true_random=False), st.sampled_from(SPELLINGS), st.booleans())
def test_a_planted_mistake_is_found_however_the_rest_is_typed(
    case: dict[str, Any], chance: random.Random, spelling: Any, composed: bool
) -> None:
    """Rows in another order, days spelt otherwise, blanks around, letters put together: that finding and no other."""
    data, touched = changed(clean(), case), set(case.get("set", {}))
    for tab in MIXED:
        mixed = list(data.get(tab, {}).items())
        chance.shuffle(mixed)
        data[tab] = dict(mixed)
    for tab in ("actions", "steps", "observations", "milestones"):
        for key, row in data[tab].items():
            for name, text in row.items():
                if isinstance(text, str) and f"{key}.{name}" not in touched:
                    row[name] = disguised(text, spelling, composed)
    assert codes(data) - ({"TEXT-01"} - set(case["codes"])) == set(case["codes"])


def disguised(text: str, spelling: Any, composed: bool) -> str:
    full = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    text = spelling(*map(int, full.groups())) if full else text
    return f" {text} " if composed else unicodedata.normalize("NFD", text)


HOSTILE = ("a", "để", "(", "\"", "1/", "1.", "a-", "a@", "w.", "http", "A/", "_ ", "…", "98/QĐ ", "kết quả ", "ít nhất ",
           "hội đồng tự đánh giá ", "tiêu chí 1.1, ", "trước ngày 1/1/", "hai mươi ", "\n", "\u0301", "\x00", "😀", "{x}")  # fmt: skip


@pytest.mark.parametrize("part", HOSTILE, ids=repr)
def test_a_cell_as_long_as_a_sheet_allows_is_borne(part: str) -> None:
    """Excel's longest cell, of one part again and again: an expression that runs along it twice would not come back."""
    text = (part * 32_767)[:32_767]
    for place in ("LV-003.text", "HD-001.measure", "HD-001.oversight", "CC-003.text", "NN-002.name", "NV-001.text"):
        findings(changed(clean(), {"set": {place: text}}))


@FEW
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_borne(one: str, two: str) -> None:
    for finding in findings(changed(clean(), {"set": {"LV-003.text": one, "HD-001.oversight": two}})):
        assert finding.message and finding.hint.text()


def test_mending_the_planted_mistake_takes_the_finding_away() -> None:
    data = changed(clean(), {"set": {"HD-002.end": "9/2024"}})
    assert codes(data) == {"DATE-01"}
    assert codes(changed(data, {"set": {"HD-002.end": "4/2025"}})) == set()
