"""A rule pack: a school's or province's own weights, thresholds, required columns, words and legal texts, as data."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias, get_args, get_type_hints

from qipsheets.errors import ConfigurationError
from qipsheets.files import reason
from qipsheets.language import _
from qipsheets.legal.register import LegalRegister, LegalText, by_key, legal_text, register
from qipsheets.plan.deadlines import STALE_DAYS
from qipsheets.plan.findings import Finding, Severity
from qipsheets.plan.model import Plan

# What a pack may set, and what holds where it does not.
THRESHOLDS: Mapping[str, int] = MappingProxyType(
    {
        "owner_share": 80,  # percent of the actions that one owner may carry alone
        "owner_actions": 5,  # fewer actions than this are not counted
        "council_size": 7,
        "stale_days": STALE_DAYS,  # work under way of which the log has said nothing since
        "unreported_days": 60,
        "repeated_suppressions": 3,
    }
)


@dataclass(frozen=True)
class Pack:
    """Weights by rule or family (None switches a rule off), thresholds, required fields by tab, words, legal texts."""

    name: str = ""
    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    thresholds: Mapping[str, int] = field(default_factory=dict)
    required: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    allowed: frozenset[str] = frozenset()
    replacements: Mapping[str, str] = field(default_factory=dict)
    abbreviations: frozenset[str] = frozenset()
    texts: tuple[LegalText, ...] = ()

    def weight(self, code: str, usual: Severity) -> Severity | None:
        """How much a rule weighs: by its code, else by its family, else as usual; None where it is switched off."""
        for name in (code, code.partition("-")[0]):
            if name in self.severities:
                return self.severities[name]
        return usual

    def threshold(self, name: str) -> int:
        """The pack's number for a rule, else the usual one."""
        return self.thresholds.get(name, THRESHOLDS[name])

    def register(self) -> LegalRegister:
        """The shipped legal texts with the pack's own; the pack's count where both have a number."""
        return {**register(), **by_key(self.texts)} if self.texts else register()


NO_PACK = Pack()
_ACTIVE: ContextVar[Pack] = ContextVar("rule_pack", default=NO_PACK)


def active_pack() -> Pack:
    """The pack that the checks running now go by."""
    return _ACTIVE.get()


@contextmanager
def using(pack: Pack) -> Iterator[None]:
    """Checks that run inside go by this pack."""
    token = _ACTIVE.set(pack)
    try:
        yield
    finally:
        _ACTIVE.reset(token)


def weighed(findings: Iterable[Finding], pack: Pack) -> tuple[Finding, ...]:
    """Findings that no check made (of cells, tabs, IDs) with the pack's weights; those switched off are left out."""
    weights = ((finding, pack.weight(finding.code, finding.severity)) for finding in findings)
    return tuple(replace(finding, severity=severity) for finding, severity in weights if severity is not None)


SECTIONS = ("name", "profile", "severities", "profiles", "thresholds", "required", "words", "legal")
_WEIGHTS: Mapping[str, Severity | None] = {severity.word: severity for severity in Severity} | {"off": None}
_CODE = re.compile(r"[A-Z]{2,6}(-\d{2})?")
Toml: TypeAlias = Mapping[str, object]


class _Wrong(ValueError):
    """What is wrong in a pack, and the key or value that stands in its line."""

    def __init__(self, key: str, what: str) -> None:
        super().__init__(what)
        self.key = key


def read_pack(path: Path, known: Collection[str] = ()) -> Pack:
    """A rule pack from a file, with the weights of the profile that the file names.

    `known` are the codes of all rules; where they are given, a misspelt code is refused. Raises ConfigurationError.
    """
    correct_it = _("Correct that line; docs/rule-pack.md shows a whole pack.")
    text = ""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return _pack(tomllib.loads(text.replace("\r\n", "\n")), known)
    except OSError as error:
        raise ConfigurationError(
            _("The rule pack {path} cannot be read: {reason}.").format(path=path, reason=reason(error)),
            _("Correct QIPSHEETS_RULES, or put the file beside the workbook as qipsheets.toml."),
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            _("The rule pack {path} is not well formed: {reason}.").format(path=path, reason=error), correct_it
        ) from error
    except _Wrong as error:
        where = {"path": path, "line": _line(text, error.key), "what": error}
        raise ConfigurationError(_("The rule pack {path}, line {line}: {what}.").format(**where), correct_it) from None


