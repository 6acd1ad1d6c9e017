"""What is not a claims problem is refused, with the value, its place and the way out."""

import json
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import polars as pl
import pytest

import costshare as cs
from costshare.fairness import claims


@pytest.mark.parametrize(
    ("estate", "own", "message"),
    [
        (
            700,
            {"A": 100, "B": "500.5"},
            "estate 700 is more than the sum of the claims, 600.5; every claim is met in full",
        ),
        (1, [], "estate 1 is more than the sum of the claims, 0; "),
        (-5, [10], "estate -5 is below zero; pass a deficit as a positive amount"),
        (5, {"A": 10, "B": -1}, "claim of B is -1, below zero; a claim is zero or more"),
        (5, [10, "-0.5"], "claim 1 is -0.5, below zero; a claim is zero or more"),
        (float("nan"), [10], "estate is NaN; a finite number is needed"),
        (5, {"A": float("nan")}, "claim of A is NaN; a finite number is needed"),
        (5, {"A": True}, "claim of A True is a bool, not a number; pass 1 or 0 if that is meant"),
        (5, {"A": None}, "claim of A is missing (None); fill in the number, or leave the member"),
        (0.1 + 0.2, [1, 2], "estate is 0.30000000000000004, with the last digits of float"),
        (1, {"A": 0.1 + 0.7, "B": 3}, "claim of A is 0.7999999999999999, with the last digits"),
        (5, "1234", "claims of type str have no order or no numbers; pass a dict or a list"),
        (5, [10**2000], "claim 0 has more than 1000 digits"),
        (
            1,
            [Fraction(1, 10**900 + place) for place in (1, 3, 7)],
            "claims have a common denominator of more than 1000 digits; round them to the decimals",
        ),
    ],
    ids=lambda each: str(each)[:30],
)
def test_what_is_not_a_claims_problem_is_refused(estate, own, message):
    for rule in claims.RULES.values():
        with pytest.raises(cs.CostshareError) as error:
            rule(estate, own)
        assert str(error.value).startswith(message)


@pytest.mark.parametrize("own", [pd.Series({"A": 1, None: 3}), {None: 4}])
def test_a_claimant_without_a_name_is_refused(own):
    for call in (claims.compare, *claims.RULES.values()):
        with pytest.raises(cs.CostshareError, match=r"^name in claims is missing \((nan|None)\)"):
            call(3, own)


@pytest.mark.parametrize(
    "numbered", [pd.DataFrame({"sökt": [20, 4]}), pl.DataFrame({"sökt": [20, 4]})]
)
def test_rows_that_are_only_numbered_are_no_claimants(numbered):
    words = "^claims: the rows of the frame are only numbered; pass two columns, names and amounts"
    for call in (claims.compare, *claims.RULES.values()):
        with pytest.raises(cs.CostshareError, match=words):
            call(3, numbered)
    with pytest.raises(cs.CostshareError, match=r"^costs: the rows of the frame are only numbered"):
        cs.fairness.airport(numbered)


