"""The cells of an action that hold a code: which criterion, which level, and what they say beyond it."""

import re
from collections.abc import Sequence

from qipsheets.documents.reading.plan_draft import PARTLY, lost, plain
from qipsheets.frameworks.load import framework, framework_ids
from qipsheets.vietnamese import criteria_in, nfc, parse_level

_BARE = re.compile(r"(?:tieu chi|tc)\W*(\d{1,2})\W*$")
_CODE = re.compile(r"\d{1,2}\s*\.\s*\d{1,2}")
_SECTION_WORDS = ("mức tiêu chuẩn tiêu chí TC độ đạt các phần nhóm ở I II III IV V A B C D 1 2 3 4",)


def code_of(text: str, standard: str) -> str:
    """The criterion a cell names: «TC1.5» gives 1.5; «Tiêu chí 5» under standard 1 too. Empty for none."""
    codes = criteria_in(nfc(text))
    if codes:
        return codes[0]
    bare = _BARE.match(plain(text))
    return f"{standard}.{bare[1]}" if bare and standard else ""


def criterion_trouble(text: str, standard: str) -> str:
    """Why a criterion's cell needs a person's look; empty where it does not."""
    codes = criteria_in(nfc(text))
    if len(set(codes)) > 1:
        return f"Ô ghi nhiều tiêu chí; công cụ lấy tiêu chí {codes[0]}."
    code = code_of(text, standard)
    if code and standard and code.partition(".")[0] != standard:
        return f"Tiêu chí {code} đứng dưới tiêu chuẩn {standard}."
    return "" if code and is_known_name(text, "", code) else PARTLY


def level_trouble(text: str) -> str:
    """Why a level's cell needs a person's look; empty where it does not."""
    level = parse_level(text)
    if level is None:
        return "Không đọc được mức trong ô này." if re.search(r"\w", text) else ""
    return PARTLY if lost(text, (str(level),), ("Đạt mức độ hiện tại không chưa 1 2 3 4",)) else ""


def is_known_name(text: str, standard: str, criterion: str) -> bool:
    """True where a text says no more than a level or a code and the name a framework gives it."""
    text = _CODE.sub(" ", text)
    kept: Sequence[str] = (*_SECTION_WORDS, standard, criterion)
    if not lost(text, (), kept):
        return True
    for name in framework_ids():
        known = framework(name)
        found = known.criteria.get(criterion)
        names = (known.standard_names.get(standard, ""), found.name if found else "")
        if not lost(text, names, kept):
            return True
    return False
