"""What holds of every formula: no letter lost, one tree in both locales, changes and their inverse give it back."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sheets_server.book.a1 import letters, quoted
from tests.sheets_server.formulas.formula import (
    Copied,
    Deleted,
    FormulaError,
    Inserted,
    Moved,
    Place,
    Renamed,
    evaluate,
    shifted,
)
from tests.sheets_server.formulas.parser import parse
from tests.sheets_server.formulas.tokens import tokens
from tests.sheets_server.tests.formula_grid import Grid, result, vietnamese

HOME = "Kế hoạch"
TITLES = st.sampled_from([HOME, "Tiến độ", "Bob's", "Data", "A1", "2024", 'Bảng; {1} "x"'])
DOLLAR = st.sampled_from(["", "$"])
ROWS, COLUMNS = st.integers(0, 40), st.integers(0, 30)


@st.composite
def references(draw: st.DrawFn) -> str:
    """`A1`, `$B$2:C9`, `A2:A`, `A:C`, `2:5`, with or without a title."""

    def column() -> str:
        return draw(DOLLAR) + letters(draw(COLUMNS))

    def row() -> str:
        return draw(DOLLAR) + str(draw(ROWS) + 1)

    shape = draw(st.sampled_from(["cell", "range", "open", "columns", "rows"]))
    cells = {
        "cell": lambda: column() + row(),
        "range": lambda: f"{column()}{row()}:{column()}{row()}",
        "open": lambda: f"{column()}{row()}:{column()}",
        "columns": lambda: f"{column()}:{column()}",
        "rows": lambda: f"{row()}:{row()}",
    }[shape]()
    return cells if draw(st.booleans()) else f"{quoted(draw(TITLES))}!{cells}"


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
LEAVES = st.one_of(
    references(),
    st.floats(0, 1e6, allow_nan=False).map(lambda number: f"{number:.6f}"),
    TEXTS.map(lambda text: '"' + text.replace('"', '""') + '"'),
    st.sampled_from(["TRUE", "#N/A", "#REF!", "tên_1"]),
)


def joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Formulas made of formulas."""
    pair = st.tuples(parts, st.sampled_from(["+", " - ", "*", "/", "^", "&", "=", "<>", " <= "]), parts)
    return st.one_of(
        pair.map("".join),
        parts.map(lambda part: f"-({part})%"),
        st.tuples(st.sampled_from(["SUM", "IF", "IFERROR"]), parts, parts).map(
            lambda told: f"{told[0]}({told[1]}; {told[2]})"
        ),
        st.tuples(parts, parts).map(lambda told: f"{{{told[0]};{told[1]}}}"),
    )


FORMULAS = st.recursive(LEAVES, joined, max_leaves=8).map(lambda text: f"={text}")
DIMENSIONS = st.sampled_from(["ROWS", "COLUMNS"])


@given(FORMULAS)
def test_tokens_hold_every_letter(formula: str) -> None:
    assert "".join(token.text for token in tokens(formula[1:], "en_US")) == formula[1:]


@given(FORMULAS)
def test_both_locales_read_the_same_tree(formula: str) -> None:
    assert parse(formula, "en_US") == parse(vietnamese(formula), "vi_VN")


@given(FORMULAS, st.sampled_from(["Khác", "Nháp"]), st.integers(0, 50), st.integers(1, 9))
def test_changes_elsewhere_leave_a_formula_as_it_is(formula: str, other: str, start: int, count: int) -> None:
    nothing = (Copied(0, 0), Inserted(other, "ROWS", start, count), Deleted(other, "ROWS", start), Renamed(other, "X"))
    assert shifted(formula, "en_US", HOME, *nothing) == formula
    assert shifted(formula, "en_US", HOME) == formula


@given(FORMULAS, TITLES, DIMENSIONS, st.integers(0, 45), st.integers(1, 9))
def test_insert_then_delete_gives_the_same_formula(
    formula: str, title: str, dimension: str, start: int, count: int
) -> None:
    came = shifted(formula, "en_US", HOME, Inserted(title, dimension, start, count))  # type: ignore[arg-type]
    assert shifted(came, "en_US", HOME, Deleted(title, dimension, start, count)) == formula  # type: ignore[arg-type]


@given(FORMULAS, TITLES)
def test_rename_and_back_gives_the_same_formula(formula: str, title: str) -> None:
    there = shifted(formula, "en_US", HOME, Renamed(title, "Tên mới; khác's"))
    home = "Tên mới; khác's" if title == HOME else HOME
    assert shifted(there, "en_US", home, Renamed("Tên mới; khác's", title)) == formula


@given(FORMULAS, st.integers(0, 9), st.integers(0, 9))
def test_copy_and_back_gives_the_same_formula(formula: str, rows: int, columns: int) -> None:
    there = shifted(formula, "en_US", HOME, Copied(rows, columns))
    assert shifted(there, "en_US", HOME, Copied(-rows, -columns)) == formula


@given(st.data(), st.integers(3, 12))
def test_a_cell_follows_its_value(data: st.DataObject, height: int) -> None:
    """Rows are inserted, deleted and moved; the reference still finds the value it found before, or #REF!."""
    rows: list[object] = [f"v{number}" for number in range(height)]
    seen = data.draw(st.integers(0, height - 1))
    formula, wanted = f"='{HOME}'!A{seen + 1}", f"v{seen}"
    for _ in range(4):
        start = data.draw(st.integers(0, len(rows) - 1))
        count = data.draw(st.integers(1, len(rows) - start))
        what = data.draw(st.sampled_from(["insert", "delete", "move"]))
        if what == "insert":
            rows[start:start] = [None] * count
            formula = shifted(formula, "vi_VN", "X", Inserted(HOME, "ROWS", start, count))
        elif what == "delete" and count < len(rows):
            del rows[start : start + count]
            formula = shifted(formula, "vi_VN", "X", Deleted(HOME, "ROWS", start, count))
        elif what == "move":
            target = data.draw(st.sampled_from([at for at in range(len(rows) + 1) if not start < at < start + count]))
            block = rows[start : start + count]
            rest = rows[:start] + rows[start + count :]
            landed = target if target <= start else target - count
            rows = [*rest[:landed], *block, *rest[landed:]]
            formula = shifted(formula, "vi_VN", "X", Moved(HOME, "ROWS", start, count, target))
    grid = Grid({HOME: [[value] for value in rows]}, "vi_VN")  # type: ignore[list-item]
    assert result(formula, grid, Place(HOME, 0, 5)) == (wanted if wanted in rows else "#REF!")


# --- whatever is typed -----------------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(
    st.one_of(st.text(max_size=30), st.text("=()+-*/^%&<>{};,:\\\"'!$#A1bC9. \n", max_size=30), FORMULAS),
    st.sampled_from(["en_US", "vi_VN"]),
)
def test_whatever_is_typed_ends_in_values_or_a_formula_error(text: str, locale: str) -> None:
    grid = Grid({HOME: [["a", 1.0], ["b", None]]}, locale)
    try:
        rows = evaluate("=" + text, grid, Place(HOME, 0, 5))
    except FormulaError as error:
        assert error.code == "#ERROR!"
    else:
        assert rows
        assert all(cell is None or isinstance(cell, (str, float, bool, FormulaError)) for row in rows for cell in row)
    assert isinstance(shifted("=" + text, locale, HOME, Inserted(HOME, "ROWS", 0), Copied(1, 1)), str)
