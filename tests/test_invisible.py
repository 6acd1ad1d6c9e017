"""Names that look the same are the same: invisible characters make no second name."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs

INVISIBLE = ["\ufeff", "\u200b", "\u00ad", "\u200e", "\u200f", "\u202a", "\u2060", "\u2066"]
INVISIBLE += ["\u034f", "\u115f", "\u1160", "\u180e"]
JOINERS = ["\u200c", "\u200d"]


@st.composite
def spellings(draw, name="Luleå kommun"):
    """The name with invisible characters anywhere, its accents apart or together."""
    signs = st.lists(st.sampled_from([*INVISIBLE, *JOINERS]), max_size=2).map("".join)
    text = name if draw(st.booleans()) else name.replace("å", "a\u030a")
    return draw(signs) + "".join(sign + draw(signs) for sign in text)


@given(spellings())
def test_every_spelling_is_the_same_member(spelling):
    fees = cs.allocate(100, cs.Flat(), {spelling: {}, "Boden": {}})
    assert fees.members == ("Luleå kommun", "Boden")
    assert fees.fee(spelling, "fee") == 50
    lines = pd.DataFrame({"member": [spelling, "Boden"], "pool": "f\u200bee", "amount": [50, 50]})
    assert cs.reconcile(fees, lines).balanced
    assert cs.InvoiceLine(member=spelling, pool="\ufefffee", amount=5).member == "Luleå kommun"


@given(spellings(), spellings())
def test_two_spellings_are_listed_twice(one, other):
    with pytest.raises(cs.CostshareError, match="listed twice"):
        cs.allocate(100, cs.Flat(), [cs.Member(name=one), cs.Member(name=other)])
    frame = pd.DataFrame({"population": [1, 2]}, index=[one, other])
    with pytest.raises(cs.CostshareError, match="listed twice"):
        cs.allocate(100, cs.PerCapita(), frame)


@given(spellings())
def test_metered_use_of_every_spelling_is_one_members(spelling):
    rows = [(spelling, "vcpu", "2022-01-01", 1), ("Luleå kommun", "vcpu", "2022-01-16", 2)]
    use = cs.UsageLog(levels=rows).average("2022-01-01", "2022-01-31")
    assert list(use) == ["Luleå kommun"]


@pytest.mark.parametrize(
    "name",
    [
        "می\u200cخواهم",  # Persian: the joiner parts two letters
        "ක්\u200dරි",  # Sinhala: it joins two consonants
        "👩\u200d🌾",
        "\u0601 12",  # a sign of its own, though its category is Cf
    ],
)
def test_what_is_seen_stays(name):
    assert cs.Member(name=name).name == name


def test_a_name_of_invisible_characters_alone_is_empty():
    with pytest.raises(cs.CostshareError, match="name is empty"):
        cs.Member(name="\u200b\ufeff ")


@pytest.mark.parametrize("blank", ["\u2800", "\u3164", "\uffa0"])
def test_a_letter_that_is_drawn_as_a_blank_is_a_space(blank):
    assert cs.Member(name=f"{blank}Luleå{blank}kommun {blank}").name == "Luleå kommun"
    with pytest.raises(cs.CostshareError, match="name is empty"):
        cs.Member(name=blank)
