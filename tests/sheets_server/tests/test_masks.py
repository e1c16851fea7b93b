"""Field masks."""

import pytest

from tests.sheets_server.masks import merged, parse, pick
from tests.sheets_server.replies import Json

WHOLE: Json = {}


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        pytest.param("a", {"a": {}}, id="one"),
        pytest.param("a,b.c", {"a": {}, "b": {"c": {}}}, id="two, with a step"),
        pytest.param("b/c", {"b": {"c": {}}}, id="slash"),
        pytest.param("a(b,c/d)", {"a": {"b": {}, "c": {"d": {}}}}, id="group"),
        pytest.param("a(b(c),d),e", {"a": {"b": {"c": {}}, "d": {}}, "e": {}}, id="group in a group"),
        pytest.param("a.b,a", {"a": {}}, id="part, then whole"),
        pytest.param("a,a.b", {"a": {}}, id="whole, then part"),
        pytest.param("a.b,a.c", {"a": {"b": {}, "c": {}}}, id="two parts"),
        pytest.param("*", {"*": {}}, id="all"),
        pytest.param(" a , b ", {"a": {}, "b": {}}, id="blanks"),
    ],
)
def test_read(text: str, tree: Json) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize("text", ["", "a,", ",a", "a(", "a(b", "a)", "a..b", "a(b).c", "()"])
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse(text)


def test_pick() -> None:
    value = {"a": [{"b": 1, "c": 2}, {"c": 3}], "d": 4}
    assert pick(value, parse("a.b")) == {"a": [{"b": 1}, {}]}
    assert pick(value, parse("a(c),d")) == {"a": [{"c": 2}, {"c": 3}], "d": 4}
    assert pick(value, parse("a/*")) == {"a": value["a"]}
    assert pick(value, WHOLE) == value


def test_what_the_mask_names_and_the_update_lacks_is_cleared() -> None:
    old = {"a": 1, "b": {"c": 2, "d": 3}}
    assert merged(old, {"b": {"c": 5}}, parse("b.c")) == {"a": 1, "b": {"c": 5, "d": 3}}
    assert merged(old, {}, parse("b.c")) == {"a": 1, "b": {"d": 3}}
    assert merged(old, {"e": 1}, parse("a,e")) == {"b": {"c": 2, "d": 3}, "e": 1}
    assert merged(old, {"e": 1}, WHOLE) == {"e": 1}
