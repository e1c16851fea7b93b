"""Our own formulas, rules of formats, the marks of locales, and how often the grid is read."""

import pytest

from tests.sheets_server.formulas.formula import FormulaError, Memory, Place, evaluate, evaluate_rule, precedents
from tests.sheets_server.tests.formula_grid import Grid, plan_grid, result

HOME = Place("Kế hoạch", 1, 9)
LOCALES = ["en_US", "vi_VN"]
STATE = (
    '={"Tình trạng";ARRAYFORMULA(IF(A2:A="";"";IFNA(VLOOKUP(A2:A;\'Tiến độ\'!A2:Z;3;FALSE);"")))}',
    '=ARRAYFORMULA(IF(ROW(A1:A)=ROW(A1);"Tình trạng";IF(A1:A="";"";IFNA(VLOOKUP(A1:A;\'Tiến độ\'!A:C;3;FALSE);""))))',
)
LATE = '=COUNTIFS(INDIRECT("\'Tiến độ\'!A:A");$A2;INDIRECT("\'Tiến độ\'!C:C");"Quá hạn")>0'
PULL = "=IFERROR(INDEX('Tiến độ'!B:B;MATCH(A2;'Tiến độ'!A:A;0));\"\")"


# --- our own formulas ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("formula", STATE, ids=["array literal", "one array from row 1"])
def test_the_state_column_spills_under_its_heading(formula: str, locale: str) -> None:
    found = result(formula, plan_grid(locale), Place("Kế hoạch", 0, 6))
    assert found == [["Tình trạng"], ["Đúng hạn"], ["Quá hạn"], [""], [""]]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_state_column_reaches_to_the_end_of_the_grid(locale: str) -> None:
    grid = plan_grid(locale)
    grid.sizes["Kế hoạch"] = (1000, 26)
    found = evaluate(STATE[0], grid, Place("Kế hoạch", 0, 6))
    assert (len(found), found[1], found[999]) == (1000, ["Đúng hạn"], [""])


@pytest.mark.parametrize("locale", LOCALES)
def test_the_rule_for_late_rows_holds_on_the_late_row_only(locale: str) -> None:
    anchor = Place("Kế hoạch", 1, 0)
    places = [Place("Kế hoạch", row, column) for row in range(1, 5) for column in (0, 5)]
    found = [evaluate_rule(LATE, plan_grid(locale), anchor, at) for at in places]
    assert found == [False, False, True, True, False, False, False, False]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_value_is_pulled_by_the_rows_own_id(locale: str) -> None:
    pulled = [evaluate_rule(PULL, plan_grid(locale), HOME, Place("Kế hoạch", row, 9)) for row in range(1, 5)]
    assert pulled == [0.0, 12.0, "", ""]


# --- rules of formats ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "row", "column", "expected"),
    [
        ("=A2", 3, 0, "K-03"),
        ("=$A2", 3, 4, "K-03"),
        ("=A$2", 3, 1, "Sửa sân"),
        ("=$A$2", 4, 4, "K-01"),
        ("='Tiến độ'!A2", 2, 0, "K-01"),
        ("=SUM(D$2:D2)", 3, 0, 12.0),
        ("=D$2:D$3", 4, 0, FormulaError("#VALUE!", "An array value could not be found.")),
        ("=A1", 0, 0, FormulaError("#REF!", "Reference does not exist.")),
        ('=INDIRECT("A2")', 4, 4, "K-01"),
    ],
    ids=[
        "both go",
        "column fast",
        "row fast",
        "all fast",
        "other sheet",
        "growing",
        "a range beside",
        "before row 1",
        "text stays",
    ],
)
def test_references_of_a_rule_move_from_its_anchor(formula: str, row: int, column: int, expected: object) -> None:
    anchor = Place("Kế hoạch", 1, 0)
    assert evaluate_rule(formula, plan_grid(), anchor, Place("Kế hoạch", row, column)) == expected


def test_a_rule_that_is_no_formula_is_refused() -> None:
    with pytest.raises(FormulaError, match="parse error"):
        evaluate_rule("=A1,B1", plan_grid("vi_VN"), HOME, HOME)


