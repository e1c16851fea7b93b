"""`new-year`: the next school year's plan out of this year's, with what is not finished yet."""

from typing import Annotated, Any

import typer

from qipsheets import console, settings
from qipsheets.commands.context import DryRunOption, JsonOption, TodayOption, YesOption, confirmed, open_store
from qipsheets.commands.copy import checked_copy, refuse_same
from qipsheets.commands.showing_edits import edits_json, fill_ids, short, show_edits
from qipsheets.errors import UsageError
from qipsheets.frameworks.load import framework as framework_by_id
from qipsheets.language import _
from qipsheets.loading import load
from qipsheets.sheets.schema import SCHOOL, TITLES
from qipsheets.sync.confirmed_edits import write_told
from qipsheets.sync.copying import carry_framework_file, put_into, refuse_full, standing_twice, words_of
from qipsheets.sync.new_year import mark_edits, next_year, origins
from qipsheets.sync.read_guards import broken_rows, refuse
from qipsheets.sync.run import store_lock
from qipsheets.vietnamese import school_years


def new_year(
    source: Annotated[str, typer.Option("--from", metavar="FILE.xlsx|URL", help=_("The plan of the year that ends."))],
    target: Annotated[str, typer.Option("--to", metavar="FILE.xlsx|URL", help=_("One that is new or empty."))],
    year: Annotated[str, typer.Option("--year", metavar="2026-2027", help=_("The new school year."))],
    framework: Annotated[str, typer.Option(metavar="ID", help=_("The framework (else the one of the old plan)."))] = "",
    mark: Annotated[
        bool,
        typer.Option("--mark", help=_("Also write into the old plan what was carried over.")),
    ] = False,
    today: TodayOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Carries school, people, evidence and unfinished actions into a new or empty store."""
    old, new, day = open_store(source, readonly=not mark), open_store(target, readonly=dry_run), settings.day(today)
    refuse_same(old, new)
    tables = old.read()
    plan = load(tables, old.folder).plan
    named = _year(year, plan.year.name)
    refuse(list(broken_rows(tables, old.name)), fill_ids(source))
    chosen = framework_by_id(framework) if framework not in ("", plan.framework.id) else plan.framework
    made = next_year(plan, tables, day, named, chosen)
    done = _carried_before(new, plan, named) if mark else None
    if done is None:
        refuse_full(new)
    marks = mark_edits(plan, tables, done or [key for key, _new in made.carried], day, named) if mark else []
    if not json:
        _show(made, done)
        if marks:
            console.say(_("Into {name}: {count} cells").format(name=old.name, count=len(marks)))
            show_edits(marks)
    if not dry_run:
        agreed = not marks or confirmed(_("Write them?"), yes)
        if done is None:
            _fill(old, new, tables, made, plan, chosen)
        if marks and agreed:
            _mark(old, tables, marks)
        marks = marks if agreed else []
    if json:
        console.say_json(_json(made, marks, done, written=not dry_run))
        return
    _tell(old, new, marks, done, dry_run=dry_run, mark=mark)


def _year(told: str, old: str) -> str:
    """The new school year in one spelling. Raises UsageError where it is none or not later."""
    names = school_years(told)
    if len(names) != 1:
        raise UsageError(
            _("«{text}» is no school year.").format(text=told), _("Add --year, for example --year 2026-2027.")
        )
    if names[0] <= old:
        raise UsageError(
            _("The old plan is of {old}; {new} does not come after it.").format(old=old, new=names[0]),
            _("Name the school year that follows, for example --year {year}.").format(
                year=f"{int(old[:4]) + 1}-{int(old[:4]) + 2}"
            ),
        )
    return names[0]


def _carried_before(new: Any, plan: Any, year: str) -> list[str] | None:
    """The old actions that a plan of that year continues already: then only the marks are missing; else None."""
    tables = new.read() if new.exists() else {}
    if SCHOOL.key not in tables or load(tables, new.folder).plan.year.name != year:
        return None
    return origins(tables, (action.key for action in plan.actions)) or None


def _fill(old: Any, new: Any, tables: Any, made: Any, plan: Any, framework: Any) -> None:

    with console.progress(_("Making the workbook…")):
        if framework is plan.framework:
            carry_framework_file(old, new, plan.school.framework_file)
        put_into(new, made.content, words_of(tables, framework, made.content))
        lost = checked_copy(new, made.content) | standing_twice(tables)
    for key, headings in lost.items():
        console.warn(
            _("Columns of your own that were not carried, on «{tab}»: {headings}.").format(
                tab=tables[key].title, headings=", ".join(headings)
            )
        )


def _mark(old: Any, tables: Any, marks: Any) -> None:
    """Writes the log lines as a run that can be undone."""
    with store_lock(old, settings.home()):
        write_told(old, tables, marks, ("new-year", ("--mark",)), settings.home(), settings.now)


def _show(made: Any, done: list[str] | None) -> None:

    if done is not None:
        return
    for key, rows in made.content.items():
        if rows:
            console.say(f"  {TITLES[key]}: {len(rows)}")
    for cell in made.blank:
        place = f"{TITLES[cell.tab]}, {cell.key}, {cell.heading}"
        console.say(
            _("Left blank, for the framework is another: {place} (was «{old}»).").format(place=place, old=cell.old)
        )
    if made.content.get("council"):
        console.say(_("The council is last year's: confirm its members, for its decision is of one year."))
    if made.carried:
        console.say(
            _("{count} unfinished actions come along without dates; each needs a new one.").format(
                count=len(made.carried)
            )
        )
    for row, (was, now) in zip(made.content["actions"], made.carried, strict=True):
        console.say(f"    {was} → {now}: {short(row.get('Biện pháp cải tiến'))}")
    console.say(_("Not carried: dates of the year, milestones, the calendar, assessments, the log, prose and bases."))


def _tell(old: Any, new: Any, marks: Any, done: list[str] | None, *, dry_run: bool, mark: bool) -> None:
    if dry_run:
        console.say(_("Nothing was written (--dry-run)."))
        return
    if done is None:
        console.say(_("Made {path}.").format(path=new.name))
    if marks:
        console.say(_("{name} says of its unfinished actions that they are carried over.").format(name=old.name))
    elif mark:
        console.say(_("{name} was left as it is.").format(name=old.name))
    else:
        console.say(_("{name} was left as it is; --mark writes there what was carried over.").format(name=old.name))


def _json(made: Any, marks: Any, done: list[str] | None, *, written: bool) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "written": written,
        "made": written and done is None,
        "rows": {key: len(rows) for key, rows in made.content.items() if rows},
        "carried": [{"old": old, "new": new} for old, new in made.carried],
        "blank": made.blank,
        "marks": edits_json(marks),
    }
