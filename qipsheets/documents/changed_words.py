"""The words in which two texts differ, with some on each side."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_AROUND = 3  # words
_APART = 6  # so many equal words part two changes
_MOST_WORDS = 4_000


def changed_words(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Pairs of (was, is); a line that came or went whole has "" on the other side."""
    lines = SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False)
    for tag, first, last, start, end in lines.get_opcodes():
        old, new = before.split("\n")[first:last], after.split("\n")[start:end]
        if tag == "replace" and len(old) == len(new):
            for one, other in zip(old, new, strict=True):
                yield from _in_line(one.split(), other.split())
        elif tag != "equal":
            yield " ".join(filter(None, old)), " ".join(filter(None, new))


def _in_line(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    if max(len(old), len(new)) > _MOST_WORDS:
        yield " ".join(old), " ".join(new)
        return
    groups = SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_APART // 2)
    for group in groups:
        edits = [code for code in group if code[0] != "equal"]
        first, last = max(edits[0][1] - _AROUND, 0), edits[-1][2] + _AROUND
        start, end = max(edits[0][3] - _AROUND, 0), edits[-1][4] + _AROUND
        yield _cut(old, first, last), _cut(new, start, end)


def _cut(words: Sequence[str], first: int, last: int) -> str:
    part = " ".join(words[first:last])
    return ("… " if first > 0 else "") + part + (" …" if last < len(words) else "")
