"""The words typer puts around our help texts: it speaks English only, so they are changed in what it prints."""

import contextlib
import io
import re
from collections.abc import Iterator

from qipsheets import console
from qipsheets.language import N_, _

_WORDS = (
    N_("Usage:"),
    N_("Options:"),
    N_("Commands:"),
    N_("Arguments:"),
    N_("[OPTIONS]"),
    N_("COMMAND [ARGS]..."),
    N_("Show this message and exit."),
    N_("[required]"),
    N_("[default:"),
    N_("Install completion for the current shell."),
    N_("Show completion for the current shell, to copy it or customize the installation."),
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


_USAGE = (  # typer speaks English only: its sentences about the command line, and ours in their place
    (r"No such option: ?(?P<rest>\S+)", N_("There is no option {rest}.")),
    (r"No such command (?P<rest>'[^']*')", N_("There is no command {rest}.")),
    (r"Missing option (?P<rest>.*)", N_("An option is missing: {rest}.")),
    (r"Missing argument (?P<rest>.*)", N_("A word is missing: {rest}.")),
    (r"Missing command(?P<rest>.*)", N_("No command is named.")),
    (r"Option (?P<rest>\S+) requires an argument", N_("The option {rest} needs a value.")),
    (r"Invalid value for (?P<rest>'[^']+').*integer", N_("{rest} needs a whole number.")),
    (r"Invalid value for (?P<rest>'[^']+'): Input should be greater", N_("The number for {rest} is too small.")),
    (r"Invalid value for (?P<rest>.*)", N_("This value does not fit: {rest}.")),
    (r"Got unexpected extra argument\S* (?P<rest>.*)", N_("There is a word too many: {rest}.")),
)


def usage_words(text: str) -> str:
    """A sentence of typer's about the command line in our words; one we do not know as it is."""
    for pattern, words in _USAGE:
        match = re.match(pattern, text, re.DOTALL)
        if match:
            return _(words).format(rest=match["rest"].strip(" .:"))
    return text
