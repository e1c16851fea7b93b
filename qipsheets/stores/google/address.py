"""How a Google Sheet is named: by its address in the browser or by its ID alone."""

import re

_URL = re.compile(r"https?://docs\.google\.com/(?:a/[^/]+/)?spreadsheets/(?:u/\d+/)?d/([\w-]{20,})")
_ID = re.compile(r"[\w-]{40,}")


def sheet_id(name: str) -> str | None:
    """The ID of the Sheet that a URL or ID names; None for the name of a file."""
    found = _URL.match(name.strip())
    if found:
        return found[1]
    return name.strip() if _ID.fullmatch(name.strip()) else None


def sheet_url(identity: str) -> str:
    """The address people open in a browser."""
    return f"https://docs.google.com/spreadsheets/d/{identity}"
