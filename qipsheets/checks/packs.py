"""A rule pack: a school's or province's own weights, thresholds, required columns, words and legal texts, as data."""

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn, TypeAlias, get_args, get_type_hints

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
    result = []
    for finding in findings:
        severity = pack.weight(finding.code, finding.severity)
        if severity is not None:
            result.append(finding if severity is finding.severity else replace(finding, severity=severity))
    return tuple(result)


SECTIONS = ("name", "profile", "severities", "profiles", "thresholds", "required", "words", "legal")
_WEIGHTS: Mapping[str, Severity | None] = {severity.word: severity for severity in Severity} | {"off": None}
_CODE = re.compile(r"[A-Z]{2,6}(-\d{2})?")
Refuse = Callable[[str, str], NoReturn]
Toml: TypeAlias = Mapping[str, object]


def read_pack(path: Path, profile: str = "", known: Collection[str] = ()) -> Pack:
    """A rule pack from a file, with the weights of a profile (else of the one the file names).

    `known` are the codes of all rules; where they are given, a misspelt code is refused. Raises ConfigurationError.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(text.replace("\r\n", "\n"))
    except OSError as error:
        raise ConfigurationError(
            _("The rule pack {path} cannot be read: {reason}.").format(path=path, reason=reason(error)),
            _("Correct QIPSHEETS_RULES, or put the file beside the workbook as qipsheets.toml."),
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            _("The rule pack {path} is not well formed: {reason}.").format(path=path, reason=error),
            _("Correct that line; docs/rule-pack.md shows a whole pack."),
        ) from error

    def refuse(key: str, what: str) -> NoReturn:
        raise ConfigurationError(
            _("The rule pack {path}, line {line}: {what}.").format(path=path, line=_line(text, key), what=what),
            _("Correct that line; docs/rule-pack.md shows a whole pack."),
        )

    return _pack(data, profile, known, refuse)


def _pack(data: Toml, profile: str, known: Collection[str], refuse: Refuse) -> Pack:
    words = _table(data, "words", refuse)
    for part, known_names in ((data, SECTIONS), (words, ("allowed", "replace", "abbreviations"))):
        for name in part:
            if name not in known_names:
                names = ", ".join(known_names)
                refuse(name, _("there is no part «{name}»; known are {names}").format(name=name, names=names))
    replacements: dict[str, str] = {}
    for wrong, right in _table(words, "replace", refuse).items():
        if not isinstance(right, str) or not wrong.strip():
            refuse(wrong, _("text is expected"))
        replacements[wrong.casefold()] = right
    return Pack(
        name=str(data.get("name", "")),
        severities=_severities(data, profile, known, refuse),
        thresholds=_thresholds(_table(data, "thresholds", refuse), refuse),
        required=_required(_table(data, "required", refuse), refuse),
        allowed=frozenset(word.casefold() for word in _texts(words, "allowed", refuse)),
        replacements=replacements,
        abbreviations=frozenset(_texts(words, "abbreviations", refuse)),
        texts=_legal(data, refuse),
    )


def _table(data: Toml, key: str, refuse: Refuse) -> Toml:
    value = data.get(key, {})
    if not isinstance(value, dict):
        refuse(key, _("a table [{name}] is expected").format(name=key))
    return value


def _texts(data: Toml, key: str, refuse: Refuse) -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        refuse(key, _("a list of texts is expected"))
    return tuple(value)


def _severities(data: Toml, profile: str, known: Collection[str], refuse: Refuse) -> Mapping[str, Severity | None]:
    profiles = _table(data, "profiles", refuse)
    chosen = profile or str(data.get("profile", ""))
    if chosen and chosen not in profiles:
        refuse("profile", _("there is no profile «{name}»").format(name=chosen))
    found: dict[str, Severity | None] = {}
    for name in ("", *profiles):
        weights = _table(profiles, name, refuse) if name else _table(data, "severities", refuse)
        for code, weight in weights.items():
            families = {entry.partition("-")[0] for entry in known}
            if not _CODE.fullmatch(code) or (known and code not in known and code not in families):
                refuse(code, _("there is no rule «{code}»").format(code=code))
            if not isinstance(weight, str) or weight not in _WEIGHTS:
                refuse(code, _("«{text}» is no weight; use {names}").format(text=weight, names=", ".join(_WEIGHTS)))
            if name in ("", chosen):
                found[code] = _WEIGHTS[weight]
    return found


def _thresholds(data: Toml, refuse: Refuse) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for name, value in data.items():
        if name not in THRESHOLDS:
            refuse(
                name,
                _("there is no threshold «{name}»; known are {names}").format(name=name, names=", ".join(THRESHOLDS)),
            )
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            refuse(name, _("a whole number from 0 up is expected"))
        found[name] = value
    return found


def _required(data: Toml, refuse: Refuse) -> Mapping[str, tuple[str, ...]]:
    records = {name: get_args(hint)[0] for name, hint in get_type_hints(Plan).items() if get_args(hint)}
    found = {}
    for tab in data:
        if tab not in records:
            refuse(tab, _("there is no tab «{name}»").format(name=tab))
        names = _texts(data, tab, refuse)
        own = {entry.name for entry in fields(records[tab])} - {"place", "key"}
        for name in names:
            if name not in own:
                refuse(tab, _("the tab «{tab}» has no field «{name}»").format(tab=tab, name=name))
        found[tab] = names
    return found


def _legal(data: Toml, refuse: Refuse) -> tuple[LegalText, ...]:
    entries = data.get("legal", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        refuse("legal", _("entries [[legal]] are expected"))
    texts = []
    for entry in entries:
        try:
            texts.append(legal_text(entry))
        except KeyError as error:
            refuse(str(entry.get("number", "legal")), _("the field {name} is missing").format(name=error))
        except (TypeError, ValueError, AttributeError) as error:
            refuse(str(entry.get("number", "legal")), str(error))
    return tuple(texts)


def _line(text: str, key: str) -> int:
    """The line that first names a key or value, for a person to look at; 1 where none does."""
    for number, line in enumerate(text.splitlines(), 1):
        if key in line and not line.lstrip().startswith("#"):
            return number
    return 1
