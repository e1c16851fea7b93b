"""The words typer puts around our help texts: it speaks English only, so they are changed in what it prints."""

import contextlib
import io
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from qipsheets import console
from qipsheets.language import _


def _words(kind: str) -> list[dict[str, str]]:
    """What help_words.toml knows of a kind."""
    known: list[dict[str, str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))[kind]
    return known


@contextlib.contextmanager
def in_our_language(arguments: list[str]) -> Iterator[None]:
    """While help is printed, gathers it and prints it with typer's own words in the person's language."""
    if not {"--help", "-h"} & set(arguments):
        yield
        return
    gathered = io.StringIO()
    try:
        with contextlib.redirect_stdout(gathered):
            yield
    finally:
        text = gathered.getvalue()
        for words in (one["words"] for one in _words("help")):
            pattern = r"\s+".join(map(re.escape, words.split(" ")))  # typer breaks its lines anywhere
            text = re.sub(pattern, _(words).replace("\\", ""), text)
        console.say(text.rstrip("\n"))


def usage_words(text: str) -> str:
    """A sentence of typer's about the command line in our words; one we do not know as it is."""
    for one in _words("usage"):
        match = re.match(one["pattern"], text, re.DOTALL)
        if match:
            return _(one["words"]).format(rest=match["rest"].strip(" .:"))
    return text
