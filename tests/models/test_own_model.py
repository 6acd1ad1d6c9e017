"""A model of a user's own: any object with ``quotas(members, total)``."""

from fractions import Fraction

import pytest

import costshare as cs
from costshare.models._registry import KINDS, MODELS

FACTS = {"A": {"population": 100, "x": 1}, "B": {"population": 300, "x": 3}}


class ByRoot:
    """The larger pays less for each inhabitant; knows nothing of costshare."""

    def quotas(self, members, total=None):
        roots = {member.name: int(member.population**0.5) for member in members}
        return {name: Fraction(total * root, sum(roots.values())) for name, root in roots.items()}


class Gives:
    """Gives what it is told to."""

    def __init__(self, given):
        self.given = given

    def quotas(self, members, total=None):
        return self.given


def test_a_users_own_model_is_shared_checked_and_explained():
    fees = cs.allocate(90, ByRoot(), FACTS)
    assert fees.member_totals == {"A": 33, "B": 57}
    fees.check()
    assert fees.explain(pool="fee").to_dict()["model"] == {"kind": "ByRoot"}
    assert str(fees.explain("A")).splitlines()[1:3] == [
        "Rule: by ByRoot; 90 shared among 2 members in units of 1 by largest remainder.",
        "  1. ByRoot: as given ≈ 33.333333",
    ]


def test_it_sees_each_member_with_its_name_and_drivers():
    seen = []

    class Looks:
        def quotas(self, members, total=None):
            for member in members:
                seen.append((member.name, member.population, dict(member.drivers)))
                assert member.driver_values == member.drivers
            return {"A": total, "B": 0}

    cs.allocate(5, Looks(), {"A": FACTS["A"], "B": {"x": 3}})
    assert seen == [("A", 100, FACTS["A"]), ("B", None, {"x": 3})]


def test_without_a_total_each_quota_is_rounded_on_its_own():
    fees = cs.allocate(None, Gives({"A": "2.5", "B": "3.4"}), FACTS)
    assert fees.member_totals == {"A": 3, "B": 3}


def test_it_may_be_part_of_a_blend():
    blend = cs.Blend(parts=[("0.5", cs.Flat()), ("0.5", Gives({"A": 1, "B": 4}))])
    assert cs.allocate(10, blend, FACTS).pools[0].quotas == {"A": Fraction(7, 2), "B": 13 / 2}


@pytest.mark.parametrize(
    "given", [None, 5, "AB", [], [("A", 1)], {"A": 4}, {"A": 1, "B": 2, "C": 1}, {"A": 1, 2: 3}]
)
def test_anything_but_a_quota_for_each_member_is_refused(given):
    with pytest.raises(cs.CostshareError) as caught:
        cs.allocate(4, Gives(given), FACTS)
    assert str(caught.value) == (
        f"pool fee: Gives.quotas gave {given!r}; it must give a quota for each of ('A', 'B')"
    )


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        (
            {"A": 1, "B": "2.5"},
            cs.ConservationError,
            "Gives.quotas sum to 3.5, not to the total 4",
        ),
        ({"A": 1, "B": float("nan")}, cs.CostshareError, "quota of B is NaN; a finite number"),
        ({"A": 1, "B": None}, cs.CostshareError, "quota of B is missing (None)"),
        ({"A": 1, "B": [3]}, cs.CostshareError, "quota of B [3] is of type list"),
        ({"A": 5, "B": -1}, cs.CostshareError, "quota of B is -1, of another sign than the total"),
    ],
)
def test_quotas_that_cannot_be_shared_are_refused(given, error, message):
    with pytest.raises(error) as caught:
        cs.allocate(4, Gives(given), FACTS)
    assert str(caught.value).startswith(f"pool fee: {message}")


def test_an_object_whose_quotas_are_no_method_is_not_a_model():
    class Record:
        quotas = {"A": 1}  # noqa: RUF012 - that is the point

    with pytest.raises(cs.CostshareError, match=r"is not a model; pass one such as Flat"):
        cs.allocate(4, Record(), FACTS)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("flat", "'flat' is not a model; pass one such as Flat(), or a table with its kind"),
        (None, "None is not a model; pass one such as Flat(), or a table with its kind"),
        (cs.Flat, "model Flat is a class; make one: Flat(…)"),
        (ByRoot, "model ByRoot is a class; make one: ByRoot(…)"),
        (
            {"kind": "tarif"},
            (f"unknown model kind 'tarif'; did you mean 'tariff'? Known: {', '.join(KINDS)}"),
        ),
        (
            {"driver": "x"},
            (f"unknown model kind None; Known: {', '.join(KINDS)}"),
        ),
    ],
)
def test_what_is_not_a_model_is_refused(model, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.allocate(4, model, FACTS)
    assert str(caught.value) == f"Pool: model: {message}"


def test_a_model_may_be_given_as_data():
    fees = cs.allocate(40, {"kind": "proportional", "driver": "x"}, FACTS)
    assert fees.member_totals == {"A": 10, "B": 30}


def test_every_registered_kind_has_one_model():
    assert len(set(KINDS)) == len(MODELS)


def test_a_users_own_model_is_found_inside_blends():
    from costshare.models import own_model

    mine = Gives({})
    inner = cs.Blend(parts=[("0.5", cs.Flat()), ("0.5", mine)])
    assert own_model(cs.Blend(parts=[("0.1", cs.PerCapita()), ("0.9", inner)])) is mine
    assert own_model(cs.Blend(parts=[(1, cs.Flat())])) is None

    class Flatter(cs.Flat):
        """A file would read it back as Flat."""

    assert own_model(Flatter()) == Flatter()
