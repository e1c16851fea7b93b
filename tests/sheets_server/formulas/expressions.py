"""Functions with regular expressions: REGEXMATCH, REGEXEXTRACT, REGEXREPLACE."""

import re
from collections.abc import Callable
from functools import lru_cache

from tests.sheets_server.formulas import errors as errors
from tests.sheets_server.formulas.registry import Function, row_of
from tests.sheets_server.formulas.tables import Result
from tests.sheets_server.formulas.values import FormulaError, Value

_BEYOND_RE2 = re.compile(r"\(\?<?[=!]|\\[1-9]")


@lru_cache(maxsize=1_000)
def _expression(text: str) -> re.Pattern[str]:
    if _BEYOND_RE2.search(text):
        raise re.error("look-around and back references are not in RE2")
    return re.compile(text)


def _regular(name: str, body: Callable[..., Result], parameters: int) -> Function:
    """A function of a text and an expression in the syntax that Python and RE2 share; numbers are no texts to it."""

    def whole(*values: Value) -> Result:
        texts = []
        for position, value in enumerate(values, 1):
            if value is not None and not isinstance(value, str):
                raise errors.wrong_kind(name, position, value, "text")
            texts.append(value or "")
        try:
            expression = _expression(texts[1])
        except (re.error, OverflowError) as error:
            message = f'Function {name} parameter 2 value "{texts[1]}" is not a valid regular expression.'
            raise FormulaError("#REF!", message) from error
        return body(expression, texts[0], *texts[2:])

    return Function(name, whole, "v" * parameters)


def _extracted(expression: re.Pattern[str], text: str) -> Result:
    hit = expression.search(text)
    if hit is None:
        raise FormulaError(
            "#N/A",
            f'Function REGEXEXTRACT parameter 2 value "{expression.pattern}" does not match text of '
            f'Function REGEXEXTRACT parameter 1 value "{text}".',
        )
    if len(hit.groups()) > 1:
        return row_of([group or "" for group in hit.groups()])
    return hit[expression.groups] or ""


def _replaced(expression: re.Pattern[str], text: str, new: str) -> str:
    """`$1` and `$2` stand for groups, as in the service."""

    def filled(hit: re.Match[str]) -> str:
        def group(mark: re.Match[str]) -> str:
            return (hit[int(mark[1])] or "") if int(mark[1]) <= expression.groups else mark[0]

        return re.sub(r"\$([0-9])", group, new)

    return expression.sub(filled, text)


EXPRESSIONS = (
    _regular("REGEXMATCH", lambda expression, text: bool(expression.search(text)), 2),
    _regular("REGEXEXTRACT", _extracted, 2),
    _regular("REGEXREPLACE", _replaced, 3),
)
