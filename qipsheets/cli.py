"""The table of contents: one line a command, one handler for what stops them."""

from __future__ import annotations  # no help text is put into words before the language is known

import os
import traceback
from collections.abc import Callable, Sequence
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from qipsheets import __version__, budget, console, settings
from qipsheets.errors import QipError, UsageError
from qipsheets.files import private_file, reason
from qipsheets.help_words import in_our_language, usage_words
from qipsheets.language import LANGUAGES, N_, _

if TYPE_CHECKING:
    from typer._click import Context, HelpFormatter

COMPLETING = "_QIPSHEETS_COMPLETE"
DEMO = "demo"  # runs other commands
HELP = {"--help", "-h"}
WEEK, PAPER, MAIL = N_("Every week"), N_("Documents"), N_("Mail and calendar")
YEAR, PAST, MACHINE = N_("School year"), N_("History and other programs"), N_("This machine")
OFFICE = N_("Many schools")
PANELS = (WEEK, PAPER, MAIL, YEAR, PAST, OFFICE, MACHINE)  # in the order of --help
# A group's commands, the panel of --help that lists it, what it is about.
GROUPS = {
    "documents": (PAPER, N_("The register of issued documents and their frozen copies.")),
    "templates": (PAPER, N_("The Word templates.")),
    "email": (MAIL, N_("Documents and digests by mail, and what became of each.")),
    "history": (PAST, N_("What was known when: states, runs, differences, the way back.")),
    "office": (OFFICE, N_("Many schools: collected, counted, and looked at under another circular.")),
}
# The panel or group of a command, its name, its module and function below qipsheets, what it does, an example of it.
COMMANDS: tuple[tuple[str, str, str, str, str], ...] = (
    (WEEK, "validate", "commands.validate:validate", N_("Says all that is wrong with the plan."),
     "--store plan.xlsx --select PCT"),
    (WEEK, "overdue", "commands.overdue:overdue", N_("Lists what is late."),
     '--store plan.xlsx --soon 14 --owner "Hiệu trưởng"'),
    (WEEK, "sync", "commands.sync:sync", N_("Shows status and findings in the workbook."),
     "--store plan.xlsx --dry-run"),
    (WEEK, "fix", "commands.fix:fix", N_("Mends what is mechanical: IDs, blanks, quotes, doubled words, dates."),
     "--store plan.xlsx --dry-run"),
    (PAPER, "plan", "commands.plan:plan", N_("Prints the plan in Word."), "--store plan.xlsx -o ke-hoach.docx --draft"),
    (PAPER, "report", "commands.report:report", N_("Prints the monitoring report on a period."),
     "--store plan.xlsx --period 2025-03 -o bao-cao.docx --draft"),
    (PAPER, "form", "commands.form:form", N_("Prints a form: month, evidence, criterion and others."),
     "month --store plan.xlsx -o thang.docx"),
    (PAPER, "check-document", "commands.check_document:check_document",
     N_("Checks a Word file: layout law, and its words against the data."), "ke-hoach.docx --store plan.xlsx"),
    (PAPER, "documents issue", "commands.documents:issue",
     N_("Gives a plan or report its number and freezes the copy."),
     "plan --number 45/KH-THMT --date 15/8/2026 --store plan.xlsx"),
    (PAPER, "documents sign", "commands.documents:sign", N_("Keeps the signed copy of an issued document."),
     "45/KH-THMT da-ky.pdf --store plan.xlsx"),
    (PAPER, "documents list", "commands.documents:list_documents",
     N_("Lists the register; --verify proves that its copies are as they were."), "--store plan.xlsx --verify"),
    (PAPER, "documents reprint", "commands.documents:reprint", N_("Writes an issued document again."),
     "45/KH-THMT -o ban-luu.docx --store plan.xlsx"),
    (PAPER, "templates check", "commands.templates:check", N_("Says what is wrong with templates of your own."),
     "mau.docx"),
    (PAPER, "templates fields", "commands.templates:fields", N_("Lists the names a template may use."), "plan"),
    (PAPER, "templates copy", "commands.templates:copy", N_("Copies the shipped templates, to restyle them."), "mau"),
    (PAPER, "publish", "commands.publish:publish", N_("Makes the public page for the school's web site."),
     "--store plan.xlsx --out trang-cong-khai"),
    (MAIL, "email plan", "commands.email:plan", N_("Sends the plan by mail."), "--store plan.xlsx --dry-run"),
    (MAIL, "email report", "commands.email:report", N_("Sends the monitoring report on a period by mail."),
     "--store plan.xlsx --period 2025-03 --to phong-gd@example.edu.vn"),
    (MAIL, "email test", "commands.email:test", N_("Sends a trial letter to yourself."), "--to van-thu@example.edu.vn"),
    (MAIL, "email digest", "commands.email:digest", N_("Tells each person what is late, due and to mend."),
     "--store plan.xlsx --text"),
    (MAIL, "email list", "commands.email:listed", N_("Lists what waits, what was accepted and what was refused."),
     "--store plan.xlsx"),
    (MAIL, "email retry", "commands.email:retry", N_("Lets a refused or unsure mail be sent once more."),
     "3f2a --store plan.xlsx"),
    (MAIL, "email cancel", "commands.email:cancel", N_("Calls a waiting mail off."), "3f2a --store plan.xlsx"),
    (MAIL, "calendar", "commands.calendar:calendar", N_("Writes deadlines into a calendar file."),
     "--store plan.xlsx --out lich.ics"),
    (YEAR, "init", "commands.init:init", N_("Makes a workbook for a school."),
     "--store plan.xlsx --framework tt57-2026-general --year 2026-2027"),
    (YEAR, "import", "commands.import_plan:import_plan", N_("Reads a school's Word plan into a workbook."),
     "ke-hoach.docx --store plan.xlsx"),
    (YEAR, "new-year", "commands.new_year:new_year", N_("Begins next year's plan with what goes on."),
     "--store plan.xlsx --to plan-2026.xlsx --year 2026-2027"),
    (YEAR, "copy", "commands.copy:copy", N_("Carries a plan into another workbook or Sheet."),
     "--store plan.xlsx --to URL"),
    (YEAR, "milestones", "commands.milestones:milestones",
     N_("Proposes the milestones that schools under the framework have."), "--store plan.xlsx"),
    (PAST, "history list", "commands.history:list_states", N_("Lists states of the plan and runs of the tool."),
     "--store plan.xlsx"),
    (PAST, "history diff", "commands.history:diff", N_("Shows what differs between two states."),
     "3 5 --store plan.xlsx"),
    (PAST, "history undo", "commands.history:undo", N_("Takes back what a command wrote into people's cells."),
     "--store plan.xlsx"),
    (PAST, "history restore", "commands.history:restore", N_("Writes an old state into a new workbook, or back."),
     "2025-03-01 --store plan.xlsx -o cu.xlsx"),
    (PAST, "history verify", "commands.history:verify", N_("Checks that the journal was not changed."),
     "--store plan.xlsx"),
    (PAST, "history postponements", "commands.history:postponements", N_("Lists due dates that were put off."),
     "--store plan.xlsx"),
    (PAST, "history export", "commands.history:export_journal", N_("Copies the journal, to move it."),
     "so.sqlite --store plan.xlsx"),
    (PAST, "history import", "commands.history:import_journal", N_("Takes a journal over on a new machine."),
     "so.sqlite --store plan.xlsx"),
    (PAST, "history forget", "commands.history:forget", N_("Erases a person's data from the journal."),
     '"Nguyễn Văn A" --store plan.xlsx'),
    (PAST, "backup", "commands.backup:backup", N_("Keeps the plan of this day; lists backups, proves the newest."),
     "--store plan.xlsx --verify"),
    (PAST, "export", "commands.export:export", N_("Gives the data to other programs."), "--store plan.xlsx --csv data"),
    (OFFICE, "bundle", "commands.bundle:bundle", N_("Makes the signed file that an office takes in place of a Sheet."),
     "--store plan.xlsx --out truong.qip --code 79000001"),
    (OFFICE, "office collect", "commands.office:collect", N_("Collects the schools of a register for a day."),
     "--register danh-sach-truong.xlsx --data so-lieu"),
    (OFFICE, "office report", "commands.office:report", N_("Counts what was collected, for the office's own report."),
     "--data so-lieu --json"),
    (OFFICE, "office simulate", "commands.office:simulate",
     N_("Works out each school's level under another circular."), "--data so-lieu --framework du-thao.toml"),
    (OFFICE, "office verify", "commands.office:verify", N_("Proves that bundles are as their schools signed them."),
     "truong.qip --register danh-sach-truong.xlsx"),
    (MACHINE, "setup", "menu.setup:setup", N_("Sets qipsheets up in this folder, question by question."), ""),
    (MACHINE, "doctor", "commands.doctor:doctor", N_("Says what is wrong with the set-up and how to mend it."),
     "--store plan.xlsx --live"),
    (MACHINE, "sign-in", "commands.sign_in:sign_in", N_("Signs a person in to Google, where keys are forbidden."), ""),
    (MACHINE, "job", "commands.job:job", N_("What a scheduler runs: all that is due, step by step."),
     "--store plan.xlsx --dry-run"),
    (MACHINE, "schedule", "commands.schedule:schedule", N_("Lets this machine run the job by itself."),
     "cron --store plan.xlsx --install"),
    (MACHINE, "rules", "commands.rules:rules", N_("Lists what is checked, or explains one rule."), "PCT-01"),
    (MACHINE, "demo", "commands.demo:demo", N_("Shows the main job on an invented school."), "demo"),
)  # fmt: skip


