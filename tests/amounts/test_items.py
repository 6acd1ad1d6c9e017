"""Whatever list is passed is taken as a list, or refused before it fills the memory."""

import itertools

import numpy as np
import pytest

import costshare as cs
from costshare.amounts import take_items
from costshare.errors import quoted


@pytest.mark.parametrize(
    "values",
    [[1, 2], (1, 2), range(1, 3), np.array([1, 2]), iter([1, 2]), {1: None, 2: None}.keys()],
)
def test_lists_of_every_kind_are_taken(values):
    assert take_items(values, "fees") == [1, 2]


def test_the_callers_list_is_not_the_one_taken():
    values = [1]
    assert take_items(values, "fees") is not values


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (5, "int"),
        (None, "NoneType"),
        ("12", "str"),
        (b"12", "bytes"),
        ({"A": 1}, "dict"),
        (np.array(5), "ndarray"),
        (list, "type"),
        (cs.InvoiceLine(member="A", pool="p", amount=5), "InvoiceLine"),
    ],
)
def test_what_is_not_a_list_is_refused(values, kind):
    with pytest.raises(cs.CostshareError) as caught:
        take_items(values, "fees", "amounts")
    assert str(caught.value) == f"fees is of type {kind}; pass a list of amounts"


@pytest.mark.parametrize("values", [range(10**18), range(10**30), itertools.count()], ids=quoted)
def test_what_never_ends_is_refused(values):
    with pytest.raises(cs.CostshareError, match=r"^fees has more than 2000000 items; pass fewer"):
        take_items(values, "fees")
