"""Records as Parquet and back: the one place that meets pyarrow. The same records are the same bytes."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from types import ModuleType, NoneType
from typing import TYPE_CHECKING, get_args

from qipsheets.errors import ConfigurationError, FileTrouble
from qipsheets.language import _
from qipsheets.offices.facts import FactRecord, field_types

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

CODE = "school_code"  # joins the rows of every table to their school
_ROWS_OF_A_GROUP = 65_536


def parquet_bytes(kind: type, rows: Iterable[tuple[str, object]]) -> bytes:
    """Records, each with its school's code, as a Parquet file. The order of the rows is kept; no clock is looked at."""
    arrow, given = _library(), list(rows)
    columns = {CODE: [code for code, _record in given]}
    columns |= {name: [getattr(record, name) for _code, record in given] for name in field_types(kind)}
    out = BytesIO()
    table = arrow.table(columns, schema=_schema(kind))
    arrow.parquet.write_table(table, out, compression="zstd", row_group_size=_ROWS_OF_A_GROUP, version="2.6")
    return out.getvalue()


def read_rows(kind: type[FactRecord], path: Path) -> list[tuple[str, FactRecord]]:
    """The records of a file that `parquet_bytes` made, each with its school's code. Raises FileTrouble."""
    table = _table([path], None)
    names = list(field_types(kind))
    make: Callable[..., FactRecord] = kind
    rows = zip(*(table.column(name).to_pylist() for name in (CODE, *names)), strict=True)
    return [(code, make(**dict(zip(names, cells, strict=True)))) for code, *cells in rows]


def frame_of(paths: Sequence[Path], columns: Sequence[str] | None = None) -> "pd.DataFrame":
    """The rows of many files as one pandas table; only these columns where they are named. Raises FileTrouble."""
    found: pd.DataFrame = _table(paths, columns).to_pandas(date_as_object=False, split_blocks=True, self_destruct=True)
    return found


def _table(paths: Sequence[Path], columns: Sequence[str] | None) -> "pa.Table":
    arrow = _library()
    wanted = None if columns is None else list(columns)
    try:
        return arrow.concat_tables([arrow.parquet.ParquetFile(path).read(columns=wanted) for path in paths])
    except (arrow.ArrowException, OSError) as error:
        raise FileTrouble(
            _("What was collected cannot be read: {reason}.").format(reason=str(error).partition("\n")[0][:200]),
            _("Collect that day again with «qipsheets office collect»."),
        ) from error


def _library() -> ModuleType:
    """pyarrow with its module for Parquet. Raises ConfigurationError where it is not installed."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise missing_extra("pyarrow") from error
    found: ModuleType = pyarrow
    return found


def _schema(kind: type) -> "pa.Schema":
    """The columns of a kind of records: the type of each field, without its «or None»."""
    arrow = _library()
    known = {
        str: arrow.string(),
        int: arrow.int64(),
        float: arrow.float64(),
        bool: arrow.bool_(),
        date: arrow.date32(),
    }
    columns = [(CODE, arrow.string())]
    for name, hint in field_types(kind).items():
        plain = next(one for one in (*get_args(hint), hint) if one is not NoneType)
        columns.append((name, known[plain]))
    return arrow.schema(columns)


def missing_extra(library: str) -> ConfigurationError:
    """The error where a library of the extra is not installed."""
    return ConfigurationError(
        _("{library} is not installed.").format(library=library),
        _("Install it with: pip install 'qipsheets[office]'"),
    )
