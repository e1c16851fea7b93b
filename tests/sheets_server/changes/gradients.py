"""Colour scales of conditional formats: what their points must tell, and how they are kept."""

from collections.abc import Iterator
from typing import Any

from tests.sheets_server.book.entering import number
from tests.sheets_server.book.locales import Locale
from tests.sheets_server.replies import Json, invalid

POINTS = ("minpoint", "midpoint", "maxpoint")
BY_ITSELF = ("MIN", "MAX")


def kept_gradient(rule: Json, locale: Locale) -> Json:
    """A GradientRule as it is kept; 400 where a point lacks its kind or its number."""
    return dict(_points(rule, locale))


def _points(rule: Json, locale: Locale) -> Iterator[tuple[str, Any]]:
    """Each point there is; the lowest and the highest value need no number, so theirs is dropped."""
    for name in POINTS:
        if name not in rule and name == "midpoint":
            continue
        point = dict(rule.get(name, {}))
        kind, value = point.get("type", ""), point.get("value", "")
        if not kind or kind.endswith("UNSPECIFIED"):
            raise invalid("No interpolationPointType specified.")
        if kind in BY_ITSELF:
            point.pop("value", None)
        elif not value:
            raise invalid("InterpolationPoint.value is required.")
        elif not value.startswith("=") and number(value, locale) is None:
            raise invalid(f"Invalid InterpolationPoint.value: {value}")
        yield name, point
