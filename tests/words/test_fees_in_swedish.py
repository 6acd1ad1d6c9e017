"""Fees and explanations in Swedish: a real case, a tie, a credit, prices, bounds, an agreement."""

import json
import re
from pathlib import Path

import pytest

import costshare as cs
from circles_local import schools

EXAMPLE = Path(__file__).parents[2] / "examples" / "norrbotten_2022.toml"
FACTS = {"A": {"x": 2, "y": 1}, "B": {"x": 5, "y": 0}, "C": {"x": 8, "y": 9}}


def swedish(result):
    """Say a result in Swedish, with plain spaces between groups of digits."""
    return result.to_text(lang="sv").replace("\N{NO-BREAK SPACE}", " ")


def norrbotten():
    agreement = cs.Agreement.load(EXAMPLE)
    named = {"utvecklare": "Utvecklare av e-tjänster"}
    pools = [pool.replace(label=named.get(pool.name)) for pool in agreement.pools]
    return agreement.replace(pools=pools, driver_labels={"population_2019": "invånare 2019"})


def test_a_fee_of_norrbotten_2022():
    explained = norrbotten().allocate().explain("Kiruna", "utvecklare")
    text = (
        "Kiruna, Utvecklare av e-tjänster 2022\n"
        "Regel: 52,36 % lika och resten efter invånare 2019; 937 200 "
        "fördelat på 14 medlemmar i enheter om 100 enligt största rest.\n"
        "  1. lika del: 490 717,92 × 1 / 14 (≈ 7,14286 %) = 35 051,28\n"
        "  2. efter invånare 2019: 446 482,08 × 22 867 / 250 093 (≈ 9,14340 %) ≈ 40 823,6365\n"
        "  3. kvot: 35 051,28 + 40 823,6365 ≈ 75 874,9165; det är 20 247 317 / 250 093 000 av "
        "totalbeloppet (≈ 8,09592 %)\n"
        "  4. heltalsdel: ≈ 75 874,9165 / 100 ≈ 758,749165, alltså 758 enheter = 75 800, rest "
        "≈ 0,749165 av en enhet\n"
        "  5. heltalsdelarna lämnar 7 enheter till de största resterna; Kiruna har plats 3 av 14: "
        "en extra enhet\n"
        "  Avgift: 75 900 SEK"
    )
    assert swedish(explained) == text
    saved = json.loads(json.dumps(explained.to_dict()))
    assert swedish(cs.Explanation.from_dict(saved)) == text
    assert str(explained) == explained.to_text() != text


def test_the_fees_of_norrbotten_2022():
    lines = swedish(norrbotten().allocate()).splitlines()
    assert lines[0] == "Norrbottens e-nämnd 2022, SEK"
    assert lines[2].split() == [
        *("grundbelopp", "Utvecklare", "av", "e-tjänster", "e_tjansteplattform"),
        *("raddningstjanst", "e_arkiv", "datacenter", "summa"),
    ]
    assert lines[-1] == (
        "summa         1 065 400                   937 200           1 046 900          732 500"
        "  313 000   1 149 600  5 244 600"
    )


def test_the_explanation_of_a_pool_of_norrbotten_2022():
    explained = norrbotten().allocate().explain(pool="utvecklare")
    header, _, arjeplog = swedish(explained).splitlines()[3:6]
    assert re.split("  +", header) == [
        *("medlem", "invånare 2019", "kvot", "heltalsdel", "extra enhet", "avgift"),
    ]
    assert re.split("  +", arjeplog) == [
        *("Arjeplog", "2 785", "≈ 40 023,2408", "40 000", "0", "40 000"),
    ]


def test_the_agreement_of_norrbotten_2022():
    assert swedish(norrbotten()).splitlines()[2:6] == [
        "                                   modell      summa  enhet",
        "-" * 59,
        "grundbelopp                      lika del  1 065 400      1",
        "Utvecklare av e-tjänster          blandad    937 200    100",
    ]


def test_a_credit_with_a_tie_by_webster():
    fees = cs.allocate(-5, cs.Flat(), FACTS, method="webster", ties="smallest")
    assert swedish(fees.explain("A")) == (
        "A, fee\n"
        "Regel: lika; -5 fördelat på 3 medlemmar i enheter om 1 enligt Websters metod.\n"
        "  1. lika del: -5 × 1 / 3 (≈ 33,3333 %) ≈ -1,666667\n"
        "  2. kvot: ≈ -1,666667; det är 1 / 3 av totalbeloppet (≈ 33,3333 %)\n"
        "  3. en kreditering fördelas som en debitering av samma storlek och byter sedan tecken\n"
        "  4. heltalsdel: ≈ 1,666667 / 1 ≈ 1,666667, alltså 1 enhet = 1, rest ≈ 0,666667 av en "
        "enhet\n"
        "  5. Websters metod avrundar varje kvot / d till närmaste enhet, med det d som ger "
        "totalbeloppet: 2 enheter\n"
        "  6. lika rest som B, C: enheten går till den minsta kvoten, därefter den som står först "
        "i listan; A får den\n"
        "  Avgift: -2"
    )


