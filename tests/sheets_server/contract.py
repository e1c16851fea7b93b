"""The messages of the service: a request's JSON is checked against their fields and types, as the front door does."""

import json
import pathlib
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from tests.sheets_server.contract_values import number, quoted, truth, whole_number, word_of
from tests.sheets_server.masks import camel
from tests.sheets_server.replies import Json, ServiceError, bad_fields

PACKAGE = "type.googleapis.com/google.apps.sheets.v4."
NUMBERS = {"int32": "TYPE_INT32", "float": "TYPE_FLOAT", "double": "TYPE_DOUBLE", "boolean": "TYPE_BOOL"}
TEXTS = {"string", "google-fieldmask", "google-datetime"}
PRESENCE = {"bold", "italic", "underline", "strikethrough", "numberValue", "boolValue", "stringValue", "formulaValue"}
PRESENCE |= {"startRowIndex", "startColumnIndex", "endRowIndex", "endColumnIndex", "dimensionIndex", "pixelSize"}
ORDER = {
    "GridRange": ("sheetId", "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"),
    "DimensionRange": ("sheetId", "dimension", "startIndex", "endIndex"),
    "GridCoordinate": ("sheetId", "rowIndex", "columnIndex"),
}
WRAPPED = {"GridRange": ORDER["GridRange"][1:], "DimensionRange": ("startIndex", "endIndex")}
"""Message -> fields that stand in a wrapper of their own, so that 0 is told from nothing."""
PLAIN_IDS = {"SheetProperties": {"sheetId", "index"}, "DimensionRange": {"startIndex", "endIndex"}}
ONE_OF: Mapping[str, tuple[str, set[str]]] = {
    "Request": ("kind", set()),
    "ExtendedValue": ("value", set()),
    "DataFilter": ("filter", set()),
    "ConditionalFormatRule": ("rule", {"booleanRule", "gradientRule"}),
}
"""Message -> the name of its choice and the fields of which one may be set (none named: all)."""
READERS: Mapping[str, Callable[[Any], Any]] = {
    "boolean": truth,
    "int32": whole_number,
    "float": number,
    "double": number,
}
NESTED = {"Request": "BatchUpdateSpreadsheetRequest.Request"}
"""What the front door calls a message that the service's description gives a shorter name."""
LIST = [["any"]]

Violation = tuple[str, str]
Path = tuple[Any, str | int] | None
"""Where in a message: the place above and the field or index; made into words only where something is wrong."""


