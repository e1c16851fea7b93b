"""The language of messages: English source text, the Vietnamese catalogue by default."""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

DOMAIN = "qipsheets"
LANGUAGES = ("vi", "en")
_chosen: list[str] = []


def choose(language: str | None) -> None:
    """Use a language for every message from now on; unknown or empty means Vietnamese."""
    _chosen[:] = [language if language in LANGUAGES else "vi"]


def chosen() -> str:
    """The language in use: the one chosen, else QIPSHEETS_LANG, else Vietnamese."""
    if not _chosen:
        choose(os.environ.get("QIPSHEETS_LANG"))
    return _chosen[0]


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, Path(__file__).with_name("locales"), [language], fallback=True)


def _(message: str) -> str:
    """The message in the language in use."""
    return _catalogue(chosen()).gettext(message)


def N_(message: str) -> str:  # noqa: N802  (the name gettext's tools look for)
    """Marks a message for the catalogue; whoever shows it translates it with `_`."""
    return message


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Messages made inside are in this language: what is written into a sheet or document is Vietnamese."""
    before = chosen()
    choose(language)
    try:
        yield
    finally:
        choose(before)


def take_language(arguments: list[str]) -> list[str]:
    """Takes --lang out of a command line, wherever it stands, and uses it. Returns the rest."""
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--lang" or word.startswith("--lang="):
            told = next(words, "") if word == "--lang" else word.partition("=")[2]
            choose(told)
            if told not in LANGUAGES:
                return ["--lang", told, *rest, *words]  # left for the command line to refuse
        else:
            rest.append(word)
    return rest