OWN = {"A": 20, "B": 4}
FRAMES = {
    "pandas": pd.DataFrame({"sökt": OWN}),
    "polars": pl.DataFrame({"who": list(OWN), "sökt": list(OWN.values())}),
    "dicts": [{"who": name, "sökt": each} for name, each in OWN.items()],
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_claims_may_be_a_frame(frame):
    assert claims.compare(10, frame) == claims.compare(10, OWN)
    for rule in claims.RULES.values():
        assert rule(10, frame) == rule(10, OWN)


def test_a_frame_of_claims_has_one_column():
    with pytest.raises(cs.CostshareError, match=r"claims has the columns sökt, fått; keep one, be"):
        claims.cea(10, FRAMES["pandas"].assign(fått=3))


def test_nothing_to_share_gives_zeros_by_every_rule():
    for rule in claims.RULES.values():
        assert rule(0, {"A": 0, "B": 3}) == {"A": 0, "B": 0}
        assert rule(0, [0, 0]) == [0, 0]
        assert rule(0, []) == []
        assert rule("0.00", [5], unit="0.01") == [Decimal("0.00")]
        assert rule(7, [7, 0]) == [7, 0]


def test_rules_that_would_take_too_long_are_left_out_of_a_comparison_and_named():
    own = {f"claimant {place}": 10**7 + 3**place for place in range(30)}
    found = claims.compare(10**8, own)
    assert found.rules == ("proportional", "cea", "cel", "talmud", "minimal_overlap")
    assert str(found).endswith(
        "Left out: random arrival. claims of 30 claimants have too many different sums for random "
        "arrival; round them to a larger unit first, or use talmud."
    )
    assert claims.ClaimsComparison.from_dict(found.to_dict()) == found
    with pytest.raises(cs.CostshareError, match="claims of 30 claimants have too many different"):
        claims.compare(10**8, own, rules=["random_arrival"])
    with pytest.raises(cs.CostshareError, match="rules are a set, which has no order"):
        claims.compare(10**8, own, rules={"cea", "cel"})


def test_in_swedish_the_reason_of_what_is_left_out_is_quoted():
    found = claims.compare(10**8, {f"claimant {place}": 10**7 + 3**place for place in range(30)})
    text = found.to_text(lang="sv")
    assert "\nUtelämnat: slumpvis ankomst. ”claims of 30 claimants have too many" in text
    assert text.endswith("or use talmud.”")


def test_what_would_take_too_long_is_refused():
    with pytest.raises(cs.CostshareError, match="claims of 30 claimants have too many different"):
        claims.random_arrival(10**8, [10**7 + 3**place for place in range(30)])
    with pytest.raises(cs.CostshareError, match="claims of 100000 claimants have too"):
        claims.random_arrival(100, [1] * 100_000)
    with pytest.raises(cs.CostshareError, match="2001 claimants are too many for minimal overlap"):
        claims.minimal_overlap(100, [1] * 2_001)


def test_an_estate_that_is_not_in_units_is_refused():
    with pytest.raises(cs.CostshareError, match=r"estate 10\.5 is not a multiple of unit 1; pass"):
        claims.cea("10.5", [10, 10], unit=1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rules": []}, "rules are empty; name one rule or more, such as 'cea'"),
        ({"rules": ["cea", "cea"]}, "rule cea is listed twice; list it once"),
        ({"rules": ["celo"]}, "unknown rule 'celo'; did you mean 'cel'?"),
        ({"claims": {}}, "claims are empty; pass one claim or more"),
        ({"claims": [1, 2]}, "claims is of type list; pass values by name"),
        ({"currency": "kr"}, "currency 'kr'"),
        ({"estate": 10}, "estate 10 is more than the sum of the claims"),
    ],
)
def test_a_comparison_refuses_the_same(changes, message):
    given = {"estate": 2, "claims": {"A": 1, "B": 2}, **changes}
    with pytest.raises(cs.CostshareError) as error:
        claims.compare(given.pop("estate"), given.pop("claims"), **given)
    assert str(error.value).startswith(message)


COMPARED = claims.compare("100.00", {"A": 30, "B": "90.50", "C": 40}, unit="0.01", currency="SEK")


def test_a_comparison_comes_back_and_proves_its_awards():
    data = json.loads(json.dumps(COMPARED.to_dict()))
    assert claims.ClaimsComparison.from_dict(data) == COMPARED
    assert data["awards"]["cel"] == {"A": "59/6", "B": "211/3", "C": "119/6"}
    for field, change in [("awards", {"cea": {}}), ("amounts", {}), ("estate", "99")]:
        with pytest.raises(cs.ConservationError, match="is not what the other fields give"):
            claims.ClaimsComparison.from_dict(data | {field: change})
    with pytest.raises(cs.CostshareError, match="unknown rule 'x'"):
        claims.ClaimsComparison.from_dict(data | {"rules": ["x"]})


def test_a_comparison_is_a_table_a_frame_and_sentences():
    frame = COMPARED.to_frame()
    assert list(frame.columns) == list(COMPARED) == list(COMPARED.rules)
    assert [sum(frame[rule]) for rule in frame] == [100] * 6
    tidy = COMPARED.to_frame(tidy=True)
    assert len(tidy) == 6 * 3
    assert (tidy["claim"] == tidy["award"] + tidy["loss"]).all()
    assert COMPARED.losses("cea")["A"] == 0
    with pytest.raises(cs.CostshareError, match="unknown rule 'cell'; did you mean 'cel'"):
        COMPARED.losses("cell")
    text = str(COMPARED)
    assert "100 shared among claims of 160.5, SEK" in text
    assert "Talmud: each loses the same, but at most half of its claim: up to" in text
    assert repr(COMPARED).startswith("<ClaimsComparison 100 among 3 claimants: proportional, cea")