@cache
def messages() -> Mapping[str, Mapping[str, Any]]:
    """Message -> field -> type: a name, `A|B` (enum), [type] (list), {"*": type} (map)."""
    path = pathlib.Path(__file__).parent / "contract.json"
    found: Mapping[str, Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def read(body: Any, message: str, root: str = "") -> Json:
    """A request as the service understands it: nulls dropped, both spellings of names, numbers in quotes taken.

    `root` is what the service calls the body where it is one field of the request among others.
    Raises ServiceError (400) with every unknown name and wrong type at once."""
    violations: list[Violation] = []
    if not isinstance(body, Mapping):
        raise bad_fields(("", 'Invalid JSON payload received. Unknown name "": Root element must be a message.'))
    found = _message(body, message, (None, root) if root else None, violations)
    if violations:
        raise bad_fields(*violations)
    return found


def parsed(raw: bytes) -> Any:
    """The JSON of a request's body; an empty body is an empty message."""
    if not raw.strip():
        return {}
    try:
        return json.loads(raw, parse_constant=_no_constant)
    except (ValueError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(raw, getattr(error, "pos", 0)) from error


def _no_constant(word: str) -> None:
    """NaN and Infinity are no JSON."""
    raise ValueError(word)


def _unreadable(raw: bytes, at: int) -> ServiceError:
    """400 for a body that is no JSON, with the place."""
    text = raw.decode("utf-8", "replace")
    line = text[max(0, at - 20) : at + 20].replace("\n", " ")
    words = "Unexpected end of string" if at >= len(text.rstrip()) else "Unexpected token"
    told = f"Invalid JSON payload received. {words}.\n{line}\n{' ' * min(20, at)}^"
    return bad_fields(("", told))


def _message(value: Any, message: str, place: Path, violations: list[Violation]) -> Json:
    """One message, field by field."""
    if not isinstance(value, Mapping):
        _wrong(violations, place, f"{PACKAGE}{NESTED.get(message, message)}", value)
        return {}
    fields, kept = messages()[message], {}
    for name, item in value.items():
        field = name if name in fields else camel(name)
        if field not in fields:
            words = f'Invalid JSON payload received. Unknown name "{name}"{where(place)}: Cannot find field.'
            violations.append((told(place), words))
        elif item is not None:
            wrapped = field in WRAPPED.get(message, ())
            item = item.get("value", 0) if wrapped and isinstance(item, Mapping) else item
            at: Path = ((place, name), "value") if wrapped else (place, name)
            kept[field] = _value(item, fields[field], at, violations)
    group, choices = ONE_OF.get(message, ("", set()))
    chosen = [name for name in kept if not choices or name in choices] if group else []
    for name in chosen[1:]:
        words = f"(oneof), oneof field '{group}' is already set. Cannot set '{name}'"
        violations.append((told(place), f"Invalid value at '{told(place)}' {words}"))
    return kept


def _value(value: Any, kind: Any, place: Path, violations: list[Violation]) -> Any:
    """One value of a field's type."""
    if kind == LIST:
        return _rows(value, place, violations)
    if isinstance(kind, list):
        return [_value(item, kind[0], (place, at), violations) for at, item in enumerate(_flat(value))]
    if isinstance(value, list):
        violations.append(_no_list(place))
        return None
    if isinstance(kind, dict):
        return {name: _value(item, kind["*"], (place, name), violations) for name, item in dict(value).items()}
    if kind in messages():
        return _message(value, kind, place, violations)
    if isinstance(value, Mapping):
        above, name = place if place else (None, "")
        words = f"({snake(str(name))}), Starting an object on a scalar field"
        violations.append((told(above), f"Invalid value{where(above)} {words}"))
        return None
    if "|" in kind:
        return _enum(value, kind.split("|"), place, violations)
    return _scalar(value, kind, place, violations)


def _flat(value: Any) -> Iterator[Any]:
    """The items of a list; the front door takes a lone item for a list of one, and lists within a list as one list."""
    if isinstance(value, list):
        for item in value:
            yield from _flat(item)
    elif value is not None:
        yield value


def _rows(value: Any, place: Path, violations: list[Violation]) -> list[Any]:
    """Rows of values, where null has a meaning of its own."""
    kind = "type.googleapis.com/google.protobuf.ListValue"
    if not isinstance(value, list):
        _wrong(violations, place, kind, value)
        return []
    for at, row in enumerate(value):
        if not isinstance(row, list):
            _wrong(violations, (place, at), kind, row)
    return value


def _no_list(place: Path) -> Violation:
    """What is said of a list where one value belongs: the field is unknown to the message it stands in."""
    above, name = place if place else (None, "")
    words = "Proto field is not repeating, cannot start list."
    return told(above), f'Invalid JSON payload received. Unknown name "{snake(str(name))}"{where(above)}: {words}'


def _enum(value: Any, words: list[str], place: Path, violations: list[Violation]) -> Any:
    """A word of an enum, or its number."""
    found = word_of(value, words)
    if found is None:
        field = told(place).rsplit(".", 1)[-1].split("[")[0]
        _wrong(violations, place, PACKAGE + "".join(part.capitalize() for part in field.split("_")), value)
    return found


def _scalar(value: Any, kind: str, place: Path, violations: list[Violation]) -> Any:
    """A number, boolean or text; numbers and booleans may come in quotes."""
    reader = READERS.get(kind)
    if reader is None and kind in TEXTS and isinstance(value, str):
        return value
    found = reader(value) if reader else None
    if found is None:
        _wrong(violations, place, NUMBERS.get(kind, "TYPE_STRING"), value)
    return found


def _wrong(violations: list[Violation], place: Path, kind: str, value: Any) -> None:
    """Notes a value that is not of its field's type."""
    violations.append((told(place), f"Invalid value{where(place)} ({kind}), {quoted(value)}"))


def where(place: Path) -> str:
    """The place in a sentence; nothing is said of the body itself."""
    return f" at '{told(place)}'" if place else ""


def told(place: Path) -> str:
    """A place as the front door names it: `requests[0].update_cells`."""
    if place is None:
        return ""
    above, step = told(place[0]), place[1]
    if isinstance(step, int):
        return f"{above}[{step}]"
    return f"{above}.{snake(step)}" if above else snake(step)


def snake(name: str) -> str:
    """rowData -> row_data, as the front door names places."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def lean(value: Any, message: str) -> Any:
    """A stored message as the service writes it: zeros, false, empty texts and lists that mean nothing left out."""
    fields = messages()[message]
    plain = PLAIN_IDS.get(message, set())
    kept: Json = {}
    first = {name: value[name] for name in ORDER.get(message, ()) if name in value}
    for name, item in {**first, **value}.items():
        kind = fields.get(name)
        if isinstance(item, Mapping):
            inner = lean(item, kind) if isinstance(kind, str) and kind in messages() else dict(item)
            kept[name] = inner
        elif isinstance(item, list) and isinstance(kind, list) and kind[0] in messages():
            if item:
                kept[name] = [lean(part, kind[0]) for part in item]
        elif item or name in PRESENCE or name in plain:
            kept[name] = item
    return kept
