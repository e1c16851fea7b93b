"""The instructions of a template: a field, a list to be repeated, a part to be left out. There is nothing else."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from difflib import get_close_matches
from typing import Protocol, get_args, get_origin, get_type_hints

from qipsheets.language import _

Key = str | int
Scope = Mapping[str, object]
LOOP = "loop"
_TOKENS = re.compile(
    r"""\s*(?:(?P<name>[^\W\d]\w*)|(?P<number>\d{1,6})|(?P<text>'[^']*'|"[^"]*"|[‘’][^‘’]*[‘’]|[“”][^“”]*[“”])"""
    r"""|(?P<mark>==|!=|[.()\[\]|]))"""
)
_FILTERS: Mapping[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "capitalize": str.capitalize,
    "title": str.title,
    "trim": str.strip,
}
_OF_LISTS: Mapping[str, Callable[[tuple[object, ...]], object]] = {
    "length": len,
    "count": len,
    "first": lambda items: items[0] if items else "",
    "last": lambda items: items[-1] if items else "",
    "join": lambda items: "".join(map(str, items)),
}
_CONSTANTS: Mapping[str, bool | None] = {"none": None, "true": True, "false": False}


class NotUnderstood(Exception):
    """An instruction that is none; `beyond` where it is one of a language that can do more than place words."""

    def __init__(self, what: str, *, beyond: bool = False) -> None:
        super().__init__(what)
        self.what, self.beyond = what, beyond


class Expression(Protocol):
    """What an instruction asks for."""

    def value(self, scope: Scope) -> object:
        """The value under the names of a scope."""

    def names(self) -> Iterator["Name"]:
        """All names it mentions."""


@dataclass(frozen=True, slots=True)
class Name:
    """A field, or something of it: «ten_truong», «dong.tt», «hanh_dong[0].chu», each with filters behind it."""

    path: tuple[Key, ...]
    filters: tuple[tuple[str, str], ...] = ()

    def value(self, scope: Scope) -> object:
        """The field's words or list; nothing for a place behind the end of a list."""
        found: object = scope[str(self.path[0])]
        for key in self.path[1:]:
            if isinstance(key, int):
                found = found[key] if isinstance(found, tuple) and key < len(found) else ""
            else:
                found = getattr(found, key, "")
        for name, between in self.filters:
            if isinstance(found, tuple):
                found = between.join(map(str, found)) if name == "join" else _OF_LISTS[name](found)
            else:
                found = _FILTERS[name](str(found)) if name in _FILTERS else len(str(found))
        return found

    def names(self) -> Iterator["Name"]:
        """Itself."""
        yield self


@dataclass(frozen=True, slots=True)
class Constant:
    """Words or a number written in the template."""

    words: str | int | bool | None

    def value(self, _scope: Scope) -> object:
        """The words."""
        return self.words

    def names(self) -> Iterator[Name]:
        """None."""
        return iter(())


@dataclass(frozen=True, slots=True)
class Test:
    """«a == b», «a != b», «a and b», «a or b», «not a»."""

    sign: str
    parts: tuple[Expression, ...]

    def value(self, scope: Scope) -> object:
        """True or False."""
        if self.sign == "not":
            return not self.parts[0].value(scope)
        if self.sign == "and":
            return all(part.value(scope) for part in self.parts)
        if self.sign == "or":
            return any(part.value(scope) for part in self.parts)
        first, second = (part.value(scope) for part in self.parts)
        return (first == second) is (self.sign == "==")

    def names(self) -> Iterator[Name]:
        """Those of its parts."""
        for part in self.parts:
            yield from part.names()


def read_expression(text: str) -> Expression:
    """The expression of an instruction. Raises NotUnderstood."""
    return _Reader(text).whole()


