"""A tab's line numbers in order, written as ranges: of the order before, or of new line numbers."""

from collections.abc import Iterator, Sequence


def whole(lines: Sequence[int]) -> str:
    """The order by itself: «-1,300,-412,1» is the lines 1 to 300, then 412."""
    return _joined(_runs(lines))


def difference(old: Sequence[int], new: Sequence[int]) -> str:
    """The new order over the old: «0,17,-412,1,18,40» is its first 17, line 412, and 40 from place 18 on.

    The time grows with the number of lines, whatever was inserted, deleted or sorted.
    """
    places = {line: at for at, line in reversed(list(enumerate(old)))}
    tokens: list[tuple[int, int]] = []
    fresh: list[int] = []
    at = 0
    while at < len(new):
        start = places.get(new[at])
        if start is None:
            fresh.append(new[at])
            at += 1
            continue
        tokens += _runs(fresh)
        fresh = []
        count = _common(old, start, new, at)
        tokens.append((start, count))
        at += count
    return _joined([*tokens, *_runs(fresh)])


def followed(old: Sequence[int], sequence: str) -> list[int]:
    """The order that a sequence tells over the old one."""
    numbers = [int(number) for number in sequence.split(",")] if sequence else []
    lines: list[int] = []
    for start, count in zip(numbers[::2], numbers[1::2], strict=True):
        lines += range(-start, count - start) if start < 0 else old[start : start + count]
    return lines


def _common(old: Sequence[int], start: int, new: Sequence[int], at: int) -> int:
    count = 1
    most = min(len(old) - start, len(new) - at)
    while count < most and old[start + count] == new[at + count]:
        count += 1
    return count


def _runs(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = count = 0
    for line in lines:
        if count and line == first + count:
            count += 1
            continue
        if count:
            yield -first, count
        first, count = line, 1
    if count:
        yield -first, count


def _joined(tokens: Iterator[tuple[int, int]] | Sequence[tuple[int, int]]) -> str:
    return ",".join(f"{start},{count}" for start, count in tokens)