def test_prices_of_a_member_for_a_part_of_the_year():
    price = cs.Price(tiers=[{"up_to": 3, "price": 7}, {"price": "6.5"}], minimum=3)
    model = cs.Capacity(prices={"x": price, "y": 2}, provided={"x": 50}, idle="flat")
    joined = {"C": "2022-05-01"}
    members = [
        cs.Member(name=name, drivers=drivers, joined=joined.get(name))
        for name, drivers in FACTS.items()
    ]
    fees = cs.allocate(None, model, members, period="2022", round_each="line", rounding="up")
    assert swedish(fees.explain("C")) == (
        "C, fee 2022\n"
        "Regel: efter prissatt användning (priser (x (steg (till och med 3: pris 7; däröver: pris "
        "6,5); minimiavgift 3); y 2), tillhandahållet (x 50), outnyttjad kapacitet fördelad "
        "lika); debiteras 3 medlemmar, varje rad avrundad i enheter om 1 (alltid uppåt), vilket "
        "ger ≈ 0,993151 mer sammanlagt.\n"
        "  1. y: 9 × 2 = 18\n"
        "  2. x, utnyttjad del, prissteg 1 (till och med 3), efter antal dagar: x 8, varav "
        "≈ 2,01370 till och med ≈ 2,01370 (3 × 245/365 dagar); ≈ 2,01370 × 7 ≈ 14,0959\n"
        "  3. x, utnyttjad del, prissteg 2 (mer än 3), efter antal dagar: x 8, varav ≈ 5,98630 "
        "över ≈ 2,01370 (3 × 245/365 dagar); ≈ 5,986301 × 6,5 ≈ 38,9110\n"
        "  4. x, utnyttjad del, upp till minimiavgiften 3, efter antal dagar: debiterat ≈ 53,0068, "
        "inte mindre än ≈ 2,01370 (3 × 245/365 dagar); läggs till = 0\n"
        "  5. x, outnyttjad del, lika del, 35 à 7: tillhandahållet 50, utnyttjat 15, "
        "outnyttjat 35; 245 × 1 × 245/365 dagar / ≈ 2,671233 (≈ 25,1282 %) ≈ 61,5641\n"
        "  6. kvot: 18 + 14,0959 + 38,911 + 0 + 61,5641 ≈ 132,571\n"
        "  7. rad x: 14,0959 + 38,911 + 61,5641 ≈ 114,571\n"
        "  8. varje rad avrundad uppåt till en multipel av 1: 18 + 115 = 133\n"
        "  Avgift: 133"
    )


def test_a_fee_at_a_bound():
    model = cs.Bounded(model=cs.Proportional(driver="x"), minimum=20, maximum_per={"x": 20})
    assert swedish(cs.allocate(100, model, FACTS).explain("A")).splitlines()[2:5] == [
        "  1. efter x: 100 × 2 / 15 (≈ 13,3333 %) ≈ 13,33333",
        "  2. golv: gränsen 20 nås, ≈ 6,66667 mer, som avlastar B, C",
        "  3. tak 20 per x: 2 × 20 = 40, nås inte",
    ]


def test_a_fixed_share_and_a_discount():
    fixed = cs.Bounded(model=cs.Proportional(driver="x"), fixed_share={"A": "10%"})
    assert swedish(cs.allocate(100, fixed, FACTS).explain("A")).splitlines()[2] == (
        "  1. fast andel av totalbeloppet: 0,1 × 100 = 10"
    )
    model = cs.Discounted(
        model=fixed.model, driver="x", discounts={8: "25%"}, mode="volume", nothing_below=3
    )
    fees = cs.allocate(150, model, FACTS)
    steps = [swedish(fees.explain(name)).splitlines()[3] for name in FACTS]
    assert steps == [
        "  2. inget under 3 x: x 2, under 3; -1 × 20 = -20",
        "  2. övertaget från A, C: 40 × 50 / 50 (100 %) = 40",
        "  2. 25 % rabatt från 8 x: x 8, från och med 8; -0,25 × 80 = -20",
    ]
    graduated = model.replace(mode=None, nothing_below=None, discounts={4: "25%"})
    (step,) = swedish(cs.allocate(150, graduated, FACTS).explain("C")).splitlines()[3:4]
    assert step == "  2. 25 % rabatt över 4 x: x 8, varav 4 över 4; -0,25 × 4 / 8 × 80 = -10"


@pytest.mark.parametrize(
    ("rounding", "words"),
    [
        ("half_up", "till närmaste multipel av 10, halva uppåt"),
        ("half_even", "till närmaste multipel av 10, halva till den jämna"),
        ("half_down", "till närmaste multipel av 10, halva nedåt"),
        ("up", "uppåt till en multipel av 10"),
        ("down", "nedåt till en multipel av 10"),
    ],
)
def test_every_rounding_in_swedish(rounding, words):
    fees = cs.allocate(None, cs.Tariff(rates={"x": 1}), FACTS, unit=10, rounding=rounding)
    step, fee = swedish(fees.explain("B")).splitlines()[-2:]
    assert step == f"  2. avrundat {words}: {fee.removeprefix('  Avgift: ')}"


def test_pools_that_charge_each_other():
    swedish = schools().allocate().explain().to_text(lang="sv")
    assert "solved" not in swedish
    assert "whole units" not in swedish


def test_a_step_down():
    agreement = schools(support="step_down", order=["IT", "HR"])
    fees = agreement.allocate()
    for each in (agreement, fees, fees.explain("Schools", "HR")):
        text = swedish(each)
        assert "step-down" not in text.lower()
        assert "passed on" not in text


def test_final_fees_are_a_part_of_a_pool():
    final = schools().allocate().final_fees()
    letter = cs.fee_letters(final, contact="A", lang="sv")["Care"]
    assert "avgifter för IT, så som de fördelats på alla dess medlemmar: som angivet" in letter