def _pack(data: Toml, known: Collection[str]) -> Pack:
    words = _table(data, "words")
    for part, known_names in ((data, SECTIONS), (words, ("allowed", "replace", "abbreviations"))):
        for name in part:
            if name not in known_names:
                names = ", ".join(known_names)
                raise _Wrong(name, _("there is no part «{name}»; known are {names}").format(name=name, names=names))
    replacements: dict[str, str] = {}
    for wrong, right in _table(words, "replace").items():
        if not isinstance(right, str) or not wrong.strip():
            raise _Wrong(wrong, _("text is expected"))
        replacements[wrong.casefold()] = right
    return Pack(
        name=str(data.get("name", "")),
        severities=_severities(data, known),
        thresholds=_thresholds(_table(data, "thresholds")),
        required=_required(_table(data, "required")),
        allowed=frozenset(word.casefold() for word in _texts(words, "allowed")),
        replacements=replacements,
        abbreviations=frozenset(_texts(words, "abbreviations")),
        texts=tuple(_legal(data)),
    )


def _table(data: Toml, key: str) -> Toml:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise _Wrong(key, _("a table [{name}] is expected").format(name=key))
    return value


def _texts(data: Toml, key: str) -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise _Wrong(key, _("a list of texts is expected"))
    return tuple(value)


def _severities(data: Toml, known: Collection[str]) -> Mapping[str, Severity | None]:
    profiles = _table(data, "profiles")
    chosen = str(data.get("profile", ""))
    if chosen and chosen not in profiles:
        raise _Wrong("profile", _("there is no profile «{name}»").format(name=chosen))
    names = {*known, *(code.partition("-")[0] for code in known)}
    found: dict[str, Severity | None] = {}
    for name in ("", *profiles):
        for code, weight in (_table(profiles, name) if name else _table(data, "severities")).items():
            if not _CODE.fullmatch(code) or (names and code not in names):
                raise _Wrong(code, _("there is no rule «{code}»").format(code=code))
            if not isinstance(weight, str) or weight not in _WEIGHTS:
                what = _("«{text}» is no weight; use {names}").format(text=weight, names=", ".join(_WEIGHTS))
                raise _Wrong(code, what)
            if name in ("", chosen):
                found[code] = _WEIGHTS[weight]
    return found


def _thresholds(data: Toml) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for name, value in data.items():
        if name not in THRESHOLDS:
            names = ", ".join(THRESHOLDS)
            raise _Wrong(name, _("there is no threshold «{name}»; known are {names}").format(name=name, names=names))
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise _Wrong(name, _("a whole number from 0 up is expected"))
        found[name] = value
    return found


def _required(data: Toml) -> Mapping[str, tuple[str, ...]]:
    records = {name: get_args(hint)[0] for name, hint in get_type_hints(Plan).items() if get_args(hint)}
    found = {}
    for tab in data:
        if tab not in records:
            raise _Wrong(tab, _("there is no tab «{name}»").format(name=tab))
        found[tab] = _texts(data, tab)
        own = {entry.name for entry in fields(records[tab])} - {"place", "key"}
        for name in found[tab]:
            if name not in own:
                raise _Wrong(tab, _("the tab «{tab}» has no field «{name}»").format(tab=tab, name=name))
    return found


def _legal(data: Toml) -> Iterator[LegalText]:
    entries = data.get("legal", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _Wrong("legal", _("entries [[legal]] are expected"))
    for entry in entries:
        name = str(entry.get("number", "legal"))
        try:
            yield legal_text(entry)
        except KeyError as error:
            raise _Wrong(name, _("the field {name} is missing").format(name=error)) from error
        except (TypeError, ValueError, AttributeError) as error:
            raise _Wrong(name, str(error)) from error


def _line(text: str, key: str) -> int:
    """The line that first names a key or value, for a person to look at; 1 where none does."""
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if key in line and not line.lstrip().startswith("#")), 1)
