import pytest

from linkkeys import LinkageKey, similarity
from linkkeys.bloom import BITS, bigrams, positions


def test_the_same_text_and_secret_give_the_same_key():
    assert LinkageKey("Ada Lovelace", "s").hex() == LinkageKey("ada  lovelace", "s").hex()


def test_another_secret_gives_another_key():
    assert LinkageKey("Ada", "s").hex() != LinkageKey("Ada", "t").hex()


@pytest.mark.parametrize("text, grams", [("", []), ("a", [" a", "a "]), ("a b", [" a", "a ", " b", "b "])])
def test_bigrams(text, grams):
    assert bigrams(text) == grams


def test_a_key_needs_a_secret():
    with pytest.raises(ValueError):
        LinkageKey("Ada", "")


def test_positions_lie_within_the_filter():
    assert all(0 <= bit < BITS for bit in positions("ad", "s"))


def test_a_misspelt_name_is_nearer_than_another():
    ada, adda, grace = (LinkageKey(text, "s") for text in ("Ada Lovelace", "Adda Lovelace", "Grace Hopper"))
    assert similarity(ada, adda) > 0.8 > similarity(ada, grace)
    assert similarity(ada, ada) == 1.0
    assert similarity(LinkageKey("", "s"), LinkageKey("", "s")) == 1.0
