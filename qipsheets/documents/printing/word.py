"""Words into Word: the one room that knows docxtpl. A template places words and can do nothing else."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from qipsheets.documents.printing.template_check import check_template, remedy
from qipsheets.documents.printing.views import Frame, PlanView, template_fields
from qipsheets.errors import ConfigurationError
from qipsheets.files import replace_bytes
from qipsheets.language import _

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_NAME = re.compile(r"'(\w+)' is undefined|has no attribute '(\w+)'")


def print_plan(view: PlanView, template: Path, out: Path) -> None:
    """Writes the plan as a Word file, wholly or not at all.

    Raises ConfigurationError for an unusable template, Locked where the file is open, FileTrouble where it cannot be
    written.
    """
    replace_bytes(out, plan_bytes(view, template))


def plan_bytes(view: PlanView, template: Path) -> bytes:
    """The Word file of a plan; the same view and template give the same bytes."""
    from qipsheets.documents.printing.word_layout import fit

    document = _rendered(template, {name: getattr(view, name) for name in template_fields()})
    fit(document, view.frame.letterhead)
    _describe(document, view.frame)
    return _packed(document)


def _rendered(template: Path, words: Mapping[str, Any]) -> Any:
    """The template with the words in it, as python-docx's document."""
    from docxtpl.template import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    rules = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    check_template(template)
    try:
        printer = DocxTemplate(template)
        unknown = sorted(printer.get_undeclared_template_variables(rules) - words.keys())
        if unknown:
            raise _unknown(template, unknown, words)
        printer.render({name: _escaped(value) for name, value in words.items()}, rules)
    except TemplateError as error:
        raise _unusable(template, error, words) from error
    except (ArithmeticError, AttributeError, KeyError, LookupError, TypeError, ValueError, SyntaxError) as error:
        raise ConfigurationError(
            _("The template {name} cannot be used: {reason}.").format(name=template.name, reason=error), remedy()
        ) from error
    return printer.docx


def _unknown(template: Path, names: list[str], words: Mapping[str, Any]) -> ConfigurationError:
    return ConfigurationError(
        _("The template {name} asks for what a plan does not have: {fields}.").format(
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


def _escaped(value: Any) -> Any:
    """Words as XML; braces too, so that nothing in them is ever taken for an instruction."""
    from markupsafe import Markup, escape

    if isinstance(value, str):
        return Markup(str(escape(value)).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704 - escaped here
    if is_dataclass(value):
        return {field.name: _escaped(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return tuple(map(_escaped, value))
    return value


def _describe(document: Any, frame: Frame) -> None:
    """What the file says of itself: fixed by the plan, not by the clock."""
    about, made = document.core_properties, _noon(frame.day)
    about.title, about.author, about.last_modified_by = frame.title[:255], frame.author[:255], frame.author[:255]
    about.language, about.created, about.modified, about.revision = "vi-VN", made, made, 1


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC).replace(tzinfo=None)


def _packed(document: Any) -> bytes:
    """The document zipped without the time of day."""
    written, packed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(entry, source.read(name))
    return packed.getvalue()
