"""The table of contents: one line a command, one handler for what stops them, typer's own words in our language."""

from __future__ import annotations  # no help text is put into words before the language is known

import io
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from qipsheets import __version__, budget, console, settings
from qipsheets.errors import QipError, UsageError
from qipsheets.files import keep_trace, reason
from qipsheets.language import LANGUAGES, N_, _

if TYPE_CHECKING:
    from typer._click import Context, HelpFormatter

COMPLETING = "_QIPSHEETS_COMPLETE"
DEMO = "demo"  # runs other commands
HELP = {"--help", "-h"}
PANELS = {  # in the order of --help
    "week": N_("Every week"),
    "papers": N_("Documents"),
    "mail": N_("Mail and calendar"),
    "year": N_("School year"),
    "past": N_("History and other programs"),
    "offices": N_("Many schools"),
    "machine": N_("This machine"),
}
# A group's commands, the panel of --help that lists it, what it is about.
COMMAND_GROUPS = {
    "documents": ("papers", N_("The register of issued documents and their frozen copies.")),
    "templates": ("papers", N_("The Word templates.")),
    "email": ("mail", N_("Documents and digests by mail, and what became of each.")),
    "history": ("past", N_("What was known when: states, runs, differences, the way back.")),
    "office": ("offices", N_("Many schools: collected, counted, and looked at under another circular.")),
}
# The panel of a command, its name, its module and function below qipsheets, what it does, an example of it.
COMMANDS: tuple[tuple[str, str, str, str, str], ...] = tuple(
    (panel, name, about["place"], about["words"], about["example"])
    for panel, commands in tomllib.loads((settings.PACKAGE / "commands.toml").read_text(encoding="utf-8")).items()
    for name, about in commands.items()
)


class Panels(TyperGroup):
    """The program: --help lists its commands panel by panel."""

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Writes a section a panel, each command with what it does in one line."""
        width = max(map(len, self.commands))
        for panel, title in PANELS.items():
            rows = [
                (name.ljust(width), command.get_short_help_str(formatter.width - width - 6))
                for name in self.list_commands(ctx)
                for command in (self.commands[name],)
                if getattr(command, "rich_help_panel", None) == panel
            ]
            with formatter.section(_(title)):
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
    groups = {
        name: typer.Typer(rich_markup_mode=None, help=_(words)) for name, (_panel, words) in COMMAND_GROUPS.items()
    }
    for panel, name, place, words, example in COMMANDS:
        group, _space, own = name.rpartition(" ")
        epilog = _("Example: {example}").format(example=f"qipsheets {name} {example}".strip())
        is_named = arguments is None or set(name.split()) <= set(arguments)
        function: Callable[..., None] = resolve_name(f"qipsheets.{place}") if is_named else _not_named
        entry = groups[group] if group else app
        entry.command(own, help=_(words), epilog=epilog, rich_help_panel=panel)(function)
    for name, (panel, _words) in COMMAND_GROUPS.items():
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


# What typer says of itself: it speaks English only, so its words are changed in what it prints.
_TYPERS_WORDS = tomllib.loads((settings.PACKAGE / "help_words.toml").read_text(encoding="utf-8"))


@contextmanager
def _help_in_our_language(arguments: list[str]) -> Iterator[None]:
    """While help is printed, gathers it and prints it with typer's own words in the person's language."""
    if not HELP & {*arguments}:
        yield
        return
    gathered = io.StringIO()
    try:
        with redirect_stdout(gathered):
            yield
    finally:
        text = gathered.getvalue()
        for words in (one["words"] for one in _TYPERS_WORDS["help"]):
            pattern = r"\s+".join(map(re.escape, words.split(" ")))  # typer breaks its lines anywhere
            text = re.sub(pattern, _(words).replace("\\", ""), text)
        console.say(text.rstrip("\n"))


def _usage_words(text: str) -> str:
    """A sentence of typer's about the command line in our words; one we do not know as it is."""
    for one in _TYPERS_WORDS["usage"]:
        match = re.match(one["pattern"], text, re.DOTALL)
        if match:
            return _(one["words"]).format(rest=match["rest"].strip(" .:"))
    return text


_STOPPED = 130


def run(arguments: list[str]) -> int:
    """Runs a command line and returns its exit code; every error is one sentence and the one thing to do.

    Under --json an error is a JSON object on standard output too, where no result has been printed there.
    """
    with console.answers_in_json(wanted="--json" in arguments):
        return guarded(lambda: _run(arguments))


def _run(arguments: list[str]) -> int:
    with budget.command(), _help_in_our_language(arguments):
        runs_others = DEMO in arguments and not HELP & {*arguments}
        whole = COMPLETING in os.environ or runs_others  # the shell asks by the environment alone
        app = program(None if whole else arguments)
        result = app(args=arguments, prog_name="qipsheets", standalone_mode=False)
    if result == _STOPPED:  # what typer makes of Ctrl-C, without a word
        raise typer.Abort
    return result if isinstance(result, int) else 0


def guarded(work: Callable[[], int]) -> int:
    """Does work and returns its exit code; whatever stops it is one sentence and an exit code, never a trace."""
    try:
        return work()
    except QipError as error:
        return show_error(error)
    except (typer.Abort, KeyboardInterrupt, EOFError):
        stopped, hint = _("Stopped."), _("Run it again when you want to go on.")
        console.warn(f"{stopped}\n→ {hint}")  # no error: the person wanted it
        console.answer_json_error(stopped, hint, _STOPPED, ())
        return _STOPPED
    except SystemExit:  # typer's answer to a reader that has gone, as `head` does
        return 0
    except OSError as error:
        return _say(_("The system refused: {reason}.").format(reason=reason(error)), str(error.filename or ""), 9)
    except Exception as error:
        words = getattr(error, "format_message", None)
        if words is not None:  # typer's own: the command line is not well formed
            return _say(_usage_words(words()), _("See: qipsheets --help"), 2)
        # What should not happen: the trace goes to a file, the person learns where.
        log = keep_trace(error, settings.home(), settings.now())
        hint = _("Send the file {path} to whoever looks after qipsheets.").format(path=log)
        return _say(_("qipsheets itself has failed: {reason}.").format(reason=type(error).__name__), hint, 70)


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
