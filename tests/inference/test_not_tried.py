"""What was not tried is named with the reason: drivers, or refused, and bounds."""

import pytest

import costshare as cs

FEES = {"A": 10, "B": 20, "C": 30}
BY_YEAR = {2021: FEES, 2022: FEES}
WHOLE, SHORT, ZERO = {"A": 1, "B": 2, "C": 3}, {"A": 1, "B": 2}, dict.fromkeys("ABC", 0)


@pytest.mark.parametrize("fees", [FEES, BY_YEAR])
def test_a_member_that_a_driver_does_not_have_is_named(fees):
    with pytest.raises(cs.CostshareError, match="p has no figure for 'C', which has a fee; add"):
        cs.infer(fees, {"whole": WHOLE, "p": SHORT})


def test_a_member_without_a_figure_is_not_compared_with_other_names():
    names = [f"M{at:03d}" for at in range(9)]
    with pytest.raises(cs.CostshareError, match="p has no figure for 'M005'") as caught:
        cs.infer(dict.fromkeys(names, 5), {"p": {name: 1 for name in names if name != "M005"}})
    assert "did you mean" not in str(caught.value)


@pytest.mark.parametrize(
    ("fees", "driver", "left", "text"),
    [
        (FEES, ZERO, (None, ()), "q was not tried: it is zero for all members."),
        (
            BY_YEAR,
            {2020: ZERO, 2021: ZERO},
            ("2021", ()),
            "q was not tried: in 2021 it is zero for all members.",
        ),
        (
            BY_YEAR,
            {2021: WHOLE, 2020: SHORT, 2023: SHORT},
            None,
            None,
        ),
        (
            BY_YEAR,
            {2020: SHORT, 2023: WHOLE},
            ("2021", ("C",)),
            "q was not tried: in 2021 it has no figure for C.",
        ),
    ],
)
def test_a_driver_that_cannot_be_tried_is_named_beside_the_others(fees, driver, left, text):
    found = cs.infer(fees, {"p": WHOLE, "q": driver}, models=["rate"])
    named = [(each.driver, each.year, each.members) for each in found.not_tried]
    assert named == ([] if left is None else [("q", *left)])
    assert found.of("rate", "p").exact
    assert ("q" in {row.drivers[0] for row in found}) == (left is None)
    assert text is None or text in str(found)
    assert type(found).from_dict(found.to_dict()) == found


@pytest.mark.parametrize(
    ("fees", "driver", "message"),
    [
        (FEES, ZERO, "q is zero for all members, so it cannot charge any of them"),
        (BY_YEAR, ZERO, "q is zero for all members for the fees of 2021, so it cannot charge any"),
        (BY_YEAR, {2021: SHORT}, "q has no figure for the fees of 2021 for C; add it, or pass"),
    ],
)
def test_an_error_says_why_no_driver_can_be_tried(fees, driver, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.infer(fees, {"q": driver})


CAPPED = {"A": 10, "B": 20, "C": 30, "D": 40, "E": 45, "F": 45, "G": 70, "H": 99}
COUNTED = {name: at + 1 for at, name in enumerate(CAPPED)}


@pytest.mark.parametrize(
    ("fees", "models", "bounds", "text"),
    [
        ({2021: CAPPED, 2022: CAPPED}, ["rate"], "years", "since the fees are of several years"),
        ({"A": 9, "B": 5, "C": 1}, ["mixed"], None, None),
        ({"A": 9, "B": 5, "C": 1}, ["mixed", "rounded_shares"], "shares", "but not both together"),
        (CAPPED | {"G": 45, "H": 45}, ["rate"], None, None),
        (FEES, ["proportional"], None, None),
    ],
)
def test_bounds_that_were_not_tried_are_said_where_no_rule_is_found(fees, models, bounds, text):
    years = 2021 in fees
    names = fees[2021] if years else fees
    found = cs.infer(fees, {"p": {name: COUNTED[name] for name in names}}, models=models, unit=1)
    assert [each.bounds for each in found.not_tried] == [bounds] * bool(bounds)
    assert text is None or text in str(found)
    assert ("exemptions were not tried" in found.to_text()) == (bounds == "years")
    assert type(found).from_dict(found.to_dict()) == found
