"""Vietnamese of the years before Unicode: letters of the fonts .VnTime (TCVN3) and VNI-Times, found and converted."""

import re
from functools import lru_cache

from qipsheets.vietnamese import nfc
from qipsheets.vietnamese_text.syllables import is_syllable

TCVN3, VNI = "TCVN3", "VNI"
_TCVN3 = str.maketrans(dict(zip(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
    strict=True,
)))  # fmt: skip
# In VNI a letter comes before the sign of its mark: «öô» is «ươ», «öôø» is «ườ».
_TONES = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_ROOFED = dict(zip("âáàåãä", ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"), strict=True))  # â, ê, ô
_SHORT = dict(zip("êéèúüë", ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"), strict=True))  # ă
_ALONE = dict(zip("ñíìæóòîôö", "đíìỉĩịỵơư", strict=True))
_PAIR = re.compile(r"([aeouyôö])([ùøûõï])|([aeo])([âáàåãä])|(a)([êéèúüë])|([ñíìæóòîôö])", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}|[\w\xa1-\xff]{2,}")
_LATIN, _BEYOND = re.compile("[\xa1-\xff]"), re.compile("[\u0102-\u01b0\u1ea0-\u1ef9]")
_FEWEST = 4  # words that show an encoding


def of_font(font: str) -> str:
    """The encoding of a font, by its name: «.VnTime», «VNI-Times»; "" for a font of Unicode."""
    name = font.casefold()
    return TCVN3 if name.startswith(".vn") else VNI if name.startswith("vni-") else ""


def of_look(text: str) -> str:
    """The encoding a whole text is written in, whatever its fonts say; "" for Unicode."""
    if 2 * len(_BEYOND.findall(text)) >= len(_LATIN.findall(text)):
        return ""  # every third marked letter is one that no old font has
    strange = {word for word in _WORD.findall(text) if not word.isascii()}
    if len(strange) < _FEWEST or _share(strange, "") >= 0.4:
        return ""
    return next((name for name in (TCVN3, VNI) if _share(strange, name) > 0.6), "")


def _share(words: set[str], encoding: str) -> float:
    spelt = [to_unicode(word, encoding) for word in words] if encoding else [nfc(word) for word in words]
    return sum(word.isalpha() and is_syllable(word.casefold()) for word in spelt) / len(spelt)


@lru_cache(maxsize=5_000)
def to_unicode(text: str, encoding: str, font: str = "") -> str:
    """A text of an old encoding in Unicode. Fonts ending in H print capitals whatever was typed."""
    if encoding == TCVN3:
        turned = text.translate(_TCVN3)
        letters = [letter for letter in text if letter.isascii() and letter.isalpha()]
        shouted = len(letters) > 1 and all(letter.isupper() for letter in letters)
        return turned.upper() if shouted or font.casefold().endswith("h") else turned
    return nfc(_PAIR.sub(_turned, text)) if encoding == VNI else text


def _turned(match: re.Match[str]) -> str:
    base = match[1] or match[3] or match[5] or match[7]
    mark = (match[2] or match[4] or match[6] or "").casefold()
    letter = _ALONE.get(base.casefold(), base.casefold())
    if match[3]:
        letter += "\u0302" + _ROOFED[mark]
    elif match[5]:
        letter += "\u0306" + _SHORT[mark]
    elif mark:
        letter += _TONES[mark]
    return letter.upper() if base.isupper() else letter
