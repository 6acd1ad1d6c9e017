"""A mapping inside a frozen value does not change, and is a dict otherwise."""

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from costshare.errors import CostshareError
from costshare.fields import ReadOnly, freeze

PLAIN = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
TABLES = st.dictionaries(st.text(max_size=3), PLAIN, max_size=4)


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.__setitem__("A", -5),
        lambda table: table.__delitem__("A"),
        lambda table: table.update(A=-5),
        lambda table: table.__ior__({"A": -5}),
        lambda table: table.pop("A"),
        lambda table: table.popitem(),
        lambda table: table.setdefault("B", 1),
        lambda table: table.clear(),
    ],
)
def test_no_change_goes_through(change):
    table = ReadOnly({"A": 1})
    with pytest.raises(CostshareError, match=r"does not change; make a copy of it"):
        change(table)
    assert table == {"A": 1}


@given(TABLES)
def test_it_survives_pickle_copies_json_and_pydantic(table):
    frozen = freeze(table)
    assert frozen == freeze(frozen)
    for again in (
        pickle.loads(pickle.dumps(frozen)),
        copy.copy(frozen),
        copy.deepcopy(frozen),
    ):
        assert again == frozen
        assert hash(again) == hash(frozen)
        assert type(again) is ReadOnly
    assert json.loads(json.dumps(frozen)) == table
    assert TypeAdapter(dict).dump_python(frozen, mode="json") == table
    assert repr(ReadOnly(table)) == repr(table)


@given(TABLES, st.randoms())
def test_equal_mappings_have_equal_hashes_in_any_order(table, random):
    pairs = list(table.items())
    random.shuffle(pairs)
    assert hash(freeze(dict(pairs))) == hash(freeze(table))


def test_what_it_holds_is_frozen_too():
    frozen = freeze({"parts": [["0.3", {"kind": "flat"}]]})
    with pytest.raises(CostshareError, match="does not change"):
        frozen["parts"][0][1]["kind"] = "mixed"
