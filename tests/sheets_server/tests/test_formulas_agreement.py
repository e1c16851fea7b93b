"""Arithmetic agrees with Python, look-ups with a dictionary, counts with counting, whatever Hypothesis puts in."""

import math

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.sheets_server.formulas.formula import Place
from tests.sheets_server.tests.formula_grid import Grid, result

HOME = "Kế hoạch"
NUMBERS = st.integers(-999, 999).map(lambda number: (f"({number})" if number < 0 else str(number), float(number)))


@st.composite
def sums(draw: st.DrawFn, deep: int = 3) -> tuple[str, float | None]:
    """An expression and what Python makes of it; None where it divides by zero or leaves the real numbers."""
    if deep == 0 or draw(st.booleans()):
        return draw(NUMBERS)
    sign = draw(st.sampled_from("+-*/"))
    (left, one), (right, two) = draw(sums(deep - 1)), draw(sums(deep - 1))
    text = f"({left}){sign}({right})"
    if one is None or two is None or (sign == "/" and two == 0):
        return text, None
    return text, {"+": one + two, "-": one - two, "*": one * two, "/": one / (two or 1)}[sign]


@given(sums())
def test_arithmetic_agrees_with_python(told: tuple[str, float | None]) -> None:
    formula, expected = told
    found = result(f"={formula}", Grid({HOME: [["x"]]}))
    assert found == ("#DIV/0!" if expected is None else expected)


@given(st.lists(st.tuples(st.sampled_from("+-*"), st.integers(0, 50)), min_size=1, max_size=12))
def test_precedence_agrees_with_python(steps: list[tuple[str, int]]) -> None:
    text = "7" + "".join(f"{sign}{number}" for sign, number in steps)
    expected = 7
    terms = [[1, 7]]
    for sign, number in steps:
        if sign == "*":
            terms[-1][1] *= number
        else:
            terms.append([1 if sign == "+" else -1, number])
    expected = sum(sign * number for sign, number in terms)
    assert result(f"={text}", Grid({HOME: [["x"]]})) == float(expected)


@given(st.floats(-1e9, 1e9, allow_nan=False), st.floats(-1e3, 1e3, allow_nan=False))
def test_whole_and_rest_make_the_number(number: float, divisor: float) -> None:
    assume(abs(divisor) > 1e-3)
    grid = Grid({HOME: [[number, divisor]]})
    rest, floor = result("=MOD(A1;B1)", grid), result("=INT(A1)", grid)
    assert rest == number % divisor
    assert floor == math.floor(number)


# --- look-ups --------------------------------------------------------------------------------------------------------

KEYS = st.one_of(
    st.text("aAbBđĐ-01", min_size=1, max_size=4),
    st.integers(-3, 3).map(float),
    st.booleans(),
    st.none(),
)


def same(key: object) -> object:
    """What two keys share that a look-up cannot tell apart."""
    return ("text", key.lower()) if isinstance(key, str) else (type(key).__name__, key)


@given(st.lists(KEYS, min_size=1, max_size=20), st.lists(KEYS, min_size=1, max_size=6))
def test_look_ups_agree_with_a_dictionary(
    column: list[str | float | bool | None], keys: list[str | float | bool | None]
) -> None:
    first: dict[object, float] = {}
    for number, key in enumerate(column):
        if key is not None:
            first.setdefault(same(key), float(number))
    rows = [
        [key, float(number), wanted] for number, (key, wanted) in enumerate(zip(column, [*keys, *column], strict=False))
    ]
    rows += [[None, None, key] for key in keys[len(column) :]]
    grid = Grid({HOME: rows})  # type: ignore[arg-type]
    expected = [first.get(same(row[2]), "#N/A") for row in rows]
    asked = f"C1:C{len(rows)}"
    for formula in (
        f"=ARRAYFORMULA(VLOOKUP({asked};A:B;2;FALSE))",
        f"=ARRAYFORMULA(MATCH({asked};A:A;0)-1)",
        f"=ARRAYFORMULA(XLOOKUP({asked};A1:A{len(column)};B1:B{len(column)}))",
    ):
        found = result(formula, grid, Place(HOME, 0, 9))
        flat = [cell for line in found for cell in line] if isinstance(found, list) else [found]
        if "XLOOKUP" not in formula:
            assert flat == expected
        else:
            assert [got for got, row in zip(flat, rows, strict=True) if row[2] is not None] == [
                want for want, row in zip(expected, rows, strict=True) if row[2] is not None
            ]


@given(st.lists(KEYS, min_size=1, max_size=30), KEYS)
def test_counts_agree_with_counting(column: list[str | float | bool | None], key: str | float | bool | None) -> None:
    assume(key is not None and not (isinstance(key, str) and any(letter.isdigit() for letter in key)))
    grid = Grid({HOME: [[cell, key] for cell in column]})
    assert result("=COUNTIF(A:A;B1)", grid, Place(HOME, 0, 9)) == sum(same(cell) == same(key) for cell in column)
    assert result("=COUNTA(A:A)+COUNTBLANK(A:A)", grid, Place(HOME, 0, 9)) == float(len(column))


@given(st.lists(st.integers(-50, 50).map(float), min_size=1, max_size=30), st.integers(-60, 60).map(float))
def test_the_nearest_below_agrees_with_a_search(column: list[float], key: float) -> None:
    column.sort()
    grid = Grid({HOME: [[number, key] for number in column]})
    below = [at for at, number in enumerate(column, 1) if number <= key]
    assert result("=MATCH(B1;A:A)", grid, Place(HOME, 0, 9)) == (float(below[-1]) if below else "#N/A")
    grid = Grid({HOME: [[number, key] for number in reversed(column)]})
    above = [at for at, number in enumerate(reversed(column), 1) if number >= key]
    assert result("=MATCH(B1;A:A;-1)", grid, Place(HOME, 0, 9)) == (float(above[-1]) if above else "#N/A")
