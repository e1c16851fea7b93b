"""Tables to a Plan, with all that is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from qipsheets.errors import ConfigurationError, DoubtfulState
from qipsheets.frameworks.load import framework, read_framework
from qipsheets.language import _
from qipsheets.plan.findings import Finding
from qipsheets.plan.framework import Framework
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import School, SchoolYear
from qipsheets.plan.values import Place
from qipsheets.sheets import cell_rules
from qipsheets.sheets.codec import read_form, read_records, year_named, year_of
from qipsheets.sheets.headings import finding
from qipsheets.sheets.schema import SCHOOL, TABS
from qipsheets.sheets.table import Table


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plan and the findings of reading it."""

    plan: Plan
    findings: tuple[Finding, ...]


def load(tables: Mapping[str, Table], folder: Path) -> Loaded:
    """The plan that tables hold. `folder` is where a school's own framework file is looked for.

    Raises DoubtfulState where the tables are not those of a plan, ConfigurationError for an unknown framework.
    """
    if SCHOOL.key not in tables:
        raise DoubtfulState(
            _("This file has no tab «{title}»: it is not a workbook of qipsheets.").format(title=SCHOOL.title),
            _("Check the file's name, or make a new workbook with «qipsheets init»."),
        )
    findings: list[Finding] = []
    form = read_form(tables[SCHOOL.key], findings.append)
    year = _year(form, findings)
    records = {}
    for tab in TABS:
        if tab.key in tables:
            records[tab.key] = read_records(tab, tables[tab.key], year, findings.append)
        else:
            message = _("There is no tab «{title}».").format(title=tab.title)
            findings.append(finding(cell_rules.NO_TAB, Place(tab.key), message))
    plan = Plan(_school(form), year, _framework(form, folder), **records)
    return Loaded(plan, tuple(findings))


def _school(form: Mapping[str, Any]) -> School:
    known = {field.name for field in fields(School)} - {"place"}
    return School(**{name: value for name, value in form.items() if name in known}, place=Place(SCHOOL.key))


def _framework(form: Mapping[str, Any], folder: Path) -> Framework:
    own = form["framework_file"]
    if not own:
        return framework(form["framework"].strip())
    path = folder / own
    if path.suffix.lower() != ".toml" or not path.resolve().is_relative_to(folder.resolve()):
        raise ConfigurationError(
            _("«{name}» is no framework file beside the workbook.").format(name=own),
            _("Put the file (.toml) into the workbook's folder and write its name alone on the tab «Trường»."),
        )
    return read_framework(path)


def _year(form: Mapping[str, Any], findings: list[Finding]) -> SchoolYear:
    """The school year; a name that cannot be read is a finding."""
    if form["year"] and year_named(form) is None:
        message = _("«{text}» is no school year; write for example 2026-2027.").format(text=form["year"])
        findings.append(finding(cell_rules.UNREADABLE, Place(SCHOOL.key, "year", "value"), message))
    return year_of(form)
