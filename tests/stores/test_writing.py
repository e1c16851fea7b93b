"""Where edits go, and how a read afterwards tells whether they arrived there: small tables, moved by people."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.errors import DoubtfulState
from qipsheets.sheets.table import Edit, Formula, Plain, Table, text_of
from qipsheets.stores.writing import CellWrite, Located, TabCells, landing, locate

HEAD = ("Mã", "Chỉ tiêu", "Tiêu chí", "Ghi chú")
BEFORE = (("CT-001", "một", "1.1"), ("CT-002", "hai", "1.2"), ("CT-003", "ba", "1.3"))


def tab(*rows: Sequence[Plain], head: Sequence[str] = HEAD, above: Sequence[Sequence[Plain]] = ()) -> TabCells:
    lines = [[*row, *[None] * (len(head) - len(row))] for row in rows]
    return TabCells.of("targets", Table("Chỉ tiêu", tuple(head), lines, 2 + len(above), above=above))


def edit(key: str, heading: str, old: Plain, new: Plain, row: int | None = None) -> Edit:
    return Edit("targets", key, heading, old, new, row)


def back(writes: Sequence[CellWrite]) -> set[tuple[int, int, str]]:
    """Row and column as in the sheet (from 0), and the text that is put there."""
    return {(write.row, write.column, text_of(write.new)) for write in writes if not isinstance(write.new, Formula)}


# Places


def test_a_cell_is_found_by_its_heading_and_its_row_s_id_wherever_they_stand() -> None:
    moved = tab(
        ("hai", "x", "CT-002"), ("một", "y", "CT-001"), head=("Chỉ tiêu", "Tiêu chí", "Mã"), above=(("Tiêu đề",),)
    )
    (write,) = locate(moved, [edit("CT-001", "Chỉ tiêu", "một", "MỘT")]).writes
    assert (write.row, write.column) == (3, 0)


def test_of_two_equal_headings_the_first_counts() -> None:
    (write,) = locate(
        tab(("CT-001", "a", "b"), head=("Mã", "Chỉ tiêu", "Chỉ tiêu")), [edit("CT-001", "Chỉ tiêu", "a", "c")]
    ).writes
    assert write.column == 1


@pytest.mark.parametrize(
    ("rows", "wanted", "words"),
    [
        pytest.param([("CT-001", "khác")], edit("CT-001", "Chỉ tiêu", "một", "x"), "holds «khác» now", id="changed"),
        pytest.param([("CT-001", "a"), ("CT-001", "b")], edit("CT-001", "Chỉ tiêu", "a", "x"), "2 rows", id="twice"),
        pytest.param([("CT-001", "a")], edit("CT-001", "Không có", "a", "x"), "no heading", id="no heading"),
        pytest.param([("CT-001", "a")], edit("CT-002", "Chỉ tiêu", "b", "x"), "holds «» now", id="row gone"),
        pytest.param([(None, "a"), (None, "a")], edit("", "Mã", None, "CT-9", 2), "cannot be told", id="two alike"),
    ],
)
def test_what_has_no_place_of_its_own_is_refused(rows: list[tuple[Plain, ...]], wanted: Edit, words: str) -> None:
    with pytest.raises(DoubtfulState, match=words):
        locate(tab(*rows), [wanted])


def test_a_row_without_an_id_is_found_by_all_its_cells_where_rows_moved_since() -> None:
    seen = tab((None, "một"), (None, "hai"))
    now = tab((None, "mới"), (None, "một"), (None, "hai"))
    (write,) = locate(now, [edit("", "Mã", None, "CT-9", 3)], seen).writes
    assert write.row == 3  # row 3 as people count, now row 4
    with pytest.raises(DoubtfulState, match="cannot be told"):
        locate(tab((None, "một"), (None, "hai nữa")), [edit("", "Mã", None, "CT-9", 3)], seen)


def test_a_formula_is_not_written_over() -> None:
    cells = replace(tab(("CT-001", "một")), formulas={(1, 3): "1+1"})
    with pytest.raises(DoubtfulState, match="formula"):
        locate(cells, [edit("CT-001", "Ghi chú", None, "x")])


# Proof

WRITTEN = locate(tab(*BEFORE), [edit("CT-002", "Chỉ tiêu", "hai", "HAI")])


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(tab(("CT-001", "một", "1.1"), ("CT-002", "HAI", "1.2"), ("CT-003", "ba", "1.3")), id="at once"),
        pytest.param(tab(("CT-003", "ba", "1.3"), ("CT-002", "HAI", "1.2"), ("CT-001", "một", "1.1")), id="then sorted"),
        pytest.param(tab(("CT-002", "HAI", "1.2", "cô An ghi")), id="then typed beside, others deleted"),
        pytest.param(
            tab(("HAI", "CT-002", "1.2"), ("một", "CT-001", "1.1"), head=("Chỉ tiêu", "Mã", "Tiêu chí")), id="columns moved"
        ),
    ],
)  # fmt: skip
def test_what_is_under_its_id_and_heading_is_proved(after: TabCells) -> None:
    found = landing(tab(*BEFORE), after, WRITTEN)
    assert (len(found.landed), found.missed, found.strays) == (1, (), ())


@pytest.mark.parametrize(
    ("after", "put_back"),
    [
        pytest.param(
            tab((None, "mới"), ("CT-001", "HAI", "1.1"), ("CT-002", "hai", "1.2"), ("CT-003", "ba", "1.3")),
            {(2, 1, "một")},
            id="a row put in above",
        ),
        pytest.param(
            tab(("CT-001", None, "một", "1.1"), ("CT-002", "HAI", "hai", "1.2"), ("CT-003", None, "ba", "1.3"),
                head=("Mã", "", "Chỉ tiêu", "Tiêu chí")),
            {(2, 1, "")},
            id="a column put in before",
        ),
        pytest.param(
            tab(("một", "CT-001", "1.1"), ("hai", "HAI", "1.2"), ("ba", "CT-003", "1.3"), head=("Chỉ tiêu", "Mã", "Tiêu chí")),
            {(2, 1, "CT-002")},
            id="an ID overwritten",
        ),
        pytest.param(
            tab(("CT-001", "một", "1.1"), ("CT-002", "hai", "1.2"), ("CT-003", "ba", "1.3"),
                head=("Mã", "HAI", "Tiêu chí", "Ghi chú"), above=((None,), (None,))),
            {(2, 1, "Chỉ tiêu")},
            id="a heading overwritten",
        ),
        pytest.param(
            tab(("CT-001", "một", "1.1"), ("CT-002", "hai", "1.2"), above=((None,), (None,), (None, "HAI"))),
            {(2, 1, "")},
            id="above the headings",
        ),
        pytest.param(tab(("CT-001", "một", "1.1"), ("CT-003", "HAI", "1.3")), {(2, 1, "ba")}, id="the row deleted"),
    ],
)  # fmt: skip
def test_what_was_overwritten_elsewhere_is_put_back(after: TabCells, put_back: set[tuple[int, int, str]]) -> None:
    found = landing(tab(*BEFORE), after, WRITTEN)
    assert len(found.missed) == 1
    assert back(found.strays) == put_back


def test_a_formula_that_was_overwritten_is_put_back_as_one() -> None:
    before = replace(tab(*BEFORE), formulas={(1, 1): "UPPER(A1)"})
    found = landing(before, tab((None,), ("CT-001", "HAI", "1.1"), ("CT-002", "hai", "1.2")), WRITTEN)
    assert found.strays[0].new == Formula("UPPER(A1)")


def test_an_id_given_to_the_wrong_row_is_seen_though_half_of_its_cells_agree() -> None:
    before = tab((None, "một", "1.1", "chung"), ("CT-002", "hai", "1.1", "chung"))
    located = locate(before, [edit("", "Mã", None, "CT-9", 2)])
    found = landing(before, tab((None, "một", "1.1", "chung"), ("CT-9", "hai", "1.1", "chung")), located)
    assert len(found.missed) == 1
    assert back(found.strays) == {(2, 0, "CT-002")}


def test_what_people_typed_meanwhile_is_left_alone() -> None:
    after = tab(("CT-001", "sửa lại", "1.1"), ("CT-002", "HAI", "1.2"), ("CT-003", None, "1.3"))
    found = landing(tab(*BEFORE), after, WRITTEN)
    assert (found.missed, found.strays, found.suspects) == ((), (), ())


@given(
    st.permutations(range(6)), st.sets(st.integers(0, 5), min_size=1), st.integers(0, 5), st.none() | st.integers(0, 5), st.booleans()
)  # fmt: skip
def test_a_misplaced_value_never_goes_unseen_and_what_is_put_back_is_what_was_there(
    order: list[int], edited: set[int], inserted: int, deleted: int | None, moved_before: bool
) -> None:
    """Rows are shuffled, one may be deleted, one is put in: just before the write (by position) or just after it."""
    rows: list[list[Plain]] = [[f"CT-{n:03d}", f"việc {n}", f"1.{n + 1}", None] for n in range(6)]
    before = tab(*rows)
    located = locate(before, [edit(f"CT-{n:03d}", "Chỉ tiêu", f"việc {n}", f"MỚI {n}") for n in sorted(edited)])
    now = [list(row) for row in rows]

    def move() -> None:
        now[:] = [now[n] for n in order if n != deleted]
        now.insert(inserted, [None, "dòng mới", None, None])

    if moved_before:
        move()
    for cell in located.writes:
        now[cell.row - 1][cell.column] = cell.new  # type: ignore[call-overload]
    if not moved_before:
        move()
    found = landing(before, tab(*now), located)
    kept = {text_of(row[0]): text_of(row[1]) for row in now}
    wrong = {n for n in edited if kept.get(f"CT-{n:03d}") != f"MỚI {n}"}
    assert {write.key for write, _spot in found.missed} == {f"CT-{n:03d}" for n in wrong}
    originals = {f"CT-{n:03d}": f"việc {n}" for n in range(6)}
    for write in found.strays:
        assert text_of(write.new) == originals.get(text_of(now[write.row - 1][0]), "")


CLEARED = Located((CellWrite(2, 1, None, "CT-002", "Chỉ tiêu"),))


@pytest.mark.parametrize(
    ("after", "put_back", "named"),
    [
        pytest.param(
            tab((None,), ("CT-001", None, "1.1"), ("CT-002", "hai", "1.2"), ("CT-003", "ba", "1.3")),
            {(2, 1, "một")}, (),
            id="a row put in above: the tool emptied a neighbour",
        ),
        pytest.param(
            tab(("CT-001", "một", "1.1"), ("CT-002", "sửa lại", "1.2"), ("CT-003", "ba", None)),
            set(), ("CT-003 · Tiêu chí",),
            id="staff emptied a cell of another row and column",
        ),
        pytest.param(
            tab(("CT-001", "một", "1.1"), ("CT-002", "sửa lại", None), ("CT-003", "ba", "1.3")),
            {(2, 2, "1.2")}, ("CT-002 · Tiêu chí",),
            id="an emptied cell of the same row may be the tool's",
        ),
        pytest.param(
            tab(("CT-001", None, "1.1"), ("CT-002", "sửa lại", "1.2"), ("CT-003", None, "1.3")),
            set(), ("CT-001 · Chỉ tiêu", "CT-003 · Chỉ tiêu"),
            id="of two emptied cells nobody knows which",
        ),
        pytest.param(
            tab(("CT-001", "một", "1.1"), ("CT-002", None, "1.2"), ("CT-003", "ba", None)),
            set(), (),
            id="the clear arrived: what staff emptied beside is theirs",
        ),
    ],
)  # fmt: skip
def test_of_emptied_cells_only_the_tool_s_own_are_filled_again(
    after: TabCells, put_back: set[tuple[int, int, str]], named: tuple[str, ...]
) -> None:
    found = landing(tab(*BEFORE), after, CLEARED)
    assert (back(found.strays), tuple(sorted(found.suspects))) == (put_back, named)


@pytest.mark.parametrize(
    ("second", "put_back", "named"),
    [
        pytest.param(("CT-002",), {(1, 0, "CT-002")}, ("CT-9 · Mã",), id="an ID alone: guessed, so named"),
        pytest.param((None, "hai"), {(1, 0, "")}, (), id="a lone cell elsewhere tells nothing of the row"),
        pytest.param(("CT-002", "hai"), {(1, 0, "CT-002")}, (), id="a row known by another cell"),
    ],
)
def test_a_row_with_one_cell_is_guessed_and_named(
    second: tuple[Plain, ...], put_back: set[tuple[int, int, str]], named: tuple[str, ...]
) -> None:
    """Staff delete the first row, which has no ID, and the ID meant for it goes into the row that moved up."""
    before = tab((None, "một", "1.1"), second)
    after = tab(("CT-9", *second[1:])) if second[0] else tab(("CT-9",))
    found = landing(before, after, locate(before, [edit("", "Mã", None, "CT-9", 2)]))
    assert len(found.missed) == 1
    assert (back(found.strays), found.suspects) == (put_back, named)
