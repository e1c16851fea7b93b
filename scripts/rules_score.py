"""Precision and recall of every rule on the labelled set in tests/checks/labelled; exit 1 where a bound is broken.

Run it in the environment of scripts/test.py: .venv/bin/python scripts/rules_score.py [--missed]
"""

import argparse
import sys
import tomllib
from collections import Counter
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LABELLED = ROOT / "tests" / "checks" / "labelled"
# The least precision by weight, and the least recall of any rule.
PRECISION = {"error": 1.0, "warning": 0.95, "info": 0.9}
RECALL = 0.9
NOTE = "LEVEL-08"  # true of every plan as long as the frameworks are second-hand
SENTENCE = "LV-900"
UNSEEN = ("second", "third")
SPARE = 20  # blank rows with an ID, at most, in each tab: enough for the rule ID-03


def clean():
    """The clean plan as data: tab to rows by ID, with the day it is looked at."""
    return deepcopy(labelled("clean.toml"))


@cache
def labelled(name):
    """One file of the labelled set."""
    return tomllib.loads((LABELLED / name).read_text(encoding="utf-8"))


def plan_cases():
    """The small plans of the labelled set: the clean plan with one change each."""
    return [*labelled("plans.toml")["plan"], *labelled("plans_more.toml")["plan"]]


def tables(data):
    """The plan's data as tables of cells, as a store would hold them."""
    from qipsheets.frameworks.load import framework
    from qipsheets.sheets.schema import SCHOOL, TABS
    from qipsheets.sheets.table import Table

    form = [[key, "", value, ""] for key, value in data["school"].items()]
    made = {"school": Table(SCHOOL.title, tuple(c.heading for c in SCHOOL.columns), form)}
    levels = dict.fromkeys(framework(data["school"]["framework"]).criteria, "Mức 2") | data.get("assessments", {})
    assessed = {
        f"DG-{n:03d}": {"criterion": c, "level": level} for n, (c, level) in enumerate(levels.items(), 1) if level
    }
    for tab in TABS:
        rows = assessed | data.get("assessed", {}) if tab.key == "assessments" else data.get(tab.key, {})
        rows = dict(rows) | {f"{tab.prefix}-{number}": {} for number in range(500, 500 + min(tab.spare, SPARE))}
        cells = [[key if c.field == "key" else row.get(c.field) for c in tab.columns] for key, row in rows.items()]
        made[tab.key] = Table(tab.title, tuple(c.heading for c in tab.columns), cells)
    return made


def changed(data, case):
    """The clean plan with what a case changes: `set` cells by ID.field, `add` rows by tab, `drop` IDs, lines of `school`.

    `also` names rules that rightly find the same change besides.
    """
    data, case = deepcopy(data), deepcopy(case)  # the labelled set is read once and must stay as it is
    data["school"] |= case.get("school", {})
    data["assessments"] = data["assessments"] | case.get("assessments", {})
    rows = {
        key: row for tab in data.values() if isinstance(tab, dict) for key, row in tab.items() if isinstance(row, dict)
    }
    for place, value in case.get("set", {}).items():
        key, _dot, field = place.partition(".")
        rows[key][field] = value
    for tab, added in case.get("add", {}).items():
        data.setdefault(tab, {}).update(added)
    for tab in data.values():
        for key in case.get("drop", ()):
            if isinstance(tab, dict):
                tab.pop(key, None)
    return data


def findings(data, today=None, pack=None):
    """All findings of a plan given as data, but for the note on the framework."""
    from qipsheets.checks.catalogue import all_findings
    from qipsheets.checks.packs import NO_PACK
    from qipsheets.loading import load
    from qipsheets.sheets.raw_text import raw_findings

    read = tables(data)
    loaded = load(read, ROOT)
    before = (*loaded.findings, *raw_findings(read))
    found = all_findings(before, loaded.plan, today or data["today"], pack or NO_PACK)
    return [finding for finding in found if finding.code != NOTE]


def of_sentence(text, case=None):
    """What the rules find in one sentence, set as a paragraph into the clean plan."""
    row = {"part": "II.3", "depth": 2, "text": text}
    data = changed(clean(), case or {})
    data["prose"][SENTENCE] = row
    return [finding for finding in findings(data) if finding.place.key == SENTENCE]


