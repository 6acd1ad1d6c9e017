"""Which terms are parts of one line of a fee."""

from fractions import Fraction

import costshare as cs
from costshare.models import line_quota, lines_of, terms_of
from costshare.models._facts import read_facts

FACTS = read_facts({"A": {"disk": 3, "ram": 2}})


def lines(model):
    return lines_of(terms_of(model, FACTS, None), "A")


def test_all_that_is_charged_for_one_resource_is_one_line():
    disk = cs.Price(price="12.345", minimum=100)
    found = lines(cs.Capacity(prices={"disk": disk, "ram": 5}))
    assert {line[0].line: line_quota(line, "A") for line in found} == {"disk": 100, "ram": 10}
    assert {line[0].line: len(line) for line in found} == {"disk": 2, "ram": 1}


def test_a_fee_at_a_bound_is_a_single_line():
    tariff = cs.Tariff(base="1.5", rates={"disk": 1, "ram": 1})
    assert [line_quota(line, "A") for line in lines(tariff)] == [Fraction(3, 2), 3, 2]
    (line,) = lines(cs.Bounded(model=tariff, maximum=4))
    assert line_quota(line, "A") == 4
