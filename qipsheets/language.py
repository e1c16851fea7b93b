"""The language of messages: English source text, the Vietnamese catalogue by default, the menu's words on top of it."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeAlias

DOMAIN, MENU_DOMAIN = "qipsheets", "menu"
LANGUAGES = ("vi", "en")
_chosen: list[str] = []
_in_menu: list[bool] = [False]


def choose(language: str | None, *, in_menu: bool = False) -> None:
    """Use a language for every message from now on; unknown or empty means Vietnamese.

    In the menu a message that names a command, an option or a setting has other words: they name an entry of the menu.
    """
    _chosen[:] = [language if language in LANGUAGES else "vi"]
    _in_menu[:] = [in_menu]


def chosen() -> str:
    """The language in use: the one chosen, else QIPSHEETS_LANG, else Vietnamese."""
    if not _chosen:
        choose(os.environ.get("QIPSHEETS_LANG"))
    return _chosen[0]


@cache
def _catalogue(language: str, domain: str = DOMAIN) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    found = gettext.translation(domain, Path(__file__).with_name("locales"), [language], fallback=True)
    if domain != DOMAIN:
        found.add_fallback(_catalogue(language))
    return found


def in_menu() -> bool:
    """True where messages are for somebody who knows only the menu."""
    return _in_menu[0]


def _in_use() -> gettext.NullTranslations:
    """The catalogue of what a person reads on the screen now."""
    return _catalogue(chosen(), MENU_DOMAIN if in_menu() else DOMAIN)


def _(message: str) -> str:
    """The message in the language in use."""
    return _in_use().gettext(message)


def N_(message: str) -> str:  # noqa: N802  (the name gettext's tools look for)
    """Marks a message for the catalogue; whoever shows it translates it with `_`."""
    return message


MessageValue: TypeAlias = "Message | str | int | float | Decimal | date | None"


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """A template of the catalogue with its values, put into words only where it is shown: `Message("{n} rows", n=3)`.

    Messages are equal where template and values are, whatever language anybody reads. An empty one is false. There is
    no `str()` of a message, for it would choose a language unseen.
    """

    template: str
    values: tuple[tuple[str, MessageValue], ...]

    def __init__(self, template: str, /, **values: MessageValue) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", tuple(sorted(values.items())))

    def __bool__(self) -> bool:
        return bool(self.template)

    def text(self, language: str = "") -> str:
        """The message in a language, values that are messages too; without one as the person reads it on the screen.

        What is kept in a file names its language: it must not depend on the menu being open.
        """
        catalogue = _catalogue(language) if language else _in_use()
        # gettext answers an empty text with the header of the catalogue.
        words = catalogue.gettext(self.template) if self.template else ""
        if not self.values:
            return words
        return words.format(**{name: _shown(value, language) for name, value in self.values})


def _shown(value: MessageValue, language: str) -> MessageValue:
    """A value as a message has it: a day as 09/01/2021, a decimal number as 66,7, in every language."""
    if isinstance(value, Message):
        return value.text(language)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
    return value


def joined(separator: str, messages: Iterable[Message | str]) -> Message:
    """Several messages as one, with a separator between them; text that is no message stays in every language."""
    parts = {f"part_{number}": part for number, part in enumerate(messages)}
    return Message(separator.join(f"{{{name}}}" for name in parts), **parts)


EMPTY = joined("", ())


def take_language(arguments: list[str]) -> list[str]:
    """Takes --lang out of a command line, wherever it is, and uses it. Returns the rest."""
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--lang" or word.startswith("--lang="):
            language = next(words, "") if word == "--lang" else word.partition("=")[2]
            choose(language)
            if language not in LANGUAGES:
                return ["--lang", language, *rest, *words]  # left for the command line to refuse
        else:
            rest.append(word)
    return rest
