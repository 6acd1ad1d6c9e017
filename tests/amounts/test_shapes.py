"""What callers pass is recognised by its type, without importing pandas."""

from typing import Literal

import pandas as pd
import pytest

from costshare.amounts import each_once, has_names, is_any_frame, is_series, read_word
from costshare.errors import CostshareError

FRAME = pd.DataFrame({"fee": [1]})


@pytest.mark.parametrize(
    ("value", "named", "frame", "series"),
    [
        ({"Kiruna": 1}, True, False, False),
        (pd.Series([1], ["Kiruna"]), True, False, True),
        (FRAME, True, True, False),
        (pd.DataFrame, False, False, False),
        (dict, False, False, False),
        ([1], False, False, False),
        ("Kiruna", False, False, False),
        (None, False, False, False),
    ],
    ids=lambda value: None if isinstance(value, bool) else type(value).__name__,
)
def test_names_frames_and_series(value, named, frame, series):
    assert (has_names(value), is_any_frame(value), is_series(value)) == (named, frame, series)


@pytest.mark.parametrize("choice", [Literal["fee", "line"], ["fee", "line"]])
def test_a_word_is_one_of_its_choice(choice):
    assert read_word("line", "thing to round", choice) == "line"
    for value in ("lines", 5, None):
        with pytest.raises(CostshareError, match=r"^unknown thing to round .*Known: fee, line$"):
            read_word(value, "thing to round", choice)


def test_a_name_is_listed_once():
    each_once("member", ["Kiruna", 5])
    with pytest.raises(CostshareError, match="member 5 is listed twice; list it once"):
        each_once("member", [5, "Kiruna", 5])
