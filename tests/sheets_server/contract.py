"""The messages of the service: a request's JSON is checked against their fields and types, as the front door does."""

import json
import pathlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from tests.sheets_server.masks import Tree
from tests.sheets_server.replies import Json, bad_fields

PACKAGE = "type.googleapis.com/google.apps.sheets.v4."
NUMBERS = {"int32": "TYPE_INT32", "float": "TYPE_FLOAT", "double": "TYPE_DOUBLE", "boolean": "TYPE_BOOL"}
PRESENCE = {"bold", "italic", "underline", "strikethrough", "numberValue", "boolValue", "stringValue", "formulaValue"}
PRESENCE |= {"startRowIndex", "startColumnIndex", "endRowIndex", "endColumnIndex", "dimensionIndex", "pixelSize"}
ORDER = {"GridRange": ("sheetId", "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")}
PLAIN_IDS = {"SheetProperties": {"sheetId", "index"}}
CHOICES = {"Request": "kind", "ExtendedValue": "value"}
"""Message -> the name of its choice: one of its fields may be set."""
NESTED = {"Request": "BatchUpdateSpreadsheetRequest.Request"}
"""What the front door calls a message that the service's description gives a shorter name."""
Violation = tuple[str, str]
Path = tuple[Any, str | int] | None
"""Where in a message: the place above and the field or index; made into words only where something is wrong."""


@cache
def messages() -> Mapping[str, Mapping[str, Any]]:
    """Message -> field -> type: a name, `A|B` (enum), [type] (list), {"*": type} (map)."""
    text = (pathlib.Path(__file__).parent / "contract.json").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, Any]] = json.loads(text)
    return found


def parsed(raw: bytes) -> Any:
    """The JSON of a request's body; an empty body is an empty message."""
    try:
        return json.loads(raw) if raw.strip() else {}
    except ValueError as error:
        raise bad_fields(("", f"Invalid JSON payload received. Unexpected token.\n{error}")) from error


def read(body: Any, message: str) -> Json:
    """A request as the service understands it, nulls dropped.

    Raises ServiceError (400) with every unknown name and wrong type at once."""
    violations: list[Violation] = []
    if not isinstance(body, Mapping):
        raise bad_fields(("", 'Invalid JSON payload received. Unknown name "": Root element must be a message.'))
    found = _message(body, message, None, violations)
    if violations:
        raise bad_fields(*violations)
    return found


def _message(value: Any, message: str, place: Path, violations: list[Violation]) -> Json:
    if not isinstance(value, Mapping):
        violations.append(_wrong(place, f"{PACKAGE}{NESTED.get(message, message)}", value))
        return {}
    fields, kept = messages()[message], {}
    for name, item in value.items():
        if name not in fields:
            words = f'Invalid JSON payload received. Unknown name "{name}"{_at(place)}: Cannot find field.'
            violations.append((written(place), words))
        elif item is not None:
            kept[name] = _value(item, fields[name], (place, name), violations)
    for name in list(kept)[1:] if message in CHOICES else ():
        words = f"(oneof), oneof field '{CHOICES[message]}' is already set. Cannot set '{name}'"
        violations.append((written(place), f"Invalid value{_at(place)} {words}"))
    return kept


def _value(value: Any, kind: Any, place: Path, violations: list[Violation]) -> Any:
    """One value of a field's type."""
    if isinstance(kind, list):
        items = value if isinstance(value, list) else [value]
        return [_value(item, kind[0], (place, at), violations) for at, item in enumerate(items)]
    if isinstance(kind, dict):
        return {name: _value(item, kind["*"], (place, name), violations) for name, item in dict(value).items()}
    if kind in messages():
        return _message(value, kind, place, violations)
    if "|" in kind:
        if value not in kind.split("|"):
            field = re.sub(r"\[\d+\]\Z", "", written(place)).rpartition(".")[2]
            enum = "".join(part.capitalize() for part in field.split("_"))
            violations.append(_wrong(place, PACKAGE + enum, value))
    elif not _fits(value, kind):
        violations.append(_wrong(place, NUMBERS.get(kind, "TYPE_STRING"), value))
    return value


def _fits(value: Any, kind: str) -> bool:
    """Whether a number, truth value or text is of its field's type. The service also reads numbers in quotes."""
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "int32":
        return isinstance(value, int) and not isinstance(value, bool) and -(2**31) <= value < 2**31
    if kind in NUMBERS:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def _wrong(place: Path, kind: str, value: Any) -> Violation:
    shown = f'"{value}"' if isinstance(value, str) else json.dumps(value)
    return written(place), f"Invalid value{_at(place)} ({kind}), {shown}"


def _at(place: Path) -> str:
    """The place in a sentence; nothing is said of the body itself."""
    return f" at '{written(place)}'" if place else ""


def written(place: Path) -> str:
    """A place as the front door names it: `requests[0].update_cells`."""
    if place is None:
        return ""
    above, step = written(place[0]), place[1]
    return f"{above}[{step}]" if isinstance(step, int) else f"{above}.{snake(step)}".removeprefix(".")


def snake(name: str) -> str:
    """rowData -> row_data, as the front door names places."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def unknown(tree: Tree, message: str, above: str = "") -> Iterator[str]:
    """Paths of a field mask that the message does not have."""
    fields = messages()[message]
    for name, below in tree.items():
        kind = fields.get(name)
        if kind is None and name != "*":
            yield f"{above}{name}"
        kind = kind[0] if isinstance(kind, list) else kind
        if below and isinstance(kind, str) and kind in messages():
            yield from unknown(below, kind, f"{above}{name}.")


def lean(value: Any, message: str) -> Any:
    """A stored message as the service writes it: zeros, false, empty texts and lists that mean nothing left out."""
    fields = messages()[message]
    kept: Json = {}
    first = {name: value[name] for name in ORDER.get(message, ()) if name in value}
    for name, item in {**first, **value}.items():
        kind = fields.get(name)
        if isinstance(item, Mapping):
            kept[name] = lean(item, kind) if isinstance(kind, str) and kind in messages() else dict(item)
        elif isinstance(item, list) and isinstance(kind, list) and kind[0] in messages():
            if item:
                kept[name] = [lean(part, kind[0]) for part in item]
        elif item or name in PRESENCE or name in PLAIN_IDS.get(message, ()):
            kept[name] = item
    return kept
