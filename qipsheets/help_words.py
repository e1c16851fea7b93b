"""The words typer puts round our help texts: it speaks English only, so they are changed in what it prints."""

import contextlib
import io
import re
from collections.abc import Iterator

from qipsheets import console
from qipsheets.language import _, later

_WORDS = (
    later("Usage:"),
    later("Options:"),
    later("Commands:"),
    later("Arguments:"),
    later("[OPTIONS]"),
    later("COMMAND [ARGS]..."),
    later("Show this message and exit."),
    later("[required]"),
    later("[default:"),
    later("Install completion for the current shell."),
    later("Show completion for the current shell, to copy it or customize the installation."),
)


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
        for words in _WORDS:
            pattern = r"\s+".join(map(re.escape, words.split(" ")))  # typer breaks its lines anywhere
            text = re.sub(pattern, _(words).replace("\\", ""), text)
        console.say(text.rstrip("\n"))