class _Reader:
    """Reads «a.b == 'c' or not d» from left to right."""

    _DEEPEST = 10

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while text[at:].strip():
            match = _TOKENS.match(text, at)
            if match is None:
                raise NotUnderstood(text[at:].strip()[:20], beyond=True)
            self.tokens.append((match.lastgroup or "", match[0].strip()))
            at = match.end()
        self.tokens.append(("", ""))  # the end
        self.at = self.depth = 0

    def whole(self) -> Expression:
        """The whole text as one expression."""
        found = self.either()
        kind, word = self.tokens[self.at]
        if word:
            raise NotUnderstood(word, beyond=kind == "mark")
        return found

    def following(self) -> tuple[str, str]:
        """The next token, which is read with this; the end stays."""
        token = self.tokens[self.at]
        self.at += bool(token[1])
        return token

    def take(self, *words: str) -> str:
        """The next word where it is one of these."""
        return self.following()[1] if self.tokens[self.at][1] in words else ""

    def either(self) -> Expression:
        """a or b."""
        return self.joined("or", self.both)

    def both(self) -> Expression:
        """a and b."""
        return self.joined("and", self.negated)

    def joined(self, sign: str, read: Callable[[], Expression]) -> Expression:
        """One or more expressions with a word between them."""
        parts = [read()]
        while self.take(sign):
            parts.append(read())
        return parts[0] if len(parts) == 1 else Test(sign, tuple(parts))

    def negated(self) -> Expression:
        """not a, a == b."""
        if self.take("not"):
            return Test("not", (self.single(),))
        first = self.single()
        sign = self.take("==", "!=")
        return Test(sign, (first, self.single())) if sign else first

    def single(self) -> Expression:
        """A name, words, a number, or something in brackets."""
        if self.take("("):
            self.depth += 1
            if self.depth > self._DEEPEST:
                raise NotUnderstood("(", beyond=True)
            inner = self.either()
            if not self.take(")"):
                raise NotUnderstood("(")
            self.depth -= 1
            return inner
        kind, word = self.following()
        if kind == "text":
            return Constant(word[1:-1])
        if kind == "number":
            return Constant(int(word))
        if kind != "name":
            raise NotUnderstood(word)
        return Constant(_CONSTANTS[word.lower()]) if word.lower() in _CONSTANTS else self.named(word)

    def named(self, first: str) -> Name:
        """A name with what follows it."""
        path: list[Key] = [first]
        while sign := self.take(".", "["):
            kind, word = self.following()
            if kind != ("name" if sign == "." else "number") or (sign == "[" and not self.take("]")):
                raise NotUnderstood(word or sign, beyond=True)
            path.append(word if sign == "." else int(word))
        for key in path:
            if isinstance(key, str) and key.startswith("_"):
                raise NotUnderstood(key, beyond=True)
        return Name(tuple(path), tuple(self.filtered()))

    def filtered(self) -> Iterator[tuple[str, str]]:
        """The filters behind a name; «join» may say what stands between."""
        while self.take("|"):
            _kind, word = self.following()
            if word not in _FILTERS and word not in _OF_LISTS:
                raise NotUnderstood(word or "|", beyond=True)
            between = ""
            if word == "join" and self.take("("):
                between = self.following()[1][1:-1]
                if not self.take(")"):
                    raise NotUnderstood("(", beyond=True)
            yield word, between


_FOR = re.compile(r"for\s+([^\W\d]\w*)\s+in\s+(.+)")


def read_loop(text: str) -> tuple[str, Name]:
    """The item and the list of «for item in list». Raises NotUnderstood."""
    match = _FOR.fullmatch(text.strip())
    if match is None or match[1].startswith("_"):
        raise NotUnderstood(text)
    found = read_expression(match[2])
    if not isinstance(found, Name):
        raise NotUnderstood(match[2], beyond=True)
    return match[1], found


@dataclass(frozen=True, slots=True)
class Kind:
    """What is behind a name: words, a list of something, a record with fields of its own, or anything."""

    name: str  # words, list, record, any
    inside: Mapping[str, "Kind"] = field(default_factory=dict)
    item: "Kind | None" = None


WORDS, ANY = Kind("words"), Kind("any")


def fields_of(view: type) -> dict[str, Kind]:
    """The names a template of this view may use, with what each holds."""
    hints = get_type_hints(view)
    return {one.name: _kind_of(hints[one.name]) for one in fields(view) if one.name != "frame"}


def _kind_of(hint: object) -> Kind:
    if get_origin(hint) is tuple:
        return Kind("list", item=_kind_of(get_args(hint)[0]))
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        return Kind("record", {one.name: _kind_of(hints[one.name]) for one in fields(hint)})
    return WORDS if hint is str else ANY  # what is not typed is not judged


def names_in(known: Mapping[str, Kind], before: str = "") -> Iterator[tuple[str, str]]:
    """Every name with its kind, fields of records behind the name of their list: «hanh_dong[].tt»."""
    for name, kind in known.items():
        yield f"{before}{name}", kind.name
        inside = kind.item if kind.name == "list" and kind.item else kind
        if inside.name == "record":
            yield from names_in(inside.inside, f"{before}{name}{'[]' if kind.name == 'list' else ''}.")


def resolved(name: Name, scope: Mapping[str, Kind]) -> tuple[Kind, str, str]:
    """What a name holds; the part of it that is unknown, and the nearest that is known."""
    kind = Kind("record", {**scope, LOOP: Kind("record", {"index": WORDS, "first": ANY, "last": ANY})})
    for key in name.path:
        if kind.name == "any":
            return ANY, "", ""
        if isinstance(key, int):
            kind = kind.item or ANY
        elif key in kind.inside:
            kind = kind.inside[key]
        else:
            near = get_close_matches(key, [one for one in kind.inside if one != LOOP], n=1, cutoff=0.5)
            return ANY, key, near[0] if near else ""
    return kind, "", ""


def hint_for(near: str) -> str:
    """What mends an unknown name."""
    return _("Is «{near}» meant?").format(near=near) if near else _("«qipsheets templates fields» lists the names.")