# --- marks of locales ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "locale", "expected"),
    [
        ("=SUM(1,2)", "en_US", 3.0),
        ("=SUM(1;2)", "en_US", 3.0),
        ("=SUM(1,2)", "vi_VN", 1.2),
        ("=SUM(1, 2)", "vi_VN", "#ERROR!"),
        ("=SUM(A2,D2)", "vi_VN", "#ERROR!"),
        ("=SUM(1.5;1)", "vi_VN", "#ERROR!"),
        ("=SUM(1,5;1)", "de_DE", 2.5),
        ("=SUM(D2,D3)", "fr_FR", "#ERROR!"),
        ("={1\\2;3\\4}", "vi_VN", [[1.0, 2.0], [3.0, 4.0]]),
        ("={1,2}", "vi_VN", 1.2),
        ("={1\\2}", "en_US", "#ERROR!"),
        ('="1,5"+1', "vi_VN", 2.5),
        ('="1.5"+1', "en_US", 2.5),
        ('="1.500"+1', "vi_VN", 1501.0),
        ('="1,500"+1', "en_US", 1501.0),
        ('="15/3/2025"+0', "vi_VN", 45731.0),
        ('="3/15/2025"+0', "en_US", 45731.0),
        ('="66,3%"*100', "vi_VN", 66.3),
        ('=1,5&""', "vi_VN", "1,5"),
        ('=1.5&""', "en_US", "1.5"),
        ('=1E15&""', "en_US", "1E+15"),
        ('=TEXT(1234,5;"#.##0,00")', "vi_VN", "1.234,50"),
        ('=TEXT(1234.5,"#,##0.00")', "en_US", "1,234.50"),
        ('=TEXT(-1234.5,"$#,##0.00")', "en_US", "-$1,234.50"),
        ('=TEXT(45731;"dddd, d mmmm yyyy")', "vi_VN", "Thứ Bảy, 15 tháng 3 2025"),
        ('=TEXT(45731,"dddd, d mmmm yyyy")', "en_US", "Saturday, 15 March 2025"),
        ('=COUNTIF(D2:D5;">3,5")', "vi_VN", 2.0),
        ('=COUNTIF(E2:E4;">=20/3/2025")', "vi_VN", 1.0),
        ('=SPLIT("1,5-2";"-")', "vi_VN", [[1.5, 2.0]]),
    ],
)
def test_a_locale_has_its_own_marks(formula: str, locale: str, expected: object) -> None:
    assert result(formula, plan_grid(locale)) == expected


# --- speed -----------------------------------------------------------------------------------------------------------


def late(rows: int) -> Grid:
    """As many actions as states, in the other order, on grids of 26 columns."""
    people: list[list[object]] = [["ID"], *([f"K-{number}"] for number in range(rows))]
    states: list[list[object]] = [["ID", "Trễ", "Trạng thái"]]
    states += [[f"k-{number}", float(number), f"v{number}"] for number in reversed(range(rows))]
    sizes = {"Kế hoạch": (rows + 1, 26), "Tiến độ": (rows + 1, 26)}
    return Grid({"Kế hoạch": people, "Tiến độ": states}, "vi_VN", sizes=sizes)  # type: ignore[dict-item]


def test_an_array_of_look_ups_reads_each_cell_once() -> None:
    grid = late(2000)
    found = evaluate(STATE[0], grid, Place("Kế hoạch", 0, 2))
    assert [row[0] for row in found[1:]] == [f"v{number}" for number in range(2000)]
    assert grid.reads == 3 * 2000


def test_a_long_chain_of_formulas_can_be_worked_out_without_recursion() -> None:
    """A running total down 3,000 rows: the grid works out what a formula reads before the formula itself."""
    chain = Grid({"Tổng": [[1.0, "=A1"], *([1.0, f"=B{row}+A{row + 1}"] for row in range(1, 3000))]})
    stack = [(2999, 1)]
    while stack:
        row, column = stack[-1]
        formula, home = chain.sheets["Tổng"][row][column], Place("Tổng", row, column)
        if not isinstance(formula, str):
            stack.pop()
            continue
        reads = [
            (r, c)
            for _, top, end, left, right in precedents(formula, chain, home)
            for r in range(top, end)
            for c in range(left, right)
        ]
        waiting = [at for at in reads if isinstance(chain.value("Tổng", *at), str)]
        stack += waiting
        if not waiting:
            chain.sheets["Tổng"][row][column] = evaluate(formula, chain, home)[0][0]
    assert chain.sheets["Tổng"][2999][1] == 3000.0
    assert precedents("='Mất'!A1+A:A", chain, Place("Tổng", 0, 0)) == (("Tổng", 0, 3000, 0, 1),)


def test_rules_that_share_a_memory_read_each_cell_once() -> None:
    grid, memory, anchor = late(500), Memory(), Place("Kế hoạch", 1, 0)
    rule = LATE.replace("Quá hạn", "v4*")
    found = [evaluate_rule(rule, grid, anchor, Place("Kế hoạch", row, 0), memory=memory) for row in range(1, 501)]
    assert found == [str(number).startswith("4") for number in range(500)]
    assert grid.reads == 2 * 501 + 500
