"""What a cell's address may look like, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qipsheets.delivery.addresses import BadAddress, MailAddress, addresses, masked_address, one_address


@pytest.mark.parametrize(
    ("text", "spec", "name"),
    [
        pytest.param("an@example.edu.vn", "an@example.edu.vn", "", id="bare"),
        pytest.param("  an@Example.EDU.vn ", "an@example.edu.vn", "", id="capital domain and spaces"),
        pytest.param("Nguyễn An <an.n+qip@example.vn>", "an.n+qip@example.vn", "Nguyễn An", id="with a name"),
        pytest.param("an@example.vn (cô An, tổ 3)", "an@example.vn", "", id="with a comment"),
        pytest.param("an@trường.vn", "an@xn--trng-7na2c.vn", "", id="Vietnamese domain"),
    ],
)
def test_an_address_is_read(text: str, spec: str, name: str) -> None:
    found = one_address(text)
    assert (found.spec.partition("@")[0], found.name) == (spec.partition("@")[0], name)
    assert found.domain == spec.partition("@")[2] or found.domain.startswith("xn--")


@pytest.mark.parametrize(
    "text",
    [
        "", "an", "an@", "@example.vn", "an@@example.vn", "an@example", "an@127.0.0.1", "an n@example.vn", "a..n@example.vn",
        "an@-example.vn", "ân@example.vn", "an@example.vn\r\nBcc: x@example.vn", "an@example.vn\x00", "<an@example.vn",
        "an@example..vn", "x" * 65 + "@example.vn", "an@example.vn, binh@example.vn",
    ],
)  # fmt: skip
def test_what_is_no_single_address_is_refused(text: str) -> None:
    with pytest.raises(BadAddress):
        one_address(text)


@pytest.mark.parametrize(
    ("local", "last", "sound"),
    [
        pytest.param(64, 61, True, id="64 letters at 253"),
        pytest.param(65, 61, False, id="65 letters"),
        pytest.param(64, 62, False, id="a domain of 254"),
    ],
)
def test_the_longest_address(local: int, last: int, sound: bool) -> None:
    text = f"{'a' * local}@{'.'.join(['b' * 63] * 3 + ['c' * last])}"
    if sound:
        assert one_address(text).spec == text
    else:
        with pytest.raises(BadAddress):
            one_address(text)


def test_a_cell_may_hold_several() -> None:
    found = addresses("an@example.vn; Bình <binh@example.vn>\nan@example.vn, chi@example.vn")
    assert [one.spec for one in found] == ["an@example.vn", "binh@example.vn", "chi@example.vn"]


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_never_breaks_a_line(text: str) -> None:
    try:
        found = addresses(text)
    except BadAddress as error:
        assert str(error)
        return
    for one in found:
        assert one.spec.isascii() and one.spec.count("@") == 1
        assert not set("\r\n\0 ") & set(one.spec)


def test_a_masked_address_cannot_be_written_to() -> None:
    assert masked_address("nguyenan@example.vn") == "ng…@example.vn"
    assert one_address("a@example.vn") == MailAddress("", "a@example.vn")
