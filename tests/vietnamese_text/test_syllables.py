"""Syllables: what Vietnamese writing allows, where a tone mark may stand, what was meant."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qipsheets.vietnamese import without_marks
from qipsheets.vietnamese_text.spelling import suggestion
from qipsheets.vietnamese_text.syllables import (
    bare,
    halves,
    is_syllable,
    parsed_syllable,
    respelt,
    tone_places,
    with_tone,
)

WRITTEN = (
    "nghiêng giếng gì gìn giữ già quốc quyết quý quí quỳnh hoà hòa thuỷ thủy khuỷu khuya ngoằn ngoèo nguyễn huyện "
    "thưởng trường xoong moóc quét quần quan lượng yêu yên ý ỷ uỷ ủy uống ưu ướt rượu khúc loay hoay quạ quở quyền "
    "tuýp kỹ kĩ lý mỹ hy tỷ sỹ vỹ ngoan ngoái nghỉ kể ghế nghề cước chuẩn thuở huơ khoét toẹt quậy khuấy nguẩy"
)
REAL = tuple(WRITTEN.split())
MISWRITTEN = "lưọng thừơng qủa gìa nghành ngiên tiéng đuợc trưòng chấtt đưòng nhuưng ghà kà cề ngé quưa hộc̣"
UNREAL = tuple(MISWRITTEN.split())


@pytest.mark.parametrize("word", REAL)
def test_real_syllables_are_syllables(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(word.upper())


@pytest.mark.parametrize("word", UNREAL)
def test_what_nobody_can_say_is_none(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("word", "right"),
    [("trừơng", "trường"), ("qủa", "quả"), ("gìa", "già"), ("tòan", "toàn"), ("Hòang", "Hoàng"), ("TRỪƠNG", "TRƯỜNG")],
)
def test_a_tone_mark_on_the_wrong_letter_is_moved(word: str, right: str) -> None:
    assert not is_syllable(word)
    assert respelt(word, tone_places(word.lower())[0]) == right


@pytest.mark.parametrize("word", ["hòa", "hoà", "khỏe", "khoẻ", "thủy", "thuỷ"])
def test_two_places_are_usual_for_some_rhymes(word: str) -> None:
    assert is_syllable(word)
    assert len(tone_places(word)) == 2


@pytest.mark.parametrize(
    ("word", "before", "after", "meant"),
    [("lưọng", "chất", "giáo", "lượng"), ("nghành", "liên", "", "ngành"), ("khaii", "triển", "", "khai"),
     ("đuợc", "", "", "được"), ("zzz", "", "", "")],
    ids=["by the word before", "the only one near", "one letter too many", "twin letters", "nothing near"],
)  # fmt: skip
def test_what_was_meant(word: str, before: str, after: str, meant: str) -> None:
    assert suggestion(word, before, after) == meant


@pytest.mark.parametrize(("word", "parts"), [("nhàtrường", ("nhà", "trường")), ("học", ()), ("website", ())])
def test_words_grown_together(word: str, parts: tuple[str, ...]) -> None:
    assert halves(word) == parts


@given(st.sampled_from(REAL))
def test_composed_or_not_a_syllable_is_the_same(word: str) -> None:
    assert parsed_syllable(unicodedata.normalize("NFD", word)) == parsed_syllable(word)


@given(st.sampled_from(REAL))
def test_taking_the_tone_off_and_putting_it_back_gives_the_word(word: str) -> None:
    letters, tone, place, _count = bare(word)
    assert (with_tone(letters, tone, place) if place is not None else letters) == word


@given(st.text(max_size=30))
@example("\u0300")  # a tone mark on no letter
@example("\u0300a")
def test_any_text_is_borne(text: str) -> None:
    is_syllable(text)
    assert without_marks(without_marks(text)) == without_marks(text)
