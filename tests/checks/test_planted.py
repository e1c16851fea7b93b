"""Ten whole plans of invented schools with planted mistakes: exactly those are found, by rule, row and wrong part.

In the first run, before anything was mended for them, the rules found 130 of the 138 mistakes; ten of these had been
planted unawares (a Saturday, a criterion at its highest level, a report without a number). Missed were: «còn 4 tiêu chí mới ở Mức 1», «6 tiêu chuẩn», the school's own level in a sentence,
«…../…../2022», an action copied twice, another school's name, «tien do», two full stops. Three findings were false
alarms (a fall from an impossible 115 %, a level stated twice, 18/2018 for a school of two stages), and two plans were
flooded by a line for each of 15 criteria.
"""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rules_score import findings

from qipsheets import language

FOLDER = Path(__file__).parent / "planted"
PLANS = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}


def test_ten_plans_and_a_hundred_mistakes() -> None:
    assert len(PLANS) == 10
    assert sum(len(data["planted"]) for data in PLANS.values()) >= 100
    assert len({mistake["code"] for data in PLANS.values() for mistake in data["planted"]}) >= 60


@pytest.mark.parametrize("name", PLANS)
def test_what_was_planted_is_found_and_nothing_else(name: str) -> None:
    data = PLANS[name]
    planted = Counter((mistake["code"], mistake["row"]) for mistake in data["planted"])
    assert Counter((finding.code, finding.place.key) for finding in findings(data)) == planted


@pytest.mark.parametrize("name", PLANS)
def test_the_wrong_words_are_marked_and_each_finding_says_what_to_do(name: str) -> None:
    found = findings(PLANS[name])
    for mistake in PLANS[name]["planted"]:
        there = [f for f in found if (f.code, f.place.key) == (mistake["code"], mistake["row"])]
        assert all(finding.hint.text() for finding in there)
        wanted = mistake.get("part", "").casefold()
        assert any(wanted in f.part.casefold() or f.part.casefold() in wanted for f in there), mistake


def test_a_planted_mistake_that_is_mended_is_not_found_any_more() -> None:
    data: dict[str, Any] = dict(PLANS["01-secondary-numbers"])
    data["tallies"] = data["tallies"] | {
        "SL-002": data["tallies"]["SL-002"] | {"percent_met": "71,4%", "percent_not_met": "28,6%"}
    }
    assert {"PCT-01", "PCT-03"} & {finding.code for finding in findings(data)} == set()


def test_the_findings_are_said_in_vietnamese_too() -> None:
    language.choose("vi")
    there = [finding for data in PLANS.values() for finding in findings(data)]
    assert all(finding.message and finding.hint.text() for finding in there)
