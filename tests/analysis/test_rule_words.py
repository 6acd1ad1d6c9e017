"""Rules in sentences: every kind of model against every other, in every language."""

import re

import pytest

import costshare as cs
from costshare.agreement import rule_words
from costshare.models import write_model
from costshare.models._registry import KINDS
from costshare.words import languages, words_of
from masked import CODE, MASKED, words_left

INDEX = {
    "index": {"2021-01-01": "100", "2022-01-01": "1002.5"},
    "base": "2021-01-01",
    "day": "01-01",
}
BY_YEAR = {"before": cs.Flat(), "after": cs.PerCapita()}
OFF = {"10000": "10%", "40000": "20%"}
PREVIOUS = {"A": 100_000, "B": 300_000, "9 towns": 600_000}
NAMES = ["A", "B", "small", "9 towns", "office", "population", "pupils", "3d prints", "ByHand"]


class ByHand:
    """A user's own model."""

    kind = "by_hand"

    def quotas(self, members, total=None):
        return {each.name: total / len(members) for each in members}


def around(model_class, model=None, **settings):
    return model_class(model=cs.PerCapita() if model is None else model, **settings)


MODELS = (
    cs.Flat(),
    cs.Proportional(driver="3d prints"),
    cs.PerCapita(),
    cs.Mixed(flat_share="0.4"),
    cs.Mixed(flat_share="1/3"),
    cs.Mixed(flat_amount="12345.5"),
    cs.Capacity(prices={"pupils": 85, "3d prints": "1234567.5"}),
    cs.Capacity(prices={"pupils": cs.Price(free=20000, tiers=[cs.Tier(price=1)], minimum=10000)}),
    cs.Capacity(prices={"pupils": 2}, provided={"pupils": 90000}, idle="by_use"),
    cs.Tariff(base=12000, rates={"population": "1.785", "3d prints": 3}),
    cs.Tariff(base=13000),
    cs.Tiered(tiers=[{"up_to": 10000, "fee": 20000}, {"fee": 30000}]),
    cs.Tiered(tiers=[{"up_to": 20000, "fee": 20000}, {"fee": 30000}], driver="3d prints"),
    cs.Fixed(amounts=PREVIOUS),
    cs.Fixed(lines={"one-off": PREVIOUS}),
    cs.Blend(parts=[("0.6", cs.Mixed(flat_share="0.5")), ("0.4", cs.Flat())]),
    cs.Blend(parts=[("0.5", cs.PerCapita()), ("0.5", cs.Flat())]),
    around(cs.Bounded, minimum=10000, on="quota"),
    around(cs.Bounded, maximum=400000, except_for=["A"]),
    around(cs.Bounded, minimum_share="0.01%", maximum_share="0.5"),
    around(cs.Bounded, minimum=10000, prorated=True),
    around(cs.Bounded, fixed_share={"9 towns": "25%"}),
    around(cs.Bounded, cs.Fixed(amounts=PREVIOUS), maximum=10**6),
    around(cs.Bounded, cs.Fixed(amounts={**PREVIOUS, "A": 1}), maximum=10**6),
    around(cs.Bounded, minimum={"small": 10000}, groups={"small": ["A", "B"]}),
    around(cs.Damped, previous=PREVIOUS, max_increase="50%"),
    around(cs.Damped, previous={**PREVIOUS, "A": 200_000}, max_increase="50%"),
    around(cs.Damped, previous=PREVIOUS, max_increase="50%", max_decrease="0.01%"),
    around(cs.Discounted, discounts=OFF, mode="volume"),
    around(cs.Discounted, discounts=OFF),
    around(cs.Discounted, nothing_below=20000),
    around(cs.Discounted, member_discounts={"A": "1%"}),
    around(cs.Discounted, member_discounts={"A": "1%"}, taken_over_by=["B"]),
    around(cs.Indexed, cs.Tariff(base=10000), years_before=0, **INDEX),
    around(cs.Indexed, cs.Tariff(base=10000), years_before=1, **INDEX),
    cs.Phased(start=2022, years=3, **BY_YEAR),
    cs.Phased(start=2022, years=5, **BY_YEAR),
    cs.Phased(start=2020, years=1, **BY_YEAR),
    cs.Phased(start=2020, steps=["0.1", "50%", 1], **BY_YEAR),
    cs.Phased(start=2020, steps=["1/9", "2/3", 1], **BY_YEAR),
    around(cs.RoundedShares, places=2),
    around(cs.RoundedShares, places=3, ties="largest"),
    ByHand(),
)
BOARD = cs.Agreement(
    name="Board",
    period="2022",
    members=[
        cs.Member(name=name, population=size, drivers={"pupils": size, "3d prints": 2 * size})
        for name, size in (("A", 1000), ("B", 13000), ("9 towns", 50000))
    ],
    pools=[cs.Pool(name="office", total=0, model=cs.Flat())],
)


def fees_by(model):
    total = None if isinstance(model, cs.Fixed) else "1000000.46"
    if isinstance(getattr(model, "model", None), cs.Fixed):
        total = sum(model.model.amounts.values())
    pool = cs.Pool(name="office", total=total, unit="0.01", model=model)
    return BOARD.replace(pools=[pool]).allocate()


