"""`rules`: what is checked, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from qipsheets import console, operations
from qipsheets.commands import options
from qipsheets.language import _
from qipsheets.plan.findings import Rule


def rules(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help=_("A rule to explain, for example PCT-01."), show_default=False)
    ] = "",
    json: options.JsonOption = False,
) -> None:
    """Lists the rules, or explains one: its reason, its legal source, an example."""
    found = (operations.checking.rule_named(code),) if code else operations.checking.all_rules()
    if json:
        known = [
            {
                "code": one.code,
                "severity": one.severity.word,
                "title": _(one.title),
                "reason": _(one.reason),
                "remedy": _(one.remedy),
                **console.picked(one, "source", "example", "rests_on_framework"),
            }
            for one in found
        ]
        console.say_json({"rules": known})
    elif code:
        _explain(found[0])
    else:
        words = operations.checking.SEVERITY_WORDS
        rows = [(one.code, _(words[one.severity.word]), _(one.title)) for one in found]
        console.print_table((_("Rule"), _("Weight"), _("What it finds")), rows)


def _explain(rule: Rule) -> None:
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
