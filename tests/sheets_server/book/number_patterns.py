"""Numbers written by a pattern such as `#,##0.00`, or by the automatic format, with the locale's marks."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from tests.sheets_server.book.locales import Locale

TOKEN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|[0#?][0#?,]*|\.[0#?]*|[eE][+-]0+|%|@|.', re.DOTALL)
EXACT = Context(prec=400)
CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")


def automatic(number: float, locale: Locale) -> str:
    """A number without a format: whole up to 15 digits, else about ten digits in all."""
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    size = abs(number)
    if size >= 1e15 or size < 1e-9:
        text = f"{number:.5E}"
        body, power = text.split("E")
        body = body.rstrip("0").rstrip(".") if "." in body else body
        return body.replace(".", locale.decimal) + f"E{int(power):+03d}"
    digits = max(0, 10 - len(str(int(size))) + (1 if size < 1 else 0))
    text = f"{Decimal(repr(number)):.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", locale.decimal)


@lru_cache(maxsize=256)
def sections(pattern: str) -> tuple[tuple[str, ...], ...]:
    """The pieces of each section; a `;` in quotes does not part them."""
    parts: list[list[str]] = [[]]
    for piece in TOKEN.findall(pattern):
        if piece == ";":
            parts.append([])
        else:
            parts[-1].append(piece)
    return tuple(tuple(part) for part in parts)


def with_pattern(number: float, pattern: str, locale: Locale) -> str:
    """The number in the section of the pattern that is meant for it: positive; negative; zero; text."""
    parts = sections(pattern)
    chosen, signed = _section(number, parts)
    body = _written(abs(number) if signed else number, chosen, locale)
    return body if signed or number >= 0 or not re.search("[1-9]", body) else f"-{body}"


def text_with_pattern(text: str, pattern: str) -> str:
    """A text in the fourth section, or in the only one that has `@`."""
    parts = sections(pattern)
    chosen = parts[3] if len(parts) > 3 else next((part for part in parts if "@" in part), None)
    if chosen is None:
        return text
    return "".join(text if piece == "@" else _literal(piece) for piece in chosen)


def _section(number: float, parts: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], bool]:
    """The section, and whether it stands for the sign itself."""
    for part in parts:
        found = next((CONDITION.match(piece) for piece in part if CONDITION.match(piece)), None)
        if found and _holds(number, found.group(1), float(found.group(2))):
            return part, False
    if any(CONDITION.match(piece) for part in parts for piece in part):
        return parts[-1], False
    if number < 0 and len(parts) > 1:
        return parts[1], True
    if number == 0 and len(parts) > 2:
        return parts[2], False
    return parts[0], False


def _holds(number: float, sign: str, bound: float) -> bool:
    """A section's condition."""
    return {
        "<": number < bound,
        ">": number > bound,
        "=": number == bound,
        "<=": number <= bound,
        ">=": number >= bound,
        "<>": number != bound,
    }[sign]


def _written(number: float, pieces: tuple[str, ...], locale: Locale) -> str:
    """The section's pieces with the digits put in; the sign is the caller's."""
    whole = "".join(piece for piece in pieces if piece[0] in "0#?")
    part = next((piece[1:] for piece in pieces if piece[0] == "."), "")
    power = next((piece for piece in pieces if piece[0] in "eE" and len(piece) > 2), "")
    if not whole and not part:
        return "".join(
            automatic(number, locale) if piece == "@" or piece.lower() == "general" else _literal(piece)
            for piece in pieces
        )
    value, exponent = _scaled(abs(number), pieces, whole, part, power)
    digits, _, decimals = f"{value:f}".partition(".")
    minimum = max(whole.count("0"), 0)
    digits = digits.lstrip("0").rjust(minimum, "0")
    while decimals and len(decimals) > part.count("0") and decimals.endswith("0"):
        decimals = decimals[:-1]
    if "," in whole.strip(","):
        digits = _grouped(digits, locale.group)
    return _placed(pieces, digits, decimals, exponent, locale)


def _scaled(size: float, pieces: tuple[str, ...], whole: str, part: str, power: str) -> tuple[Decimal, str]:
    """The digits to write, rounded half up, and the exponent as text."""
    value = Decimal(repr(size)) * 100 ** pieces.count("%") / 1000 ** (len(whole) - len(whole.rstrip(",")))
    exponent = ""
    if power:
        level = value.adjusted() if value else 0
        value = value.scaleb(-level)
        sign = "-" if level < 0 else ("+" if "+" in power else "")
        exponent = "E" + sign + str(abs(level)).rjust(power.count("0"), "0")
    return value.quantize(Decimal(1).scaleb(-len(part)), rounding=ROUND_HALF_UP, context=EXACT), exponent


def _grouped(digits: str, mark: str) -> str:
    """Groups of three from the right."""
    first = len(digits) % 3
    return mark.join(([digits[:first]] if first else []) + [digits[at : at + 3] for at in range(first, len(digits), 3)])


def _placed(pieces: tuple[str, ...], digits: str, decimals: str, exponent: str, locale: Locale) -> str:
    """Digits where the first placeholder stands, decimals at the dot, the rest as it is."""
    written, done = [], False
    for piece in pieces:
        if piece[0] in "0#?":
            written.append("" if done else digits)
            done = True
        elif piece[0] == ".":
            written.append(("" if done else digits) + (locale.decimal + decimals if decimals or piece == "." else ""))
            done = True
        elif piece[0] in "eE" and len(piece) > 2:
            written.append(exponent)
        else:
            written.append(_literal(piece))
    return "".join(written)


def _literal(piece: str) -> str:
    """A piece that stands for itself; colours and fillers write nothing, `[$₫-42A]` writes its sign."""
    if piece[0] == '"':
        return piece[1:-1]
    if piece[0] == "\\":
        return piece[1:]
    if piece[0] == "[":
        return piece[2:-1].split("-")[0] if piece.startswith("[$") else ""
    if piece[0] == "_" and len(piece) == 2:
        return " "
    return "" if piece[0] == "*" and len(piece) == 2 else piece
