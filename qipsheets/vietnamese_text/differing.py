"""Where two versions of a text differ, with a few words beside it, so that a long cell can be shown in a line."""

import unicodedata

BESIDE = 18


def differing(old: str, new: str) -> tuple[str, str]:
    """The parts that differ, from the first to the last difference; what a person cannot see is made visible."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[len(old) - 1 - end] == new[len(new) - 1 - end]:
        end += 1
    return _shown(old, start, len(old) - end), _shown(new, start, len(new) - end)


def _shown(text: str, start: int, end: int) -> str:
    left, right = max(0, start - BESIDE), min(len(text), end + BESIDE)
    part = "".join(f"◌{mark}" if unicodedata.combining(mark) else mark for mark in text[left:right])
    part = part.replace("\u00a0", "⍽")
    part = "".join(
        " ·"[mark == " " and part[index - 1 : index] == " "] if mark == " " else mark for index, mark in enumerate(part)
    )
    return ("…" if left else "") + part + ("…" if right < len(text) else "")
