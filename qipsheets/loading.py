"""Tables to a Plan, with all that is wrong with them, read and checked once a command."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

from qipsheets import settings
from qipsheets.checks.catalogue import all_findings
from qipsheets.checks.packs import NO_PACK, Pack, read_pack
from qipsheets.checks.suppressions import unsuppressed
from qipsheets.documents.layout.rule import document_rules
from qipsheets.errors import ConfigurationError, DoubtfulState
from qipsheets.frameworks.load import framework, read_framework
from qipsheets.language import Message, _
from qipsheets.plan.findings import Finding, Rule, finding, plan_rules
from qipsheets.plan.framework import Framework
from qipsheets.plan.model import Plan
from qipsheets.plan.organisation import School
from qipsheets.plan.values import Place, TabRow
from qipsheets.sheets.codec import UNREADABLE, read_form, read_records, year_named, year_of
from qipsheets.sheets.columns import CellValue
from qipsheets.sheets.raw_text import raw_findings
from qipsheets.sheets.schema import BY_KEY, SCHOOL, TABS, reference_columns
from qipsheets.sheets.tab import NO_TAB
from qipsheets.sheets.table import Table
from qipsheets.stores.store import Store


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
    year = year_of(form)
    if form["year"] and year_named(form) is None:
        message = Message("«{text}» is no school year; write for example 2026-2027.", text=str(form["year"]))
        findings.append(finding(UNREADABLE, Place(SCHOOL.key, "year", "value"), message))
    records = {}
    for tab in TABS:
        if tab.key in tables:
            records[tab.key] = read_records(tab, tables[tab.key], year, findings.append)
        else:
            message = Message("There is no tab «{title}».", title=tab.title)
            findings.append(finding(NO_TAB, Place(tab.key), message))
    plan: Callable[..., Plan] = Plan  # a tab has the name of the plan's field
    return Loaded(plan(_school(form), year, _framework(form, folder), **_named_alike(records)), tuple(findings))


def _named_alike(records: Mapping[str, Sequence[TabRow]]) -> Mapping[str, Sequence[TabRow]]:
    """The records with each named ID as the row it names writes it: «hd-006» is HD-006, as in a look-up of a sheet."""
    copied: Callable[..., TabRow] = replace  # every record is a dataclass
    result = {tab: list(rows) for tab, rows in records.items()}
    for tab, rows in result.items():
        for column, targets in reference_columns(BY_KEY[tab]).items():
            keys = {row.key for target in targets for row in records.get(target, ())}
            written = {key.upper(): key for key in keys}
            for at, row in enumerate(rows):
                old = getattr(row, column.field)
                names = old if isinstance(old, tuple) else (old,)
                new = tuple(name if name in keys else written.get(name.strip().upper(), name) for name in names)
                if new != names:
                    rows[at] = copied(row, **{column.field: new if isinstance(old, tuple) else new[0]})
    return {tab: tuple(rows) for tab, rows in result.items()}


def _school(form: Mapping[str, CellValue]) -> School:
    known = {field.name for field in fields(School)} - {"place"}
    school: Callable[..., School] = School  # a line of the form has the name of the school's field
    return school(**{name: value for name, value in form.items() if name in known}, place=Place(SCHOOL.key))


def _framework(form: Mapping[str, CellValue], folder: Path) -> Framework:
    own = str(form["framework_file"])
    if not own:
        return framework(str(form["framework"]).strip())
    path = folder / own
    if path.suffix.lower() != ".toml" or not path.resolve().is_relative_to(folder.resolve()):
        raise ConfigurationError(
            _("«{name}» is no framework file beside the workbook.").format(name=own),
            _("Put the file (.toml) into the workbook's folder and write its name alone on the tab «Trường»."),
        )
    return read_framework(path)


@dataclass(frozen=True, slots=True)
class CheckedPlan:
    """A store's tables with the plan they hold and what is wrong with it on a day.

    `findings` are those that the school has not accepted; `read_findings` are those of reading the tables alone.
    """

    store: Store
    tables: Mapping[str, Table]
    plan: Plan
    findings: tuple[Finding, ...]
    all_findings: tuple[Finding, ...]
    today: date
    read_findings: tuple[Finding, ...]
    pack: Pack


def check_plan(store: Store, tables: Mapping[str, Table], today: date) -> CheckedPlan:
    """The plan that tables of a store hold, checked for a day by the school's rule pack. Raises QipError."""
    loaded = load(tables, store.folder)
    read = (*loaded.findings, *raw_findings(tables))
    pack = school_pack(store.folder)
    found = all_findings(read, loaded.plan, today, pack)
    return CheckedPlan(store, tables, loaded.plan, unsuppressed(found, loaded.plan, today), found, today, read, pack)


def as_known_on(checked: CheckedPlan, day: date) -> CheckedPlan:
    """The findings as of the end of a day, without later observations; the plan keeps them all."""
    plan = checked.plan
    known = tuple(entry for entry in plan.observations if entry.day is None or entry.day <= day)
    if day == checked.today and len(known) == len(plan.observations):
        return checked
    found = all_findings(checked.read_findings, replace(plan, observations=known), day, checked.pack)
    return replace(checked, findings=unsuppressed(found, plan, day), all_findings=found, today=day)


def school_pack(folder: Path) -> Pack:
    """The thresholds, words and weights of the school or province; none where there is no file of them.

    Raises ConfigurationError for a malformed pack, and where the file that QIPSHEETS_RULES names is not there.
    """
    path = settings.rule_pack(folder)
    if not (os.environ.get("QIPSHEETS_RULES") or path.is_file()):
        return NO_PACK
    return read_pack(path, known=frozenset(rule.code for rule in all_rules()))


def all_rules() -> tuple[Rule, ...]:
    """The rules of reading, of the plan and of a Word file, by code."""
    return tuple(sorted((*plan_rules().values(), *document_rules().values()), key=lambda rule: rule.code))
