"""Text is said in another language from its form and its values, also after it was saved."""

import copy
import json
import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from catalogues import CATALOGUES, read_catalogue, said_in_code
from costshare.words import (
    ENGLISH,
    Figure,
    Said,
    join,
    languages,
    said_of,
    say,
    say_count,
    say_some,
    stated,
    words_of,
)
from masked import MASKED, words_left

NAMES = st.text(max_size=5)
TEXTS = st.recursive(
    NAMES
    | st.integers(-(10**9), 10**9).map(lambda number: Figure(f"{number:,}".replace(",", " "))),
    lambda inner: (
        st.builds(lambda one, other: say("{one} pays {other}", one=one, other=other), inner, inner)
        | st.builds(
            lambda count: say_count(count, "{count} day", "{count} days"), st.integers(0, 3)
        )
        | st.builds(join, st.sampled_from(["; ", " {} ", "{"]), st.lists(inner, max_size=3))
        | st.builds(say_some, st.lists(inner, min_size=1, max_size=4), st.integers(1, 3))
    ),
    max_leaves=6,
)


@given(TEXTS)
def test_english_is_the_text_itself(text):
    assert ENGLISH(text) == text


@given(TEXTS)
def test_a_text_is_said_the_same_after_every_trip(text):
    for again in (
        said_of(json.loads(json.dumps(stated(text)))),
        pickle.loads(pickle.dumps(text)),
        copy.deepcopy(text),
    ):
        assert again == text
        assert type(again) is type(text)
        assert MASKED(again) == MASKED(text)


@given(TEXTS)
def test_every_word_that_is_said_reaches_the_catalogue(text):
    names = names_in(text)
    assert words_left(MASKED(text), names) == []


def names_in(text):
    if isinstance(text, Said):
        return [name for value in text.values.values() for name in names_in(value)]
    return [] if isinstance(text, Figure) else [str(text)] if text else []


def test_numbers_are_written_as_the_language_does():
    text = say("{member} pays {fee}", member="A.B C", fee=Figure("≈ 1 234.50"))
    assert MASKED(text) == "A.B C ¤¤¤¤ ≈\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}234,50"


@pytest.mark.parametrize(
    "data",
    [
        5,
        None,
        {},
        {"form": 5},
        {"form": "a", "many": "b"},
        {"form": "{a", "values": {"a": "c"}},
        {"form": "{a}", "values": {"b": "c"}},
        {"form": "{a.real}", "values": {"a": "c"}},
        {"form": "{a:>9999}", "values": {"a": "c"}},
    ],
)
def test_data_that_make_no_text_are_refused(data):
    with pytest.raises(cs.CostshareError, match="load what to_dict wrote"):
        said_of(data)


def test_an_unknown_language_is_refused_and_the_known_ones_are_named():
    with pytest.raises(cs.CostshareError, match=r"unknown language 'fi'; .*Known: en, sv"):
        words_of("fi")


@pytest.mark.parametrize("lang", [each for each in languages() if each != "en"])
def test_a_catalogue_says_all_that_the_code_says_with_the_same_places(lang):
    catalogue, said = read_catalogue(CATALOGUES / f"{lang}.po"), said_in_code()
    assert {each.id for each in catalogue} == {each.id for each in said}
    for each in catalogue:
        if each.id:
            strings = each.string if isinstance(each.string, tuple) else (each.string,)
            assert all(strings), each.id
            assert not each.fuzzy
            assert not [*each.check(catalogue)], each.id
            assert code_in(*strings) <= code_in(each.id), each.id


def code_in(*texts):
    """Find names of several words, as code has them, that are not places for values."""
    return {*re.findall(r"\w+_\w+", re.sub(r"\{\w+\}", "", str(texts)))}
