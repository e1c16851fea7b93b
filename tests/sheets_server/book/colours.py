"""Colours come in pairs: the old field (`backgroundColor`) and its twin (`backgroundColorStyle`), kept alike."""

import struct
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tests.sheets_server.masks import Tree
from tests.sheets_server.replies import Json, not_done

CHANNELS = ("red", "green", "blue", "alpha")


@lru_cache(maxsize=4096)
def float32(number: float) -> float:
    """The number as single precision keeps it, with the fewest digits that mean the same."""
    packed = struct.pack("f", number)
    single = float(struct.unpack("f", packed)[0])
    shorter = (float(f"{single:.{digits}g}") for digits in range(1, 10))
    short = next((found for found in shorter if struct.pack("f", found) == packed), single)
    return int(short) if short == int(short) else short


def colour(told: Mapping[str, Any]) -> Json:
    """A colour as the service keeps it: 256 steps a channel, told in single precision; channels of 0 dropped."""
    kept = {name: stepped(told[name]) for name in CHANNELS if told.get(name)}
    return {name: value for name, value in kept.items() if value}


def stepped(channel: float) -> float:
    """The step at or below a channel of a colour: 0.5 becomes 127/255."""
    return float32(int(float32(float32(channel) * 255)) / 255)


def is_colour(name: str) -> bool:
    """Whether a field is one of those with a twin."""
    return (name == "color" or name.endswith("Color")) and name not in ("rgbColor", "themeColor")


def twins(value: Any) -> Any:
    """A message with both fields of each colour filled in, `…Style` last; where both were told, that one holds."""
    if isinstance(value, list):
        return [twins(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    filled: Json = {}
    styles: Json = {}
    for name, item in value.items():
        if is_colour(name) and isinstance(item, Mapping):
            if f"{name}Style" not in value:
                filled[name] = colour(item)
                styles[f"{name}Style"] = {"rgbColor": colour(item)}
        elif name.endswith("ColorStyle") or name == "colorStyle":
            if "themeColor" in item:
                raise not_done("colours of the theme")
            if "rgbColor" in item:
                filled[name.removesuffix("Style")] = colour(item["rgbColor"])
                styles[name] = {"rgbColor": colour(item["rgbColor"])}
        else:
            filled[name] = twins(item)
    return filled | styles


def twin_mask(tree: Tree) -> Tree:
    """A mask that names one of two twins names both, `…Style` last."""
    grown: Tree = {}
    styles: Tree = {}
    for name, below in tree.items():
        plain = name.removesuffix("Style") if name.endswith("olorStyle") else name
        if is_colour(plain):
            grown[plain], styles[f"{plain}Style"] = {}, {}
        else:
            grown[name] = twin_mask(below)
    return grown | styles
