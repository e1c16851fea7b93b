"""`rules` and `explain`: what is checked, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.language import _


def rules(json: options.Json = False) -> None:
    """Lists the rules."""
    found = operations.checking.rules()
    if json:
        entries = [{"code": one.code, "severity": one.severity.word, "title": _(one.title)} for one in found]
        console.say_json({"schema_version": 1, "rules": entries})
        return
    words = operations.checking.SEVERITY_WORDS
    rows = [(one.code, _(words[one.severity.word]), _(one.title)) for one in found]
    console.print_table((_("Rule"), _("Weight"), _("What it finds")), rows)


def explain(code: Annotated[str, typer.Argument(metavar="CODE", help=_("A rule's code, for example PCT-01."))]) -> None:
    """Explains a rule: its reason, its legal source, an example."""
    rule = operations.checking.rule_named(code)
    console.say(f"{rule.code}  {_(rule.title)}  ({_(operations.checking.SEVERITY_WORDS[rule.severity.word])})")
    console.say(_("Why: {reason}").format(reason=_(rule.reason)))
    console.say(_("Remedy: {remedy}").format(remedy=_(rule.remedy)))
    if rule.source:
        console.say(_("Source: {source}").format(source=rule.source))
    if rule.example:
        console.say(_("Example: {example}").format(example=rule.example))
    if rule.rests_on_framework:
        console.say(
            _("It rests on the framework file: at most a warning until that is compared with the official text.")
        )
