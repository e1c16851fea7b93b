"""The labelled set: large enough, and every rule within its bounds on it; each weight keeps its own."""

from collections import Counter

import pytest
from rules_score import (
    UNSEEN,
    Score,
    clean,
    findings,
    labelled,
    of_sentence,
    out_of_bounds,
    plan_cases,
    score,
    unseen_score,
    weights,
)  # fmt: skip

from qipsheets.checks.catalogue import CHECKS
from qipsheets.plan.findings import Severity

WEIGHTS = {check.rule.code: check.rule.severity for check in CHECKS}
# The shape of a workbook (tests/sheets), of frameworks and rule packs (test_packs.py): no rows of a plan say these.
ELSEWHERE = {
    "CELL-03", "CELL-04", "CELL-05", "ID-01", "ID-02", "ID-03", "ID-04", "TAB-01", "TAB-02", "TAB-03", "LEVEL-08",
    "PACK-01", "TEXT-13", "TEXT-15",
}  # fmt: skip


@pytest.fixture(scope="module")
def result() -> Score:
    return score()


def test_the_set_is_large_enough() -> None:
    right = labelled("sentences_right.toml")["texts"]
    wrong = [text for group in labelled("sentences_wrong.toml")["wrong"] for text in group["texts"]]
    assert len(right) >= 200 and len(wrong) >= 200
    assert len(set(right)) == len(right) and len(set(wrong)) == len(wrong)
    assert not set(right) & set(wrong)


def test_the_later_sets_are_large_enough_and_share_nothing_with_those_before() -> None:
    seen = {*labelled("sentences_right.toml")["texts"], *labelled("sentences_unseen.toml")["right"]}
    for name in ("sentences_wrong.toml", "sentences_unseen.toml"):
        seen |= {text for group in labelled(name)["wrong"] for text in group["texts"]}
    for name in UNSEEN:
        later = labelled(f"sentences_{name}.toml")
        wrong = [text for group in later["wrong"] for text in group["texts"]]
        assert len(later["right"]) >= 90 and len(wrong) >= 90
        assert len({*later["right"], *wrong}) == len(later["right"]) + len(wrong)
        assert not seen & {*later["right"], *wrong}
        seen |= {*later["right"], *wrong}


def test_every_rule_has_three_wrong_and_three_right_examples() -> None:
    """A rule of sentences has all right sentences for its right ones; a rule of plans those that come near it."""
    groups = [*labelled("sentences_wrong.toml")["wrong"], *labelled("sentences_unseen.toml")["wrong"]]
    of_sentences = {group["code"] for group in groups}
    wrong = Counter(code for case in plan_cases() for code in case["codes"])
    for group in groups:
        wrong[group["code"]] += len(group["texts"])
    near = Counter(case["near"] for case in plan_cases() if "near" in case)
    rules = weights().keys() - ELSEWHERE
    assert {code: wrong[code] for code in rules if wrong[code] < 3} == {}
    assert {code: near[code] for code in rules - of_sentences if near[code] < 3} == {}


def test_what_comes_near_a_rule_is_not_labelled_with_it() -> None:
    names = [case["name"] for case in plan_cases()]
    assert len(set(names)) == len(names)
    assert not [case["name"] for case in plan_cases() if case.get("near") in case["codes"]]


def test_no_rule_is_out_of_bounds(result: Score) -> None:
    assert out_of_bounds(result) == [], result.mismatches


@pytest.mark.parametrize("name", UNSEEN)
def test_no_rule_is_out_of_bounds_on_a_set_written_unseen(name: str) -> None:
    result = unseen_score(name)
    assert out_of_bounds(result) == [], result.mismatches


def test_error_rules_are_never_wrong(result: Score) -> None:
    assert {code for code in result.wrong if WEIGHTS.get(code) is Severity.ERROR and result.wrong[code]} == set()


def test_every_wrong_sentence_but_blanks_and_law_comes_with_what_to_write() -> None:
    """Of the rules of writing: the hint names the text to put there, and the part is in the sentence."""
    for group in labelled("sentences_wrong.toml")["wrong"]:
        if group["code"] not in ("TEXT-02", "TEXT-04", "TEXT-05", "TEXT-07", "TEXT-08", "TEXT-09", "TEXT-12", "LAW-08"):
            continue
        for text in group["texts"]:
            for finding in of_sentence(text, group):
                assert finding.hint.text().startswith("Write «"), finding
                assert finding.part in text


def test_a_score_counts_false_alarms_and_misses() -> None:
    made = Score()
    made.add("one", ["A-01"], ["A-01", "B-01"])
    made.add("two", ["A-01"], [])
    assert (made.precision("A-01"), made.recall("A-01"), made.precision("B-01")) == (1.0, 0.5, 0.0)
    assert len(made.mismatches) == 2


def test_the_clean_plan_is_clean() -> None:
    assert Counter(finding.code for finding in findings(clean())) == Counter()
