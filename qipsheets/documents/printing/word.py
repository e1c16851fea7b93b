"""Words into Word: the one room that knows docxtpl. A template places words and can do nothing else."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, ClassVar, Protocol

from qipsheets.documents.printing.long_tables import Model, Streamed, chunks, model_words, models_of, streamed_tables
from qipsheets.documents.printing.plan.view import Frame
from qipsheets.documents.printing.templates import check_template, remedy
from qipsheets.documents.printing.word_layout import fit, write_marks
from qipsheets.errors import ConfigurationError
from qipsheets.files import replace_bytes
from qipsheets.language import _

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


_MOST_PREPARED = 64
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_DOCUMENT = "word/document.xml"
_NAME = re.compile(r"'(\w+)' is undefined|has no attribute '(\w+)'")


class View(Protocol):
    """A frozen record of finished words; all its fields but `frame` are names a template may use."""

    @property
    def frame(self) -> Frame:
        """What is no word."""


def print_document(view: View, template: Path, out: Path) -> None:
    """Writes a view as a Word file, wholly or not at all.

    Raises ConfigurationError for an unusable template, Locked where the file is open, FileTrouble where it cannot be
    written.
    """
    replace_bytes(out, document_bytes(view, template))


def document_bytes(view: View, template: Path) -> bytes:
    """The Word file of a view; the same view and template give the same bytes."""
    words = view_words(view)
    streamed = streamed_tables(_simple_tables(template), words)
    document = _rendered(template, words | {one.field: model_words(one) for one in streamed})
    fit(document, view.frame.letterhead)
    _describe(document, view.frame)
    return _packed(document, streamed)


print_plan, plan_bytes = print_document, document_bytes


def view_words(view: View) -> dict[str, Any]:
    """The words of a view by the names that a template uses."""
    names = (field.name for field in fields(view))  # type: ignore[arg-type]  # a view is a dataclass
    return {name: getattr(view, name) for name in names if name != "frame"}


def _simple_tables(template: Path) -> Mapping[str, Model]:
    """The tables of a template that can be streamed. Raises ConfigurationError for one that must not be used."""
    try:
        content = template.read_bytes()
    except OSError:
        check_template(template)  # tells it with the reason
        raise
    return _looked_at(template, content)


@lru_cache(maxsize=16)
def _looked_at(template: Path, _content: bytes) -> Mapping[str, Model]:
    """A template is looked at once, as long as its content stays; a job prints many documents from a few."""
    check_template(template)
    return models_of(template)


def _rendered(template: Path, words: Mapping[str, Any]) -> Any:
    """The template with the words in it, as python-docx's document."""
    from jinja2 import TemplateError

    def refuse(names: Sequence[str]) -> None:
        raise _unknown(template, names, words)

    try:
        printer = _printer()(template)
        printer.render(escaped(dict(words)), rules(refuse, words))
    except TemplateError as error:
        raise _unusable(template, error, words) from error
    except (ArithmeticError, AttributeError, KeyError, LookupError, TypeError, ValueError, SyntaxError) as error:
        raise ConfigurationError(
            _("The template {name} cannot be used: {reason}.").format(name=template.name, reason=error), remedy()
        ) from error
    return printer.docx


@cache
def _printer() -> Any:
    """docxtpl's template, which prepares the same XML only once and leaves the properties to `_describe`."""
    from docxtpl.template import DocxTemplate

    class Printer(DocxTemplate):
        prepared: ClassVar[dict[str, str]] = {}

        def patch_xml(self, src_xml: str) -> str:
            if src_xml not in self.prepared:
                if len(self.prepared) >= _MOST_PREPARED:
                    self.prepared.clear()
                self.prepared[src_xml] = super().patch_xml(src_xml)  # type: ignore[no-untyped-call]
            return self.prepared[src_xml]

        def render_properties(self, context: Any, jinja_env: Any = None) -> None:
            """What the file says of itself follows from the view."""

    return Printer


def _unknown(template: Path, names: Sequence[str], words: Mapping[str, Any]) -> ConfigurationError:
    return ConfigurationError(
        _("The template {name} asks for words that this document does not have: {fields}.").format(
            name=template.name, fields=", ".join(names)
        ),
        _("Use one of: {names}.").format(names=", ".join(words)),
    )


def _unusable(template: Path, error: Exception, words: Mapping[str, Any]) -> ConfigurationError:
    named = _NAME.search(str(error))
    if named:
        return _unknown(template, [named[1] or named[2]], words)
    return ConfigurationError(
        _("The template {name} cannot be used: {reason}.").format(name=template.name, reason=error), remedy()
    )


def _describe(document: Any, frame: Frame) -> None:
    """What the file says of itself: fixed by the plan, not by the clock."""
    about, made = document.core_properties, _noon(frame.day)
    about.title, about.author, about.last_modified_by = frame.title[:255], frame.author[:255], frame.author[:255]
    about.language, about.created, about.modified, about.revision = "vi-VN", made, made, 1
    write_marks(document.part.package, frame.marks)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC).replace(tzinfo=None)


def _packed(document: Any, streamed: Sequence[Streamed]) -> bytes:
    """The document zipped without the time of day; rows of streamed tables are made as they are written."""
    written, packed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            parts = chunks(source.read(name), streamed) if name == _DOCUMENT else (source.read(name),)
            with target.open(entry, "w") as file:
                for part in parts:
                    file.write(part)
    return packed.getvalue()
