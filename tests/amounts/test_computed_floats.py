"""Floats with the last digits of arithmetic are told from those that somebody writes."""

from decimal import Decimal

import pytest

from costshare.amounts import is_computed, read_amount, refuse_computed
from costshare.errors import CostshareError


@pytest.mark.parametrize("value", [0.3, 1234567.89, 3, "0.30000000000000004", Decimal("0.1") * 3])
def test_what_somebody_writes_is_not_computed(value):
    assert not is_computed(value)


@pytest.mark.parametrize("value", [0.1 + 0.2, 1.1 * 1.1, -(0.1 + 0.2)])
def test_a_float_with_the_digits_of_arithmetic_is_computed(value):
    assert is_computed(value)


@pytest.mark.parametrize("value", [0.3, 3.0, Decimal("0.30000000000000004")])
def test_an_amount_that_somebody_states_is_taken(value):
    refuse_computed(value, read_amount(value, "fee"), "fee", like="fee")


def test_an_amount_with_the_digits_of_arithmetic_is_refused_by_name():
    with pytest.raises(CostshareError, match=r"fee of A is 0\.3.*like round\(fee, 2\)"):
        refuse_computed(0.1 + 0.2, read_amount(0.1 + 0.2, "fee"), "fee of A", like="fee")
