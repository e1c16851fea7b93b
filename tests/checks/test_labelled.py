"""The labelled set: large enough, and every rule within its bounds on it; each weight keeps its own."""

from collections import Counter

import pytest

from qipsheets.checks.catalogue import CHECKS
from qipsheets.plan.findings import Severity
from scripts.rules_score import PRECISION, RECALL, Score, clean, findings, labelled, of_sentence, score

WEIGHTS = {check.rule.code: check.rule.severity for check in CHECKS}


@pytest.fixture(scope="module")
def result() -> Score:
    return score()


def test_the_set_is_large_enough() -> None:
    right = labelled("sentences_right.toml")["texts"]
    wrong = [text for group in labelled("sentences_wrong.toml")["wrong"] for text in group["texts"]]
    assert len(right) >= 200 and len(wrong) >= 200
    assert len(set(right)) == len(right) and len(set(wrong)) == len(wrong)
    assert not set(right) & set(wrong)


def test_no_rule_is_out_of_bounds(result: Score) -> None:
    for code in {*result.right, *result.wrong, *result.missed}:
        weight = WEIGHTS.get(code, Severity.WARNING).word
        assert result.precision(code) >= PRECISION[weight], (code, result.told)
        assert result.recall(code) >= RECALL, (code, result.told)


def test_error_rules_are_never_wrong(result: Score) -> None:
    assert {code for code in result.wrong if WEIGHTS.get(code) is Severity.ERROR and result.wrong[code]} == set()


def test_every_wrong_sentence_but_blanks_and_law_comes_with_what_to_write() -> None:
    """Of the rules of writing: the hint names the text to put there, and the part stands in the sentence."""
    for group in labelled("sentences_wrong.toml")["wrong"]:
        if group["code"] not in ("TEXT-02", "TEXT-04", "TEXT-05", "TEXT-07", "TEXT-08", "TEXT-09", "TEXT-12", "LAW-08"):
            continue
        for text in group["texts"]:
            for finding in of_sentence(text, group):
                assert finding.hint.startswith("Write «"), finding
                assert finding.part in text


def test_a_score_counts_false_alarms_and_misses() -> None:
    made = Score()
    made.add("one", ["A-01"], ["A-01", "B-01"])
    made.add("two", ["A-01"], [])
    assert (made.precision("A-01"), made.recall("A-01"), made.precision("B-01")) == (1.0, 0.5, 0.0)
    assert len(made.told) == 2


def test_the_clean_plan_is_clean() -> None:
    assert Counter(finding.code for finding in findings(clean())) == Counter()
