"""The JSON Schemas of the package, held against what commands print: no field is missing and none is unknown."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from qipsheets.cli import COMMANDS
from qipsheets.language import take_language

FOLDER = Path(__file__).parent.parent / "qipsheets" / "schemas"
NAMES = frozenset(path.stem for path in FOLDER.glob("*.json")) - {"common"}
# Options that make a command print another object.
VARIANTS: Mapping[tuple[str, str], str] = {
    ("backup", "--list"): "backup-list",
    ("backup", "--verify"): "backup-verify",
    ("history restore", "--out"): "history-restore-file",
    ("history restore", "-o"): "history-restore-file",
    ("publish", "--audit"): "publish-audit",
    ("publish", "--check"): "publish-check",
    ("email plan", "--json"): "email-document",
    ("email report", "--json"): "email-document",
}


def schema_name(words: Sequence[str], value: Mapping[str, Any]) -> str:
    """The schema of what a command line prints."""
    if "error" in value:
        return "error"
    words = take_language(words)
    command = next(name for length in (2, 1) for name in (" ".join(words[:length]),) if name in _commands())
    if command == "sync" and "--offline" in words:
        return "sync-copy-made" if "columns_left_out" in value else "sync-copy-back"
    found = (schema for (name, option), schema in VARIANTS.items() if name == command and option in words)
    return next(found, command.replace(" ", "-"))


def faults(name: str, value: object) -> list[str]:
    """What in a value is not as the schema says, a field that the schema does not name among it."""
    return [f"{'/'.join(map(str, error.path))}: {error.message}"[:300] for error in _validator(name).iter_errors(value)]


@cache
def _commands() -> frozenset[str]:
    return frozenset(f"{name}" for _panel, name, *_rest in COMMANDS)


@cache
def _validator(name: str) -> Draft202012Validator:
    schemas = {path.stem: _closed(json.loads(path.read_text(encoding="utf-8"))) for path in FOLDER.glob("*.json")}
    registry = Registry().with_resources(
        (f"{stem}.json", Resource.from_contents(schema)) for stem, schema in schemas.items()
    )
    return Draft202012Validator(schemas[name], registry=registry, format_checker=FormatChecker())


def _closed(schema: Any) -> Any:
    """The schema with objects that take the fields it names and no others."""
    if isinstance(schema, list):
        return [_closed(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(entry) for name, entry in schema.items()}
    return closed | ({"additionalProperties": False} if isinstance(schema.get("properties"), dict) else {})
