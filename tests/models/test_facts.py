"""Facts: members and drivers in every form, and every form that is refused."""

from fractions import Fraction

import pandas as pd
import pytest

import costshare as cs
from costshare.models import Facts, read_facts


class Town:
    """A party of somebody else's making."""

    def __init__(self, name, drivers):
        self.name, self.driver_values = name, drivers


@pytest.mark.parametrize(
    "members",
    [
        {"A": {"population": 1}, "B": {"population": 3}},
        [cs.Member(name="A", population=1), cs.Member(name="B", population=3)],
        (cs.Member(name=name, population=size) for name, size in (("A", 1), ("B", 3))),
        (Town(" A", {" population ": "1"}), Town("B", {"population": 3.0})),
        read_facts({"A": {"population": 1}, "B": {"population": 3}}),
    ],
)
def test_members_come_in_any_form(members):
    assert cs.PerCapita().quotas(members, 8) == {"A": 2, "B": 6}


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ("AB", "members is of type str; pass a list of Members, or a mapping name -> drivers"),
        (None, "members is of type NoneType; pass a list of Members, or a mapping name -> drivers"),
        (5, "members is of type int; pass a list of Members, or a mapping name -> drivers"),
        ({}, "there are no members to share the costs; pass at least one"),
        ([], "there are no members to share the costs; pass at least one"),
        (
            ["Kiruna"],
            "member 'Kiruna' is of type str; pass Members, a mapping name -> drivers, or a frame",
        ),
        (
            {"A": 2785},
            "drivers of member A are 2785; pass them by name, like {'population': 2785}",
        ),
        (
            [Town("A", [2785])],
            "drivers of member A are [2785]; pass them by name, like {'population': 2785}",
        ),
        ({1: {}}, "name in members 1 is of type int; pass a string"),
        ([Town(None, {})], "name in members None is of type NoneType; pass a string"),
        ({"A": {2019: 1}}, "driver of member A 2019 is of type int; pass a string"),
        ({"  ": {}}, "name in members is empty; pass a name"),
        (
            {"A\x00": {}},
            "name in members 'A\\x00' contains a control character; type the name again",
        ),
        (
            {"\ud800": {}},
            "name in members '\\ud800' contains a control character; type the name again",
        ),
        ({"A": {}, "A ": {}}, "member A is listed twice; list it once"),
        (
            [cs.Member(name="B"), cs.Member(name="A"), cs.Member(name="A")],
            "member A is listed twice; list it once",
        ),
        ({"A": {"x": 1, "x ": 2}}, "driver of member A: x is listed twice; list it once"),
    ],
)
def test_what_are_no_members_is_refused(members, message):
    for use in (cs.Flat().quotas, lambda members, total: cs.allocate(total, cs.Flat(), members)):
        with pytest.raises(cs.CostshareError) as caught:
            use(members, 10)
        assert str(caught.value) == message


def test_names_compare_by_what_is_read():
    fees = cs.allocate(5, cs.Flat(), {" Lulea\u030a\u00a0\n kommun ": {}})
    assert fees.fee("Luleå kommun", "fee") == 5


def test_a_name_may_hold_signs_that_do_not_print():
    # A zero-width joiner is part of how some names are written: after an Indic virama, say.
    name = "\u0d28\u0d4d\u200d"
    assert cs.Member(name=name).name == name


def test_a_driver_is_read_once_and_the_callers_data_stay_as_they_are():
    given = {"A": {"population": "1"}, "B": {"population": "3"}}
    facts = read_facts(given)
    assert facts.read("population") is facts.read("population")
    assert facts.read("population") == {"A": Fraction(1), "B": Fraction(3)}
    assert given == {"A": {"population": "1"}, "B": {"population": "3"}}


def test_a_driver_that_is_missing_for_a_known_reason_says_it():
    facts = Facts({"A": {"x": 1}}, missing={"A": {"population": "A has no population at 2020"}})
    assert facts.read("x") == {"A": 1}
    with pytest.raises(cs.CostshareError, match="A has no population at 2020"):
        facts.read("population")


def test_the_drivers_that_models_asked_for_are_known():
    facts = Facts({"A": {"x": 1, "y": 2}})
    assert facts.drivers_read == ()
    facts.read("y")
    assert facts.drivers_read == ("y",)


ABSENT = {"C": {"vcpu": 5}}
JULY = {"period": cs.Period.read("2022-07"), "absent": ABSENT}


def test_use_of_an_absent_member_is_refused_and_not_lost():
    facts = Facts({"A": {"vcpu": 5}}, **JULY)
    with pytest.raises(cs.CostshareError) as caught:
        cs.Capacity(prices={"vcpu": 85}).quotas(facts)
    assert str(caught.value) == (
        "C used 5 of vcpu and is not a member in 2022-07; correct the dates of its membership, or "
        "its use, 0 before and after it"
    )
    assert cs.Tariff(rates={"vcpu": 85}).quotas(facts) == {"A": 425}  # drivers are no use


