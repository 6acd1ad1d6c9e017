"""A settlement is said whatever its policy is, and so are the parts of fees that include it."""

import json

import pytest

import costshare as cs
from budget_2022_local import year
from masked import MASKED, words_left, words_not_said
from said_forms import forms_in, forms_of

MEMBERS = [cs.Member(name="Boden", population=1), cs.Member(name="Luleå", population=3)]
NAMES = ["Boden", "Luleå", "kontor", "arkiv", "Nämnden", "SEK"]


def fees(period="2022", *, population=3, label=None):
    members = [MEMBERS[0], MEMBERS[1].replace(population=population)]
    pools = [
        cs.Pool(name=name, total=total, model=cs.PerCapita(), label=label if total > 50 else None)
        for name, total in (("kontor", 1000), ("arkiv", 50))
    ]
    return cs.Agreement(
        name="Nämnden", period=period, currency="SEK", members=members, pools=pools
    ).allocate()


POLICIES = {
    "carry forward": cs.CarryForward(),
    "return": cs.Return(by="flat", keep=3),
    "return a surplus": cs.Return(only="surplus"),
    "true up": cs.TrueUp(),
    "true up by shares": cs.TrueUp(by="shares"),
    "cover": cs.CoverFrom(pools=["arkiv"], then=cs.Return()),
}


def settled(policy, cost=900):
    final = fees(population=1) if policy.kind == "true_up" and policy.by == "final" else None
    return cs.settle(
        fees(), {"kontor": cost, "arkiv": 20}, policies={"kontor": policy}, final=final
    )


@pytest.mark.parametrize("cost", [900, 1100])
@pytest.mark.parametrize("policy", POLICIES)
def test_only_names_are_not_said(policy, cost):
    result = settled(POLICIES[policy], cost)
    assert words_not_said(result, NAMES) == []
    again = cs.Settlement.from_dict(json.loads(json.dumps(result.to_dict())))
    assert again.to_text(lang="sv") == result.to_text(lang="sv")


def labels():
    """The labels of the parts of fees that include a settlement."""
    result = settled(cs.Return())
    timeless = cs.allocate(100, cs.Flat(), {"Boden": {}, "Luleå": {}}, pool="kontor")
    returned = cs.settle(timeless, {"kontor": 90}, policy=cs.Return())
    last_year = cs.settle(fees("2021"), {"kontor": 990, "arkiv": 50}, policy=cs.Return())
    carried = last_year.applied_to(fees())
    applied = [
        result.applied_to(fees()),
        result.applied_to(fees("2023")),
        returned.applied_to(timeless),
        returned.applied_to(
            cs.allocate(100, cs.Flat(), {"Boden": {}}, pool="kontor", period="2022")
        ),
        cs.settle(carried, {"kontor": 990, "arkiv": 50}, policy=cs.Return()).applied_to(carried),
    ]
    return [term.label for each in applied for term in each.pool("kontor").terms]


def test_the_parts_of_fees_are_said():
    assert words_left(" ".join(map(MASKED, labels()))) == []


def test_the_examples_say_every_sentence():
    assert forms_in("settlement") - forms_of(year(), *labels()) == set()


def test_a_settlement_in_swedish():
    assert (
        settled(cs.Return(keep=20)).to_text(lang="sv").replace("\N{NO-BREAK SPACE}", " ")
        == """\
Avräkning av Nämnden 2022, SEK

        ingående  intäkt  kostnad  överfört  återbetalt  utgående
-----------------------------------------------------------------
kontor         0   1 000      900         0          80        20
arkiv          0      50       20         0           0        30
-----------------------------------------------------------------
summa          0   1 050      920         0          80        50

       ingående  intäkt  kostnad  överfört  återbetalt  utgående
----------------------------------------------------------------
Boden         0     263      230         0          20        13
Luleå         0     787      690         0          60        37
----------------------------------------------------------------
summa         0   1 050      920         0          80        50"""
    )
    assert "\n(ingen medlem)" in year().to_text(lang="sv")


def test_people_read_the_labels_of_pools():
    paid = fees(label="Kansli")
    result = cs.settle(paid, {"kontor": 900, "arkiv": 20}, policy=cs.Return())
    assert cs.Settlement.from_dict(result.to_dict()) == result
    assert "\nKansli  " in str(result)
    assert "kontor" not in str(result)
    assert [pool.name for pool in result] == ["kontor", "arkiv"]
    for applied in (result.applied_to(paid), result.applied_to(fees("2023", label="Kansli"))):
        assert applied.pool("kontor").title == "Kansli"
