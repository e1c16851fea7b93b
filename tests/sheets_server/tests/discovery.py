"""Google's discovery document: requests and replies are checked against it, and our short contract is made from it."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

CONTRACT = Path(__file__).parent.parent / "contract.json"


@cache
def document() -> dict[str, Any]:
    """The document of Sheets v4 as the client library ships it."""
    import googleapiclient

    path = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents" / "sheets.v4.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def short_type(expected: Mapping[str, Any]) -> Any:
    """A field's type in our short form: a name, `A|B` for an enum, [x] for a list, {"*": x} for a map."""
    if "$ref" in expected:
        return expected["$ref"]
    if expected["type"] == "array":
        return [short_type(expected["items"])]
    if "enum" in expected:
        return "|".join(expected["enum"])
    if "additionalProperties" in expected:
        return {"*": short_type(expected["additionalProperties"])}
    return expected.get("format") or expected["type"]


def contract() -> dict[str, dict[str, Any]]:
    """Every message with its fields and their types."""
    return {
        name: {field: short_type(found) for field, found in schema.get("properties", {}).items()}
        for name, schema in sorted(document()["schemas"].items())
    }


def faults(value: Any, message: str, place: str = "") -> Iterator[str]:
    """What in a JSON object is not as the document says: unknown names, wrong types, unknown enum words."""
    fields = document()["schemas"][message].get("properties", {})
    if not isinstance(value, dict):
        yield f"{place}: not an object"
        return
    for name, item in value.items():
        if name not in fields:
            yield f"{place}.{name}: unknown in {message}"
        else:
            yield from _faults_of(item, short_type(fields[name]), f"{place}.{name}")


def _faults_of(value: Any, kind: Any, place: str) -> Iterator[str]:
    if isinstance(kind, list):
        if not isinstance(value, list):
            yield f"{place}: not a list"
            return
        for number, item in enumerate(value):
            yield from _faults_of(item, kind[0], f"{place}[{number}]")
    elif isinstance(kind, dict):
        for name, item in value.items():
            yield from _faults_of(item, kind["*"], f"{place}.{name}")
    elif kind in document()["schemas"]:
        yield from faults(value, kind, place)
    elif "|" in kind:
        if value not in kind.split("|"):
            yield f"{place}: {value!r} is not one of {kind}"
    elif kind == "any":
        return
    elif not _fits(value, kind):
        yield f"{place}: {value!r} is not {kind}"


def _fits(value: Any, kind: str) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "int32":
        return isinstance(value, int) and not isinstance(value, bool) and -(2**31) <= value < 2**31
    if kind in ("float", "double"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


if __name__ == "__main__":
    lines = [f"{json.dumps(name)}: {json.dumps(fields)}" for name, fields in contract().items()]
    CONTRACT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
