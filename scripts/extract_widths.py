"""Writes qipsheets/documents/times_widths.json: Times New Roman's advance widths, read from its metric twin Tinos."""

import json
import sys
import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path("/usr/share/fonts/truetype/croscore")
OUT = Path(__file__).parent.parent / "qipsheets" / "documents" / "times_widths.json"
FACES = {
    "regular": "Tinos-Regular.ttf",
    "bold": "Tinos-Bold.ttf",
    "italic": "Tinos-Italic.ttf",
    "bold_italic": "Tinos-BoldItalic.ttf",
}
PUNCTUATION = "–—―‐‑‒−…‘’‚“”„•·●○■□→←≤≥≠≈±×÷°§©®™€₫«»‹›¼½¾²³µ¿¡†‡‰′″✓"
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


def characters() -> str:
    """ASCII, every Vietnamese letter, the Latin-1 letters of foreign names, common punctuation."""
    vietnamese = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES} | {"đ"}
    latin = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    return "".join(sorted(latin | vietnamese | {letter.upper() for letter in vietnamese} | set(PUNCTUATION)))


def widths(face: str, letters: str) -> list[int]:
    """The advance of each letter; 0 where the face lacks it."""
    font = TTFont(FONTS / face)
    if font["head"].unitsPerEm != 2048:
        raise SystemExit(f"{face}: units per em are not 2048")
    names, advances = font.getBestCmap(), font["hmtx"]
    return [advances[names[ord(letter)]][0] if ord(letter) in names else 0 for letter in letters]


def main() -> None:
    """Writes the file again from the fonts of this machine."""
    letters = characters()
    lines = [f'"letters": {json.dumps(letters, ensure_ascii=False)}']
    lines += [f'"{name}": {json.dumps(widths(face, letters), separators=(",", ":"))}' for name, face in FACES.items()]
    OUT.write_text('{\n"units_per_em": 2048,\n' + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    sys.stdout.write(f"{OUT.name}: {len(letters)} letters\n")


if __name__ == "__main__":
    main()
