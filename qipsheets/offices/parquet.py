"""Records as Parquet and back: the one place that meets pyarrow. The same records are the same bytes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from types import ModuleType, NoneType
from typing import TYPE_CHECKING, TypeVar, get_args

from qipsheets.errors import FileTrouble
from qipsheets.language import _
from qipsheets.offices.engines import missing
from qipsheets.offices.facts import field_types

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

CODE = "school_code"  # joins the rows of every table to their school
ROWS_OF_A_GROUP = 65_536
Row = TypeVar("Row")


def parquet_bytes(kind: type, rows: Iterable[tuple[str, object]]) -> bytes:
    """Records, each with its school's code, as a Parquet file. The order of the rows is kept; no clock is looked at."""
    arrow = library()
    import pyarrow.parquet as parquet

    given = list(rows)
    columns = {CODE: [code for code, _row in given]}
    columns |= {name: [getattr(row, name) for _code, row in given] for name in field_types(kind)}
    table = arrow.table(columns, schema=_schema(kind))
    out = BytesIO()
    parquet.write_table(table, out, compression="zstd", row_group_size=ROWS_OF_A_GROUP, version="2.6")
    return out.getvalue()


def read_rows(kind: type[Row], path: Path) -> list[tuple[str, Row]]:
    """The records of a file that `parquet_bytes` made, each with its school's code. Raises FileTrouble."""
    table = _table([path], None)
    codes = table.column(CODE).to_pylist()
    names = list(field_types(kind))
    columns = [table.column(name).to_pylist() for name in names]
    make: Callable[..., Row] = kind
    rows = [make(**dict(zip(names, cells, strict=True))) for cells in zip(*columns, strict=True)]
    return list(zip(codes, rows, strict=True))


def frame_of(paths: Sequence[Path], columns: Sequence[str] | None = None) -> "pd.DataFrame":
    """The rows of many files as one pandas table; only these columns where they are named. Raises FileTrouble."""
    found: pd.DataFrame = _table(paths, columns).to_pandas(date_as_object=False, split_blocks=True, self_destruct=True)
    return found


def _table(paths: Sequence[Path], columns: Sequence[str] | None) -> "pa.Table":
    arrow = library()
    import pyarrow.parquet as parquet

    try:
        tables = [parquet.ParquetFile(path).read(columns=None if columns is None else list(columns)) for path in paths]
        return arrow.concat_tables(tables)
    except (arrow.ArrowException, OSError) as error:
        raise FileTrouble(
            _("What was collected cannot be read: {reason}.").format(reason=str(error).partition("\n")[0][:200]),
            _("Collect that day again with «qipsheets office collect»."),
        ) from error


def library() -> ModuleType:
    """pyarrow. Raises ConfigurationError where it is not installed."""
    try:
        import pyarrow
    except ImportError as error:
        raise missing("pyarrow") from error
    found: ModuleType = pyarrow
    return found


def types(kind: type) -> Mapping[str, object]:
    """The type of each field, without its «or None»."""
    return {
        name: next(one for one in (*get_args(hint), hint) if one is not NoneType)
        for name, hint in field_types(kind).items()
    }


def _schema(kind: type) -> "pa.Schema":
    arrow = library()
    known: dict[object, object] = {
        str: arrow.string(),
        int: arrow.int64(),
        float: arrow.float64(),
        bool: arrow.bool_(),
        date: arrow.date32(),
    }
    return arrow.schema([(CODE, arrow.string()), *((name, known[found]) for name, found in types(kind).items())])
