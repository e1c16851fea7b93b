"""The table of steps: every need stands before, and what a failure takes with it is what rests on it."""

import pytest

from qipsheets.errors import FileTrouble, RemoteTrouble
from qipsheets.job.context import DONE, FAILED, NOTHING, SKIPPED, STEP_NAMES, JobReport, StepOutcome
from qipsheets.job.run import perform, run_error
from qipsheets.job.steps import STEPS, JobStep


def test_every_need_is_a_step_that_stays_before() -> None:
    known: set[str] = set()
    for step in STEPS:
        assert set(step.needs) <= known, step.name
        known.add(step.name)
    assert len(known) == len(STEPS) and known < set(STEP_NAMES)


def fails(_one: object) -> JobReport:
    raise RemoteTrouble("gone", "wait")


@pytest.mark.parametrize("failing", [step.name for step in STEPS])
def test_whichever_step_fails_all_that_can_go_on_goes_on(failing: str) -> None:
    steps = [JobStep(s.name, fails if s.name == failing else lambda _one: JobReport(1), s.needs) for s in STEPS]
    found = {one.step: one.outcome for one in perform(None, steps)}  # type: ignore[arg-type]
    resting = {failing}
    for step in STEPS:
        resting |= {step.name} if resting & set(step.needs) else set()
    expected = {s.name: FAILED if s.name == failing else SKIPPED if s.name in resting else DONE for s in STEPS}
    assert found == expected


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        pytest.param([(DONE, 0), (NOTHING, 0)], 0, id="good"),
        pytest.param([(NOTHING, 0)], 0, id="nothing to do"),
        pytest.param([(FAILED, 6), (SKIPPED, 0), (NOTHING, 0)], 6, id="nothing else was done"),
        pytest.param([(FAILED, 6), (SKIPPED, 0), (DONE, 0)], 7, id="the rest was done"),
        pytest.param([(FAILED, 9), (FAILED, 6)], 9, id="the first failure's code"),
        pytest.param([(FAILED, 70)], 70, id="a fault of the program alone"),
    ],
)
def test_what_the_exit_code_says(outcomes: list[tuple[str, int]], code: int) -> None:
    error = run_error([StepOutcome(f"s{n}", outcome, exit_code) for n, (outcome, exit_code) in enumerate(outcomes)])
    assert (error.exit_code if error else 0) == code


def test_the_words_and_the_remedy_of_a_failure_are_kept() -> None:
    def full(_one: object) -> JobReport:
        raise FileTrouble("full", "make room")

    [found] = perform(None, [JobStep("s", full)])  # type: ignore[arg-type]
    assert (found.words, found.notes, found.exit_code) == ("full", ("make room",), 9)
    error = run_error([found])
    assert error is not None and (str(error), error.hint) == ("full", "make room")
