"""The file .env as people and `setup` write it: settings changed in place, every other line kept."""

import re
from collections.abc import Mapping

_LINE = re.compile(r"^\s*#?\s*(?:export\s+)?(QIPSHEETS_\w+|GOOGLE_APPLICATION_CREDENTIALS)\s*=")
_PLAIN = re.compile(r"[\w./:@+\\~-]+")


def with_settings(text: str, values: Mapping[str, str]) -> str:
    """The file's text with these settings; a line that sets one already, or shows it after a #, gives way."""
    left = dict(values)
    lines: list[str] = []
    for line in text.splitlines():
        named = _LINE.match(line)
        if named and named[1] in values:
            if named[1] in left:
                lines.append(f"{named[1]}={quoted(left.pop(named[1]))}")
            elif line.lstrip().startswith("#"):
                lines.append(line)
            continue
        lines.append(line)
    lines += [f"{name}={quoted(value)}" for name, value in left.items()]
    return "\n".join(lines) + "\n"


def quoted(value: str) -> str:
    """A value as .env holds it; one with spaces or signs stands in single quotes, where nothing is expanded."""
    if _PLAIN.fullmatch(value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