FEES = [fees_by(each) for each in MODELS]
# What no sentence has: a rule without the word that it needs, or a number that was not written.
WRONG = re.compile(
    r"\bby (by|with|equally|in|bounded|mixed|blend|damped|indexed|phased|tiered)\b"
    r"|\b(has|have) (on|before|after|by|from|prorated|except|nothing)\b"
    r"|\befter (med|lika|i|från|enligt|blandad|kombination|stegvis|indexerat|dämpad)\b"
    r"|\bhar (också |inte längre )?(från|efter|gäller|utom|inget|fördelat|outnyttjat)\b"
    r"|prissättning efter .*rabatt|rabatt.* prissättning efter"
    r"|(?<![0-9.,])[0-9]{5}|[0-9]%|\(\)|_(below|for)\b|other settings"
)


def sentences(one, other):
    """What differs between two rules, and why a fee of a member changes."""
    for difference in cs.compare({"today": one, "new": other}).differences("new"):
        if difference.kind == "model":
            yield difference.message
    change = cs.explain_change(one, other, "B", "office")
    yield from (block for block in change._blocks() if isinstance(block, str))


def test_every_kind_of_model_is_here():
    assert {getattr(each, "kind", None) for each in MODELS} == {*KINDS, "by_hand"}


@pytest.mark.parametrize("at", range(len(MODELS)), ids=lambda at: f"{at} {MODELS[at].kind}")
def test_a_rule_is_a_part_of_a_sentence_in_every_language(at):
    for one, other in ((FEES[at], each) for place, each in enumerate(FEES) if place != at):
        found = [*sentences(one, other)]
        assert len(found) > 0
        for text in found:
            for lang in languages():
                said = words_of(lang)(text)
                assert not WRONG.search(said.replace("\N{NO-BREAK SPACE}", " ")), said
            assert words_left(MASKED(text), NAMES) == [], text
            assert not CODE.search(MASKED(text)), text


@pytest.mark.parametrize(
    ("model", "rule", "in_swedish"),
    [
        (
            around(cs.Bounded, minimum={"small": 1}, groups={"small": ["A", "B", "9 towns"]}),
            "(minimum (small 1), group small (A, B and 9 towns))",
            "(golv (small 1), gruppen small (A, B och 9 towns))",
        ),
        (
            around(cs.Bounded, maximum=10**6, on="quota"),
            "(maximum 1 000 000, bounds on quotas before rounding)",
            "(tak 1 000 000, gränser för kvoter före avrundning)",
        ),
        (
            around(cs.RoundedShares, places=2, method="each"),
            "(decimal places 2, each share rounded on its own)",
            "(decimaler 2, varje andel avrundad för sig)",
        ),
        (
            cs.Capacity(prices={"pupils": 2}, provided={"pupils": 90000}, idle="host", host="A"),
            "(prices (pupils 2), provided (pupils 90 000), idle capacity paid by A)",
            "tillhandahållet (pupils 90 000), outnyttjad kapacitet betalas av A)",
        ),
        (
            cs.Capacity(
                prices={
                    "pupils": cs.Price(
                        tiers=[cs.Tier(up_to=9, price="1.5", fee=3), cs.Tier(price=1)], minimum=100
                    )
                }
            ),
            "up to and including 9: price 1.5 and fee 3; above that: price 1), minimum charge 100",
            "(steg (till och med 9: pris 1,5 och avgift 3; däröver: pris 1); minimiavgift 100)",
        ),
    ],
)
def test_settings_are_said_in_plain_words(model, rule, in_swedish):
    pool = fees_by(cs.Flat()).pools[0]
    text = rule_words(write_model(model), pool.label_of)
    assert rule in text
    assert in_swedish in words_of("sv")(text).replace("\N{NO-BREAK SPACE}", " ")


def test_members_of_a_group_are_a_difference():
    """Of many members the first are named, and the others counted."""
    towns = [f"town {number}" for number in range(30)]
    text = rule_words(
        write_model(around(cs.Bounded, minimum={"all": 1}, groups={"all": towns})), str
    )
    assert f"group all ({', '.join(towns[:8])} and 22 more)" in text
    sides = {
        name: fees_by(around(cs.Bounded, minimum={"small": 1}, groups={"small": members}))
        for name, members in (("now", ["A"]), ("then", ["A", "B"]))
    }
    (difference,) = cs.compare(sides).differences("then")
    assert difference.message == "office has group small (A and B) instead of group small (A)"


def test_other_years_of_a_rule_that_is_phased_in():
    years = (fees_by(cs.Phased(start=2022, years=years, **BY_YEAR)) for years in (3, 5))
    (difference,) = cs.compare(dict(zip("ab", years, strict=True))).differences("b")
    assert [words_of(lang)(difference.message) for lang in ("en", "sv")] == [
        "office has years 5 instead of years 3",
        "office har antal år 5 i stället för antal år 3",
    ]
