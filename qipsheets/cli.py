"""The table of contents: one line a command, one handler for what stops them."""

import re
from datetime import date

import typer

from qipsheets import __version__, console, settings
from qipsheets.commands import demo, export, ids, import_plan, init, overdue, plan, rules, sync, validate
from qipsheets.errors import QipError, UsageError
from qipsheets.files import reason
from qipsheets.help_words import in_our_language
from qipsheets.language import LANGUAGES, _, later

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
    help=_("A school's quality improvement plan: checked, followed up, printed."),
    epilog=_("Example: qipsheets validate --store plan.xlsx. Every command has its own --help."),
)
ids_app = typer.Typer(rich_markup_mode=None, help=_("IDs of rows."))


def _command(name: str, run: object, help: str, example: str) -> None:
    epilog = _("Example: {example}").format(example=example)
    app.command(name, help=help, epilog=epilog)(run)  # type: ignore[type-var]


_command(
    "init",
    init.init,
    _("Makes a workbook for a school."),
    "qipsheets init --store plan.xlsx --framework tt57-2026-general --year 2026-2027",
)
_command(
    "import",
    import_plan.import_plan,
    _("Reads a school's Word plan into a workbook."),
    "qipsheets import ke-hoach.docx --store plan.xlsx",
)
_command(
    "validate",
    validate.validate,
    _("Says all that is wrong with the plan."),
    "qipsheets validate --store plan.xlsx --select PCT",
)
_command(
    "overdue",
    overdue.overdue,
    _("Lists what is late."),
    'qipsheets overdue --store plan.xlsx --soon 14 --owner "Hiệu trưởng"',
)
_command(
    "sync", sync.sync, _("Shows status and findings in the workbook."), "qipsheets sync --store plan.xlsx --dry-run"
)
_command(
    "plan", plan.plan, _("Prints the plan in Word."), "qipsheets plan --store plan.xlsx --out ke-hoach.docx --draft"
)
_command(
    "export", export.export, _("Gives the data to other programs."), "qipsheets export --store plan.xlsx --csv data"
)
_command("rules", rules.rules, _("Lists what is checked."), "qipsheets rules")
_command("explain", rules.explain, _("Explains one rule."), "qipsheets explain PCT-01")
_command("demo", demo.demo, _("Shows the main job on an invented school."), "qipsheets demo demo")
ids_app.command(
    "fill",
    help=_("Gives IDs to rows without one."),
    epilog=_("Example: {example}").format(example="qipsheets ids fill --store plan.xlsx"),
)(ids.fill)
app.add_typer(ids_app, name="ids")


def _version(wanted: bool) -> None:
    if wanted:
        console.say(f"qipsheets {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    lang: str = typer.Option(
        "vi", "--lang", metavar="vi|en", help=_("Language of messages (else QIPSHEETS_LANG)."), show_default=False
    ),
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help=_("Show the version.")),
) -> None:
    """Every command reads these before its own options; `__main__` has taken --lang out where it is one we speak."""
    del version  # its callback has answered
    if lang not in LANGUAGES:
        raise UsageError(_("There is no language «{lang}».").format(lang=lang), _("Use --lang vi or --lang en."))


def run(arguments: list[str]) -> int:
    """Runs a command line and returns its exit code; every error is one sentence and the one thing to do."""
    try:
        with in_our_language(arguments):
            result = app(args=arguments, prog_name="qipsheets", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except QipError as error:
        return tell(str(error), error.hint, error.exit_code)
    except typer.Abort:
        return tell(_("Stopped."), "", 130)
    except SystemExit:  # typer's answer to a reader that has gone, as `head` does
        return 0
    except OSError as error:
        return tell(_("The system refused: {reason}.").format(reason=reason(error)), str(error.filename or ""), 9)
    except Exception as error:
        words = getattr(error, "format_message", None)
        if words is not None:  # typer's own: the command line is not well formed
            return tell(_usage(words()), _("See: qipsheets --help"), 2)
        return _bug(error)


def tell(message: str, hint: str, code: int) -> int:
    """Prints an error and the one thing to do; returns the exit code."""
    console.warn(_("Error: {message}").format(message=message))
    if hint:
        console.warn(f"→ {hint}")
    return code


_USAGE = (  # typer speaks English only: its sentences about the command line, and ours in their place
    (r"No such option: ?(?P<rest>\S+)", later("There is no option {rest}.")),
    (r"No such command (?P<rest>'[^']*')", later("There is no command {rest}.")),
    (r"Missing option (?P<rest>.*)", later("An option is missing: {rest}.")),
    (r"Missing argument (?P<rest>.*)", later("A word is missing: {rest}.")),
    (r"Missing command(?P<rest>.*)", later("No command is named.")),
    (r"Option (?P<rest>\S+) requires an argument", later("The option {rest} needs a value.")),
    (r"Invalid value for (?P<rest>'[^']+').*integer", later("{rest} needs a whole number.")),
    (r"Invalid value for (?P<rest>'[^']+'): Input should be greater", later("The number for {rest} is too small.")),
    (r"Invalid value for (?P<rest>.*)", later("This value does not fit: {rest}.")),
    (r"Got unexpected extra argument\S* (?P<rest>.*)", later("There is a word too many: {rest}.")),
)


def _usage(text: str) -> str:
    for pattern, words in _USAGE:
        match = re.match(pattern, text, re.DOTALL)
        if match:
            return _(words).format(rest=match["rest"].strip(" .:"))
    return text


def _bug(error: Exception) -> int:
    """What should not happen: the trace goes to a file, the person learns where."""
    import traceback

    log = settings.home() / "logs" / f"error-{date.today():%Y%m%d}.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            traceback.print_exception(error, file=file)
    except OSError:
        traceback.print_exception(error)
    hint = _("Send the file {path} to whoever looks after qipsheets.").format(path=log)
    return tell(_("qipsheets itself has failed: {reason}.").format(reason=type(error).__name__), hint, 70)