@pytest.mark.parametrize(
    ("model", "quotas"),
    [
        (cs.Capacity(prices={"w": cs.Price(price=1, committed={"C": 20}, overage=2)}), {"A": 2}),
        (cs.Fixed(amounts={"A": 5, "C": 0}), {"A": 5}),
        (cs.Bounded(model=cs.Tariff(base=7), maximum={"C": 1, "A": 5}), {"A": 5}),
        (cs.Damped(model=cs.Tariff(base=7), previous={"C": 1, "A": 4}, max_increase=0), {"A": 4}),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_rules_may_name_a_member_that_joins_later(model, quotas):
    assert model.quotas(Facts({"A": {"w": 1}}, **JULY)) == quotas


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (
            cs.Fixed(amounts={"A": 5, "C": 2}),
            (
                "C has an agreed amount and is not a member in 2022-07; remove it (by a Version of "
                "the pool, if it was a member before), or correct the dates of its membership"
            ),
        ),
        (
            cs.Capacity(prices={"w": 1}, provided={"w": 9}, idle="host", host="C"),
            "C hosts the idle capacity and is not a member in 2022-07; name another",
        ),
        (
            cs.Capacity(prices={"w": cs.Price(price=1, committed={"D": 20}, overage=2)}),
            "unknown member with a commitment of w 'D'; Known: A",
        ),
    ],
    ids=["fixed", "host", "unknown"],
)
def test_an_absent_member_neither_pays_nor_hosts(model, message):
    with pytest.raises(cs.CostshareError) as caught:
        model.quotas(Facts({"A": {"w": 1}}, **JULY).only(["A"]))
    assert str(caught.value) == message


def test_a_driver_that_others_have_is_asked_for():
    with pytest.raises(cs.CostshareError) as caught:
        cs.Capacity(prices={"ram": 1}).quotas({"A": {"ram": 1}, "B": {"vcpu": 2}})
    assert (
        str(caught.value)
        == "member B has no 'ram', which A has; add it, as 0 if it has nothing of it, "
        "or leave B out here"
    )


def test_a_model_reads_a_frame_as_allocate_does():
    frame = pd.DataFrame({"population": [1, 3]}, index=["A", "B"])
    quotas = {"A": Fraction(1), "B": Fraction(3)}
    assert cs.PerCapita().quotas(frame, 4) == quotas
    assert cs.PerCapita().quotas(frame.reset_index(names="name"), 4, member="name") == quotas
    with pytest.raises(cs.CostshareError, match="pass member='name'"):
        cs.PerCapita().quotas(frame.reset_index(names="name"), 4)


@pytest.mark.parametrize(
    ("field", "what"),
    [("joined", "is a date"), ("left", "is a date"), ("memberships", "has dates")],
)
def test_dates_of_membership_are_not_a_driver(field, what):
    with pytest.raises(cs.CostshareError, match=f"^'{field}' {what} of membership"):
        cs.Flat().quotas({"A": {field: "2022-07-01"}}, 1)


@pytest.mark.parametrize(
    ("frame", "member", "message"),
    [
        (pd.DataFrame({"x": [1, 2]}, index=["A", None]), None, "row 2 of the frame has no name in"),
        (pd.DataFrame({"x": [1], "n": [" "]}), "n", "row 1 of the frame: name is empty"),
        (pd.DataFrame({"x": [1, 2]}, index=["A", "A"]), None, "member A is listed twice"),
        ({"A": {"x": 1}}, "n", "member='n' names a column, and the members are not"),
    ],
)
def test_a_frame_that_does_not_name_its_members_is_refused(frame, member, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.Flat().quotas(frame, 1, member=member)


def test_members_of_a_frame_need_no_drivers():
    frame = [{"name": "A"}, {"name": "B"}]
    assert cs.Flat().quotas(frame, 2, member="name") == {"A": 1, "B": 1}


def test_new_figures_replace_those_of_the_members_that_have_one():
    """The days of a member, labels and other figures stay; the first facts do not change."""
    facts = Facts(
        {"A": {"people": 1, "beds": 5}, "B": {"people": 2}},
        {"A": Fraction(1, 2), "B": Fraction(1)},
        labels={"people": "inhabitants"},
    )
    later = facts.with_drivers({"people": {"B": 7, "C": 9}})
    assert (later.of("A"), later.of("B")) == ({"people": 1, "beds": 5}, {"people": 7})
    assert facts.of("B") == {"people": 2}
    assert (later.proration, later.label("people")) == (facts.proration, "inhabitants")
    assert list(later.ones) == ["A", "B"]


def test_the_row_of_a_total_in_a_frame_is_refused():
    columns = {"x": [1, 2, 3, 6], "note": list("abcd")}
    frame = pd.DataFrame(columns, index=["A", "B", "C", "Total"])
    with pytest.raises(cs.CostshareError, match="Total in the frame of members is the sum of all"):
        cs.Proportional(driver="x").quotas(frame, 12)
    # A name alone says nothing, without numbers or with other ones.
    assert cs.Flat().quotas(frame[["note"]], 12)["Total"] == 3
    frame["x"] = [1, 2, 3, 5]
    assert cs.Proportional(driver="x").quotas(frame, 11)["Total"] == 5
