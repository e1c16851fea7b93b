"""The tables of a template whose rows are so simple that they can be written without the printer."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FOR = re.compile(r"\{%tr\s+for\s+(\w+)\s+in\s+(\w+)\s*%\}")
_BRANCH = re.compile(r"\{%tr\s+(?:if|elif)\s+(\w+)\.(\w+)\s*==\s*'([^']+)'\s*%\}")
_LINES = re.compile(r"\{%p\s+for\s+(\w+)\s+in\s+(\w+)\.(\w+)\s*%\}")
_WORD = re.compile(r"\{\{\s*(\w+)(?:\.(\w+))?\s*\}\}")
_INSTRUCTIONS = re.compile(r"\{[{%].*?[%}]\}")
_PICTURES = tuple(f"{_W}{name}" for name in ("drawing", "pict", "object", "tbl"))
ELSE = "\ue000else"


@dataclass(frozen=True, slots=True)
class Model:
    """The model rows of one table: how many each kind has, and the fields they print, in one line or in several."""

    kinds: tuple[str, ...]
    counts: tuple[int, ...]
    kind_field: str
    single: frozenset[str]
    several: frozenset[str]

    def fits(self, row: Any) -> bool:
        """True where a row's fields are what the model prints: words, or tuples of words."""
        if not is_dataclass(row):
            return False
        held = {field.name: getattr(row, field.name) for field in fields(row)}
        wanted = [*self.single, *([self.kind_field] if self.kind_field else [])]
        return all(isinstance(held.get(name), str) for name in wanted) and all(
            isinstance(held.get(name), tuple) for name in self.several
        )


def models_of(template: Path) -> dict[str, Model]:
    """The simple tables by the view's field they list. A table read in two places is left to the printer."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with zipfile.ZipFile(template) as file:
        names = [name for name in file.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)]
        roots = {name: etree.fromstring(file.read(name), parser) for name in names}
    everything = [_words(paragraph) for root in roots.values() for paragraph in root.iter(f"{_W}p")]
    found = {}
    for table in roots["word/document.xml"].iter(f"{_W}tbl"):
        for field, model in _tables(table):
            if _mentions(everything, field) == 1:
                found[field] = model
    return found


def _mentions(everything: Sequence[str], field: str) -> int:
    """How often instructions name a field, but for asking whether there is any."""
    told = " ".join(word for text in everything for word in _INSTRUCTIONS.findall(text))
    asked = len(re.findall(rf"%\w*\s+(?:if|elif)\s+{field}\s*%", told))
    return len(re.findall(rf"(?<![\w.]){field}\b", told)) - asked


def _tables(table: Any) -> Iterator[tuple[str, Model]]:
    rows = table.findall(f"{_W}tr")
    texts = ["".join(map(_words, row.iter(f"{_W}p"))).strip() for row in rows]
    for at, text in enumerate(texts):
        loop = _FOR.fullmatch(text)
        end = next((n for n in range(at, len(rows)) if re.fullmatch(r"\{%tr\s+endfor\s*%\}", texts[n])), None)
        if loop and end:
            model = _model(rows[at + 1 : end], texts[at + 1 : end], loop[1])
            if model:
                yield loop[2], model


def _model(rows: Sequence[Any], texts: Sequence[str], item: str) -> Model | None:
    """The model of the rows between «for» and «endfor»; None where they hold more than words."""
    kinds: dict[str, list[Any]] = {}
    kind, kind_fields = ELSE, set()
    for row, text in zip(rows, texts, strict=True):
        branch = _BRANCH.fullmatch(text)
        if branch:
            kind = branch[3] if branch[1] == item else ""
            kind_fields.add(branch[2])
        elif re.fullmatch(r"\{%tr\s+else\s*%\}", text):
            kind = ELSE
        elif not re.fullmatch(r"\{%tr\s+endif\s*%\}", text):
            kinds.setdefault(kind, []).append(row)
    told = [_fields(row, item) for held in kinds.values() for row in held]
    if not told or None in told or "" in kinds or len(kind_fields) > 1 or (kind_fields and ELSE in [*kinds][:-1]):
        return None
    single = frozenset().union(*(one[0] for one in told if one))
    several = frozenset().union(*(one[1] for one in told if one))
    if single & (several | kind_fields) or several & kind_fields:
        return None
    counts = tuple(len(held) for held in kinds.values())
    return Model(tuple(kinds), counts, next(iter(kind_fields), ""), single, several)


def _fields(row: Any, item: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The fields that a model row prints, in one line and in several; None where it holds anything else."""
    if any(next(row.iter(name), None) is not None for name in _PICTURES):
        return None
    single, several = set(), set()
    local = field = ""
    for paragraph in row.iter(f"{_W}p"):
        text = _words(paragraph).strip()
        lines = _LINES.fullmatch(text)
        if lines:
            if local or lines[2] != item:
                return None
            local, field = lines[1], lines[3]
        elif re.fullmatch(r"\{%p\s+endfor\s*%\}", text):
            local = ""
        else:
            words = [match.groups() for match in _WORD.finditer(text)]
            if "{%" in text or "{#" in text or text.count("{{") != len(words):
                return None
            if local and words == [(local, None)]:
                several.add(field)
            elif local or any(owner != item or not name for owner, name in words):
                return None
            else:
                single |= {name for _owner, name in words}
    return (frozenset(single), frozenset(several)) if single or several else None


def _words(paragraph: Any) -> str:
    return "".join(piece.text or "" for piece in paragraph.iter(f"{_W}t"))
