"""What is no formula, what is too deep, and the service's words for what goes wrong in a formula."""

import pytest

from tests.sheets_server.formulas.errors import wrong_count
from tests.sheets_server.formulas.formula import FormulaError, Place, evaluate
from tests.sheets_server.formulas.functions import FUNCTIONS
from tests.sheets_server.tests.formula_grid import plan_grid, result

HOME = Place("Kế hoạch", 1, 9)
LOCALES = ["en_US", "vi_VN"]
BROKEN = (
    "=",
    "=1+",
    "=(1",
    "=1)",
    "=SUM(1",
    "=A1 A2",
    '="open',
    "='open!A1",
    "=1**2",
    "={}",
    "={1;}",
    "=@A1",
    "=A1:",
    "=,",
)


@pytest.mark.parametrize("formula", BROKEN)
@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_no_formula_is_a_parse_error(formula: str, locale: str) -> None:
    with pytest.raises(FormulaError) as caught:
        evaluate(formula, plan_grid(locale), HOME)
    assert (caught.value.code, caught.value.message) == ("#ERROR!", "Formula parse error.")


@pytest.mark.parametrize(
    "formula",
    ["=" + "(" * 5000 + "1" + ")" * 5000, "=" + "IF(1;" * 3000 + "1" + ")" * 3000, "=" + "{" * 9000 + "1" + "}" * 9000],
    ids=["brackets", "functions", "arrays"],
)
def test_endless_nesting_is_refused_in_words(formula: str) -> None:
    with pytest.raises(FormulaError, match="levels of brackets") as caught:
        evaluate(formula, plan_grid(), HOME)
    assert caught.value.code == "#ERROR!"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=" + "+".join(["1"] * 20_000), 20_000.0),
        ("=" + "&".join(['"a"'] * 10_000), "a" * 10_000),
        ("=1" + "^1" * 20_000, 1.0),
        ("=" + "-" * 20_000 + "1", 1.0),
        ("=0" + "%" * 20_000, 0.0),
        ("=SUM(" + ";".join(["1"] * 20_000) + ")", 20_000.0),
        ("=" + "IF(FALSE;0;" * 60 + "7" + ")" * 60, 7.0),
    ],
    ids=["sums", "joins", "powers", "signs", "percents", "arguments", "nested 60 deep"],
)
def test_long_formulas_are_computed(formula: str, expected: object) -> None:
    assert result(formula, plan_grid()) == expected


# --- the service's words ---------------------------------------------------------------------------------------------

WORDS = {
    "=FOO(1)": ("#NAME?", "Unknown function: 'FOO'."),
    "=foo.bar()": ("#NAME?", "Unknown function: 'FOO.BAR'."),
    "=chưa_có": ("#NAME?", "Unknown range name: 'chưa_có'."),
    "=VLOOKUP(1;A:B)": (
        "#N/A",
        "Wrong number of arguments to VLOOKUP. Expected between 3 and 4 arguments, but got 2 arguments.",
    ),
    "=abs()": ("#N/A", "Wrong number of arguments to ABS. Expected 1 arguments, but got 0 arguments."),
    '=JOIN(",")': ("#N/A", "Wrong number of arguments to JOIN. Expected at least 2 arguments, but got 1 arguments."),
    '=2*"Currency"': (
        "#VALUE!",
        "Function MULTIPLY parameter 2 expects number values. But 'Currency' is a text and cannot be coerced to a number.",
    ),
    '=IF("x";1;2)': (
        "#VALUE!",
        "Function IF parameter 1 expects boolean values. But 'x' is a text and cannot be coerced to a boolean.",
    ),
    '=REGEXMATCH(123;"1")': (
        "#VALUE!",
        "Function REGEXMATCH parameter 1 expects text values. But '123' is a number and cannot be coerced to a text.",
    ),
    "=1/0": ("#DIV/0!", "Function DIVIDE parameter 2 cannot be zero."),
    "=AVERAGE(A2:A3)": ("#DIV/0!", "Evaluation of function AVERAGE caused a divide by zero error."),
    '=VLOOKUP("K-77";A:B;2;FALSE)': ("#N/A", "Did not find value 'K-77' in VLOOKUP evaluation."),
    "=VLOOKUP(A2;A:B;3;FALSE)": ("#REF!", "VLOOKUP evaluates to an out of bounds range."),
    "='Không có'!A1": ("#REF!", "Unresolved sheet name 'Không có'."),
    "=Z99": ("#REF!", "Reference does not exist."),
    "=#REF!": ("#REF!", "Reference does not exist."),
    '=INDIRECT("x y")': (
        "#REF!",
        "Function INDIRECT parameter 1 value is 'x y'. It is not a valid cell/range reference.",
    ),
    "=A3:A5": ("#VALUE!", "An array value could not be found."),
    '=FILTER(A2:A5;C2:C5="Chi")': ("#N/A", "No matches are found in FILTER evaluation."),
    "=COUNTIFS(A2:A5;1;B2:B4;1)": ("#VALUE!", "Array arguments to COUNTIFS are of different size."),
    "=ROW(1)": ("#N/A", "Argument must be a range."),
    "={1,2;3}": ("#VALUE!", "In ARRAY_LITERAL, an Array Literal was missing values for one or more rows."),
    '=FIND("z";"abc")': ("#VALUE!", "In FIND evaluation, cannot find 'z' within 'abc'."),
    '=VALUE("x")': ("#VALUE!", "VALUE parameter 'x' cannot be parsed to number."),
}


@pytest.mark.parametrize("formula", WORDS)
def test_errors_speak_as_the_service_does(formula: str) -> None:
    found = evaluate(formula, plan_grid(), HOME)[0][0]
    assert isinstance(found, FormulaError)
    assert (found.code, found.message) == WORDS[formula]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_counts_its_arguments(name: str) -> None:
    function = FUNCTIONS[name]
    counts = [function.least - 1] * (function.least > 0) + ([] if function.most is None else [function.most + 1])
    for count in counts:
        found = evaluate(f"={name}({';'.join(['1'] * count)})", plan_grid(), HOME)[0][0]
        assert found == wrong_count(name, function.least, function.most, count)


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"NA", "LET"}))
def test_no_function_breaks_on_odd_arguments(name: str) -> None:
    """Errors are values of cells: whatever stands in the arguments, nothing else is ever raised."""
    function = FUNCTIONS[name]
    odd = ["A1:F5", "E5", "C4", '"x"', "-1", "1E300", "TRUE", "{1;2}", "#N/A", '""', "'Không có'!A1"]
    for first in odd:
        for rest in odd[:6]:
            for count in {function.least, function.most or function.least + 2}:
                arguments = ";".join([first, *[rest] * (count - 1)][:count])
                for formula in (f"={name}({arguments})", f"=ARRAYFORMULA({name}({arguments}))"):
                    assert evaluate(formula, plan_grid(), HOME)
