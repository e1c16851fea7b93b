"""The Word templates that a school may restyle: checked, their fields named, copied."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from qipsheets import settings
from qipsheets.documents.printing import TEMPLATES, template
from qipsheets.documents.printing.forms import CommentsView, CouncilView, CriterionView, EvidenceView
from qipsheets.documents.printing.handouts import MonthView, ParentsView
from qipsheets.documents.printing.instructions import FieldKind, fields_of
from qipsheets.documents.printing.plan import PlanView
from qipsheets.documents.printing.report import ReportView
from qipsheets.documents.printing.tt57 import Tt57View
from qipsheets.errors import FileTrouble
from qipsheets.files import read_bytes, replace_bytes
from qipsheets.language import _
from qipsheets.operations.opening import unknown_name

VIEWS: Mapping[str, type] = dict(
    zip(
        TEMPLATES,
        (
            PlanView, Tt57View, ReportView, MonthView, EvidenceView, CriterionView, CommentsView, CouncilView,
            ParentsView,
        ),
        strict=True,
    )
)  # fmt: skip
"""The view of each template by the document it prints; a template may use its fields."""


def check_templates(where: Path, document: str = "") -> Mapping[str, Sequence[template.Trouble]]:
    """What is wrong with a template, or with all of a folder, by file name.

    `document` names what they print, where the files' names do not tell. Raises FileTrouble for a folder without
    templates, ConfigurationError for a file that is no sound Word file, UsageError for an unknown document.
    """
    found: dict[str, Sequence[template.Trouble]] = {}
    for path in _templates(where):
        parts = template.template_parts(path)
        tags = template.tags_of(parts)
        known = _fields_for(document or _document_of(path, tags))
        found[path.name] = [
            *template.troubles(parts, tags),
            *template.unknown_names(tags, known),
            *without_fields(tags),
        ]
    return found


def template_fields(document: str) -> Sequence[tuple[str, str]]:
    """The names that a document's template may use, each with what it is: words, list, record or any.

    Raises UsageError where there is no such document.
    """
    return list(names_in(_fields_for(document)))


def copy_templates(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Copies the shipped templates; yields each path, and False where a file of that name was there and stays."""
    shipped = settings.shipped("templates")
    for name in VIEWS:
        source, target = shipped / f"{name}.docx", folder / f"{name}.docx"
        if not source.exists():
            continue
        is_free = not target.exists()
        if is_free:
            replace_bytes(target, read_bytes(source))
        yield target, is_free


def _templates(where: Path) -> list[Path]:
    if not where.is_dir():
        return [where]
    found = sorted(path for path in where.glob("*.docx") if not path.name.startswith("~$"))
    if not found:
        raise FileTrouble(
            _("In the folder {path} is no Word file.").format(path=where), _("Check the name and the folder.")
        )
    return found


def _document_of(path: Path, tags: Sequence[template.Tag]) -> str:
    """What a template prints: by the file's name, else the document that has most of its names."""
    stem = path.stem.lower()
    if stem in VIEWS:
        return stem
    return min(VIEWS, key=lambda name: len(list(template.unknown_names(tags, _fields_for(name)))))


def _fields_for(name: str) -> Mapping[str, FieldKind]:
    if name not in VIEWS:
        raise unknown_name(_("There is no document «{name}».").format(name=name), name, VIEWS)
    return fields_of(VIEWS[name])


def names_in(known: Mapping[str, FieldKind], before: str = "") -> Iterator[tuple[str, str]]:
    """Every name with its kind, fields of records behind the name of their list: «hanh_dong[].tt»."""
    for name, kind in known.items():
        yield f"{before}{name}", kind.name
        inside = kind.item if kind.name == "list" and kind.item else kind
        if inside.name == "record":
            yield from names_in(inside.inside, f"{before}{name}{'[]' if kind.name == 'list' else ''}.")


def without_fields(tags: Sequence[template.Tag]) -> Iterator[template.Trouble]:
    """A template that places nothing would print the same words for every school."""
    if not any(tag.opening == "{{" for tag in tags):
        found = _("No field is in it: nothing of the data would be printed.")
        yield template.Trouble(
            found, None, _("Begin with a copy of the shipped template («qipsheets templates copy»).")
        )
