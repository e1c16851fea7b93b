"""What is done every day or week: the workbook opened, checked, synced and mended, and what is late."""

from collections.abc import Callable, Iterator

from qipsheets import console, operations, settings
from qipsheets.commands.showing import say_weights
from qipsheets.errors import DoubtfulState, UsageError
from qipsheets.language import N_, _
from qipsheets.menu.dialogue import ask, confirm, open_it
from qipsheets.plan.findings import Finding, Severity
from qipsheets.sheets.rows import ShownPlace, shown_place
from qipsheets.sheets.schema import SCHOOL
from qipsheets.store_address import StoreAddress

RunLine = Callable[[list[str]], int]
"""Runs a command line; returns its exit code."""
_DOUBTFUL = DoubtfulState.exit_code
_WEIGHTS = {
    Severity.ERROR: N_("Errors: mend them first, for they keep an official document from being printed."),
    Severity.WARNING: N_("Warnings: worth a look."),
    Severity.INFO: N_("Notes:"),
}


def open_plan(_run: RunLine) -> None:
    """Opens the workbook or the Sheet."""
    address = StoreAddress.parse(settings.store_name(None))
    if not address.is_sheet and not address.path.is_file():
        operations.opening.open_store(None).read()  # its own words of what is missing
    open_it(str(address) if address.is_sheet else address.path)


def validate(_run: RunLine) -> None:
    """Says what is wrong with the plan, errors first."""
    with console.spinner("…"):
        found = operations.checking.validate_plan(None, None)
    say_weights(found.opened.store.name, (finding.severity for finding in found.findings))
    for weight, words in _WEIGHTS.items():
        of_weight = [one for one in found.findings if one.severity is weight]
        if of_weight:
            console.say(f"\n{_(words)}")
        for number, finding in enumerate(of_weight, 1):
            for line in _lines(finding, shown_place(finding, found.opened.tables)):
                console.say(f"{f'{number}.' if line[0] != ' ' else '':>5} {line}")
    if found.accepted:
        console.say(_("{count} more are accepted on the tab «Bỏ qua».").format(count=found.accepted))


def _lines(finding: Finding, place: ShownPlace) -> Iterator[str]:
    """A finding for somebody who will look for the cell: where, what, what mends it."""
    key = "" if finding.place.tab == SCHOOL.key else place.key  # the lines of a form bear no IDs
    parts = (_("tab «{title}»").format(title=place.tab), key, place.cell)
    where = ", ".join(filter(None, (*parts, f"«{place.heading}»" if place.heading else "")))
    yield f"{where}: {finding.message.text()} ({finding.code})"
    if finding.hint:
        yield f"   → {finding.hint.text()}"


def sync(run: RunLine) -> None:
    """Syncs; where rows are gone, or another machine does it, the person may say that this was meant."""
    code = run(["sync"])
    if code == _DOUBTFUL and confirm(_("Was this deleted on purpose, and shall the sync go on?")):
        run(["sync", "--accept-loss"])


def take_over(run: RunLine) -> None:
    """Lets this machine run the sync from now on."""
    console.say(_("From then on the other machine is refused: one machine does the sync."))
    if confirm(_("Shall this machine run the sync from now on?")):
        run(["sync", "--take-over"])


def complete(run: RunLine) -> None:
    """Adds the tabs and columns that the workbook lacks."""
    console.say(_("Missing tabs and columns are added, empty; what is there stays as it is."))
    if confirm(_("Add what is missing?")):
        run(["init"])


def explain(run: RunLine) -> None:
    """Explains a rule by its code."""
    rule = ask(_("The code in brackets behind a finding"), "PCT-01", operations.checking.rule_named)
    run(["rules", rule.code])


def refuse_ahead(text: str) -> str:
    """A day that is not ahead, as the tool writes it. Raises UsageError for another."""
    day = settings.day(text)
    if day > settings.day(None):
        raise UsageError(_("{day} lies ahead.").format(day=f"{day:%d/%m/%Y}"), _("Type the day that the paper bears."))
    return f"{day:%d/%m/%Y}"
