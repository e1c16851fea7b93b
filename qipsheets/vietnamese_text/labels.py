"""How papers count their parts: Roman figures, numbers, letters in the order of the Vietnamese alphabet."""

LETTERS = "abcdđeghiklmnopqrstuvxy"
_FIGURES = {"C": 100, "XC": 90, "L": 50, "XL": 40, "X": 10, "IX": 9, "V": 5, "IV": 4, "I": 1}


def roman(number: int) -> str:
    """A number in Roman figures."""
    result = ""
    for figure, value in _FIGURES.items():
        result += figure * (number // value)
        number %= value
    return result


_ROMAN = {roman(number): number for number in range(1, 100)}


def number_in(kind: str, value: str) -> int:
    """The number of a label's value (roman, arabic or letter), from 1; 0 for what is none of its kind."""
    if kind == "letter":
        return LETTERS.find(value) + 1
    if kind == "roman":
        return _ROMAN.get(value, 0)
    return int(value.rpartition(".")[2])


def value_of(kind: str, number: int) -> str:
    """The value of a label (roman, arabic or letter); a number past the alphabet stays one."""
    if kind == "letter" and number <= len(LETTERS):
        return LETTERS[number - 1]
    return roman(number) if kind == "roman" else str(number)
