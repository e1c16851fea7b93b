"""The rules a template is rendered by: it places words, escaped, and names that are not among them are refused."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from typing import Any

_OPTIONS = {"autoescape": True}


@cache
def _kind() -> Any:
    """The class of our environments: a sandbox that takes compiled templates from memory."""
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Rules(ImmutableSandboxedEnvironment):
        refuse: Callable[[Iterable[str]], None]

        def from_string(self, source: Any, globals: Any = None, template_class: Any = None) -> Any:
            code, names = _compiled(str(source))
            self.refuse(names)
            kind = template_class or self.template_class
            return kind.from_code(self, code, self.make_globals(globals), None)

    return Rules


@lru_cache(maxsize=64)
def _compiled(source: str) -> tuple[Any, frozenset[str]]:
    """A template's code and the names it asks for; a job that prints a template again does not compile it again."""
    from jinja2.nodes import Name
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    plain = ImmutableSandboxedEnvironment(**_OPTIONS)
    tree = plain.parse(source)
    used = [(word.name, word.ctx) for word in tree.find_all(Name)]
    local = {"loop", *(word for word, way in used if way == "store")}
    return plain.compile(tree), frozenset(word for word, _way in used) - local


def rules(refuse: Callable[[Sequence[str]], None], known: Iterable[str]) -> Any:
    """An environment for one printing; `refuse` is called with the names asked for that are not known."""
    from jinja2 import StrictUndefined

    environment = _kind()(**_OPTIONS, undefined=StrictUndefined)
    allowed = frozenset(known)

    def check(names: Iterable[str]) -> None:
        unknown = sorted(set(names) - allowed)
        if unknown:
            refuse(unknown)

    environment.refuse = check
    return environment


def escaped(value: Any) -> Any:
    """Words as XML; braces too, so that nothing in them is ever taken for an instruction."""
    from markupsafe import Markup, escape

    if isinstance(value, str):
        return Markup(str(escape(value)).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704 - escaped here
    if is_dataclass(value):
        return {field.name: escaped(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {name: escaped(entry) for name, entry in value.items()}
    if isinstance(value, tuple):
        return tuple(map(escaped, value))
    return value
