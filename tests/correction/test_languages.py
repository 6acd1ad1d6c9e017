"""A correction and its explanation are said, and so are the parts of fees that include it."""

import json

import pytest

import costshare as cs
from cascades_local import platform
from costshare.correction import CorrectionExplanation
from masked import MASKED, words_left, words_not_said
from said_forms import forms_in, forms_of

MODEL = cs.Capacity(prices={"vcpu": 10})
NAMES = ["Boden", "Kiruna", "Luleå", "Piteå", "Älvsbyn", "server", "vcpu", "SEK"]
NAMES += ["Product", "platform", "Platform"]


def fees(use, *, period="2022-01", total=None, left=None):
    members = [
        cs.Member(name=name, drivers={"vcpu": count}, left=left) for name, count in use.items()
    ]
    model = MODEL if total is None else cs.Proportional(driver="vcpu")
    pool = cs.Pool(name="server", total=total, model=model)
    return cs.Agreement(
        name="server", period=period, currency="SEK", members=members, pools=[pool]
    ).allocate()


BILLED = fees({"Boden": 8, "Kiruna": 5, "Luleå": 1, "Älvsbyn": 2})
RESTATED = fees({"Boden": 9, "Kiruna": 4, "Piteå": 1, "Älvsbyn": 2})
SHARED = cs.correct(
    fees({"Boden": 1, "Kiruna": 1}, total=100), fees({"Boden": 1, "Kiruna": 3}, total=80)
)
OTHERS = cs.correct(
    fees({"Boden": 1, "Kiruna": 1}, total=100), fees({"Boden": 1, "Kiruna": 3}, total=100)
)
LEFT = cs.correct(fees({"Boden": 31}), fees({"Boden": 31}, left="2022-01-15"))
TIMELESS = cs.correct(
    *(cs.allocate(None, MODEL, {"Boden": {"vcpu": n}}, pool="server") for n in (1, 2))
)
ANOTHER = cs.correct(
    fees({"Boden": 1, "Kiruna": 1, "Luleå": 1}, total=90),
    fees({"Boden": 1, "Kiruna": 1, "Piteå": 3}, total=90),
)


class Ours:
    """A user's own model, whose rule is not in the record."""

    def __init__(self, first):
        self.first = first

    def quotas(self, members, total=None):
        rest = (total - self.first) / (len(members) - 1)
        return {each.name: rest if at else self.first for at, each in enumerate(members)}


UNKNOWN = cs.correct(
    *(cs.allocate(100, Ours(n), {"Boden": {}, "Kiruna": {}}, pool="server") for n in (10, 20))
)
# The own costs of a product are dearer by what its platform is cheaper.
LEVELS = cs.correct(
    platform().allocate(),
    cs.what_if(platform(), total={"platform": 9_300, "Product A": 20_300}).allocate(),
)
CORRECTIONS = [
    *(cs.correct(BILLED, RESTATED), SHARED, OTHERS, LEFT, TIMELESS, ANOTHER, UNKNOWN, LEVELS)
]
NOTHING = CorrectionExplanation((), BILLED.period, "SEK")


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_only_names_are_not_said(correction):
    for each in (correction, correction.explain(), NOTHING):
        assert words_not_said(each, NAMES) == []
        again = type(each).from_dict(json.loads(json.dumps(each.to_dict())))
        assert again.to_text(lang="sv") == each.to_text(lang="sv")


def labels():
    """The labels of the parts of fees that are, or include, a correction."""
    later = fees({"Boden": 8, "Kiruna": 5}, period="2022-02")
    applied = [
        CORRECTIONS[0].fees,
        CORRECTIONS[0].applied_to(later),
        TIMELESS.applied_to(TIMELESS.billed),
    ]
    return [term.label for each in applied for pool in each.pools for term in pool.terms]


def test_the_parts_of_fees_are_said():
    assert words_left(" ".join(map(MASKED, labels()))) == []


def test_the_examples_say_every_sentence():
    explained = [each.explain() for each in CORRECTIONS]
    assert forms_in("correction") - forms_of(*CORRECTIONS, *explained, NOTHING, *labels()) == set()


def test_a_correction_in_swedish():
    correction = CORRECTIONS[0]
    assert (
        correction.to_text(lang="sv")
        == """\
Rättelse av server 2022-01, SEK

         debiterat  tidigare rättat  omräknat  rättelse
-------------------------------------------------------
Boden           80                0        90        10
Kiruna          50                0        40       -10
Luleå           10                0         –       -10
Älvsbyn         20                0        20         0
Piteå            –                0        10        10
-------------------------------------------------------
summa          160                0       160         0"""
    )
    assert (
        correction.explain("Boden").to_text(lang="sv")
        == """\
Boden, server: rättelse av 2022-01
  1. omräknat: 90; vcpu 8 → 9
  2. debiterat: 80
  3. tidigare rättat: 0
  4. återstår: 90 - 80 - 0 = 10
  Att debitera: 10 SEK"""
    )


def test_people_read_the_labels_of_pools_and_drivers():
    def month(use, period="2022-01"):
        pools = [
            cs.Pool(name=name, model=MODEL, label=label)
            for name, label in (("server", "Drift & miljö"), ("lab", None))
        ]
        return cs.Agreement(
            name="Nämnden",
            period=period,
            members=[cs.Member(name=name, drivers={"vcpu": count}) for name, count in use.items()],
            pools=pools,
            driver_labels={"vcpu": "kärnor"},
        ).allocate()

    correction = cs.correct(month({"Boden": 8}), month({"Boden": 9}))
    assert "\nDrift & miljö  " in str(correction)
    explained = correction.explain("Boden", "server")
    assert CorrectionExplanation.from_dict(explained.to_dict()) == explained
    assert str(explained).startswith("Boden, Drift & miljö: correction of 2022-01\n")
    assert "90; kärnor 8 → 9\n" in str(explained)
    applied = correction.applied_to(month({"Boden": 8}, "2022-02"))
    for fees in (applied, correction.fees):
        assert fees.pool("server").title == "Drift & miljö"