class Panels(TyperGroup):
    """The program: --help lists its commands panel by panel."""

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Writes a section a panel, each command with what it does in one line."""
        width = max(map(len, self.commands))
        for panel in PANELS:
            rows = [
                (name.ljust(width), command.get_short_help_str(formatter.width - width - 6))
                for name in self.list_commands(ctx)
                for command in (self.commands[name],)
                if getattr(command, "rich_help_panel", None) == panel
            ]
            with formatter.section(_(panel)):
                formatter.write_dl(rows)


def program(arguments: Sequence[str] | None = None) -> typer.Typer:
    """The commands as typer knows them, of those that a command line does not name only the name and what they do.

    So a command's module is imported only where it may run. Without `arguments` all are imported.
    """
    app = typer.Typer(
        cls=Panels,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
        help=_("A school's quality improvement plan: checked, followed up, printed."),
        epilog=_("Example: qipsheets validate --store plan.xlsx. Every command has its own --help."),
    )
    groups = {name: typer.Typer(rich_markup_mode=None, help=_(words)) for name, (_panel, words) in GROUPS.items()}
    for panel, name, place, words, example in COMMANDS:
        group, _space, own = name.rpartition(" ")
        epilog = _("Example: {example}").format(example=f"qipsheets {name} {example}".strip())
        is_named = arguments is None or set(name.split()) <= set(arguments)
        function: Callable[..., None] = resolve_name(f"qipsheets.{place}") if is_named else _not_named
        entry = groups[group] if group else app
        entry.command(own, help=_(words), epilog=epilog, rich_help_panel=panel)(function)
    for name, (panel, _words) in GROUPS.items():
        app.add_typer(groups[name], name=name, rich_help_panel=panel)
    app.callback()(_main)
    return app


def _not_named() -> None:
    """Takes the place of a command that the command line does not name, in the list of them."""


def _version(wanted: bool) -> None:
    if wanted:
        console.say(f"qipsheets {__version__}")
        raise typer.Exit


def _main(
    lang: Annotated[
        str,
        typer.Option(
            "--lang", metavar="vi|en", help=_("Language of messages (else QIPSHEETS_LANG)."), show_default=False
        ),
    ] = "vi",
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=_("Show the version."))
    ] = False,
) -> None:
    """Every command reads these before its own options; `__main__` has taken --lang out where it is one we speak."""
    del version  # its callback has answered
    if lang not in LANGUAGES:
        raise UsageError(_("There is no language «{lang}».").format(lang=lang), _("Use --lang vi or --lang en."))


def run(arguments: list[str]) -> int:
    """Runs a command line and returns its exit code; every error is one sentence and the one thing to do.

    Under --json an error is a JSON object on standard output too, where no result has been printed there.
    """
    with console.answers_in_json(wanted="--json" in arguments):
        return guarded(lambda: _run(arguments))


def _run(arguments: list[str]) -> int:
    with budget.command(), in_our_language(arguments):
        runs_others = DEMO in arguments and not HELP & {*arguments}
        whole = COMPLETING in os.environ or runs_others  # the shell asks by the environment alone
        app = program(None if whole else arguments)
        result = app(args=arguments, prog_name="qipsheets", standalone_mode=False)
    return result if isinstance(result, int) else 0


def guarded(work: Callable[[], int]) -> int:
    """Does work and returns its exit code; whatever stops it is one sentence and an exit code, never a trace."""
    try:
        return work()
    except QipError as error:
        return show_error(error)
    except (typer.Abort, KeyboardInterrupt, EOFError):
        return _say(_("Stopped."), "", 130)
    except SystemExit:  # typer's answer to a reader that has gone, as `head` does
        return 0
    except OSError as error:
        return _say(_("The system refused: {reason}.").format(reason=reason(error)), str(error.filename or ""), 9)
    except Exception as error:
        words = getattr(error, "format_message", None)
        if words is not None:  # typer's own: the command line is not well formed
            return _say(usage_words(words()), _("See: qipsheets --help"), 2)
        return _bug(error)


def show_error(error: QipError) -> int:
    """Prints an error of ours with its details; returns its exit code."""
    return _say(str(error), error.hint, error.exit_code, error.details)


def _say(message: str, hint: str, code: int, details: Sequence[str] = ()) -> int:
    """Prints an error, its details and the one thing to do; returns the exit code."""
    for line in details:
        console.warn(f"  {line}")
    console.warn(_("Error: {message}").format(message=message))
    if hint:
        console.warn(f"→ {hint}")
    console.answer_json_error(message, hint, code, details)
    return code


def _bug(error: Exception) -> int:
    """What should not happen: the trace goes to a file, the person learns where."""
    log = settings.home() / "logs" / f"error-{settings.now():%Y%m%d}.log"
    try:
        private_file(log)
        with log.open("a", encoding="utf-8") as file:
            traceback.print_exception(error, file=file)
    except OSError:
        traceback.print_exception(error)
    hint = _("Send the file {path} to whoever looks after qipsheets.").format(path=log)
    return _say(_("qipsheets itself has failed: {reason}.").format(reason=type(error).__name__), hint, 70)