class Score:
    """Counts by rule: found and right, found and wrong, missed."""

    def __init__(self):
        self.right: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.mismatches: list[str] = []

    def add(self, name, expected, found):
        """One case: codes that must be found, codes that were."""
        expected, found = Counter(expected), Counter(found)
        for code in expected | found:
            self.right[code] += min(expected[code], found[code])
            self.wrong[code] += max(found[code] - expected[code], 0)
            self.missed[code] += max(expected[code] - found[code], 0)
            if expected[code] != found[code]:
                word = "missed" if expected[code] > found[code] else "false alarm"
                self.mismatches.append(f"{word:<11} {code}  {name}")

    def precision(self, code):
        """Of what was found, the part that is right; 1 where nothing was found."""
        found = self.right[code] + self.wrong[code]
        return self.right[code] / found if found else 1.0

    def recall(self, code):
        """Of what was to be found, the part that was."""
        there = self.right[code] + self.missed[code]
        return self.right[code] / there if there else 1.0


def score():
    """The whole labelled set: sentences right and wrong, small plans right and wrong."""
    result = Score()
    unseen = labelled("sentences_unseen.toml")
    sentences(result, labelled("sentences_right.toml")["texts"], labelled("sentences_wrong.toml")["wrong"])
    sentences(result, unseen["right"], unseen["wrong"])
    for case in plan_cases():
        today = case.get("today")
        assert today is None or isinstance(today, date)
        found = {finding.code for finding in findings(changed(clean(), case), today)}
        result.add(case["name"], case["codes"], found - set(case.get("also", ())))
    return result


def unseen_score(name):
    """A set alone that was written without looking at the rules; its head records the first run."""
    result, unseen = Score(), labelled(f"sentences_{name}.toml")
    sentences(result, unseen["right"], unseen["wrong"])
    return result


def sentences(result, right, wrong):
    """Scores sentences in which nothing is to be found, and groups of those with one mistake."""
    for text in right:
        result.add(text, (), [finding.code for finding in of_sentence(text)])
    for group in wrong:
        for text in group["texts"]:
            result.add(text, [group["code"]], {finding.code for finding in of_sentence(text, group)})


def weights():
    """The weight of every rule by code: reading, raw text, the plan."""
    from qipsheets.plan.findings import plan_rules

    return {rule.code: rule.severity.word for rule in plan_rules().values()}


def out_of_bounds(result):
    """The rules that miss the bound of their weight, or of recall."""
    known = weights()
    codes = sorted({*result.right, *result.wrong, *result.missed})
    return [c for c in codes if result.precision(c) < PRECISION[known[c]] or result.recall(c) < RECALL]


def table(result, known):
    """A line a rule, then the three weights together."""
    broken = out_of_bounds(result)
    print(f"{'rule':<10}{'weight':<9}{'cases':>6}{'found':>6}{'precision':>11}{'recall':>8}")
    for code in sorted({*result.right, *result.wrong, *result.missed}):
        cases, found = result.right[code] + result.missed[code], result.right[code] + result.wrong[code]
        scored = f"{result.precision(code):>11.3f}{result.recall(code):>8.3f}"
        print(f"{code:<10}{known[code]:<9}{cases:>6}{found:>6}{scored}{'  OVER' if code in broken else ''}")
    for weight in PRECISION:
        codes = [code for code in known if known[code] == weight]
        right, wrong = sum(result.right[c] for c in codes), sum(result.wrong[c] for c in codes)
        missed = sum(result.missed[c] for c in codes)
        if not right + wrong + missed:
            continue
        print(f"{weight:<9} precision {right / max(right + wrong, 1):.3f}  recall {right / max(right + missed, 1):.3f}")


def main():
    """Prints a line a rule for each set and says whether every bound holds."""
    from qipsheets.language import choose

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missed", action="store_true", help="tell each case that was missed or a false alarm")
    choose("en")
    missed = parser.parse_args().missed
    known, broken = weights(), 0
    sets = [("labelled", score()), *((f"{name}, written unseen", unseen_score(name)) for name in UNSEEN)]
    for name, result in sets:
        print(f"== {name}")
        if missed:
            print(*result.mismatches, sep="\n")
        table(result, known)
        broken += len(out_of_bounds(result))
    print("every bound holds" if not broken else f"{broken} rules are out of bounds")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
