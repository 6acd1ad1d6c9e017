"""A budget report and its findings are said, and only names stay as they are."""

import json
from dataclasses import replace

import pytest
from pydantic import TypeAdapter

import budget_2022_local
import costshare as cs
from costshare.budget import BudgetFinding
from masked import MASKED, words_left, words_not_said
from said_forms import forms_in, forms_of

ITEMS = [
    cs.BudgetItem(name="kontor", income=150, cost=90, pools=["kontor", "lager"], stated_variance=9),
    cs.BudgetItem(name="arkiv", income=20, cost=12, comment="vakant tjänst", stated_variance=70),
    cs.BudgetItem(name="skola", income=7, cost=12),
]
FEES = cs.Agreement(
    name="Nämnden",
    period="2022",
    members=[cs.Member(name="Boden"), cs.Member(name="Luleå")],
    pools=[
        cs.Pool(name=name, total=total, model=cs.Flat())
        for name, total in (("kontor", 60), ("lager", 40), ("arkiv", 30), ("bad", 5))
    ],
).allocate()
STATED = {"stated_income": 100, "stated_cost": 990, "stated_variance": 1}
SURPLUS = {"income": 100, "cost": 90}
REPORTS = [
    cs.BudgetReport(items=ITEMS, period="2022", **STATED),
    cs.BudgetReport(
        items=[ITEMS[0].replace(budget=95, forecast=400, year_budget=390), *ITEMS[1:]],
        name="Uppföljning",
    ),
    cs.BudgetReport(
        items=[ITEMS[0].replace(budget=SURPLUS, forecast=SURPLUS, year_budget=SURPLUS)],
        currency="SEK",
    ),
]
MONTHS = [
    cs.BudgetMonths(
        reports=[
            cs.BudgetReport(period=f"2022-{month:02}", items=[ITEMS[1].replace(budget=30)])
            for month in range(1, count + 1)
        ],
        year_budget={"arkiv": 400},
        name=name,
    )
    for count, name in ((1, "Budget report"), (11, "Uppföljning"), (12, "Budget report"))
]
RESULTS = [
    *REPORTS,
    *MONTHS,
    *(cs.BudgetForecast(months=each, by=by) for each in MONTHS for by in ("budget", "pace")),
]
NAMES = ["kontor", "lager", "arkiv", "skola", "bad", "vakant tjänst", "Uppföljning", "SEK"]


def findings():
    return [each for report in REPORTS for each in report.findings_against(FEES)]


@pytest.mark.parametrize("result", RESULTS)
def test_only_names_are_not_said(result):
    assert words_not_said(result, NAMES) == []
    again = type(result).from_dict(json.loads(json.dumps(result.to_dict())))
    assert again.to_text(lang="sv") == result.to_text(lang="sv")


def test_only_names_in_findings_are_not_said_also_after_they_were_saved():
    data = TypeAdapter(BudgetFinding)
    for each in findings():
        assert str(each) == each.to_text() == each.message
        assert words_left(MASKED(each.message), NAMES) == []
        again = data.validate_json(data.dump_json(each))
        assert again == each
        assert again.to_text(lang="sv") == each.to_text(lang="sv")


def test_the_examples_say_every_sentence():
    said = forms_of(*RESULTS, *(each.message for each in findings()))
    assert forms_in("budget") - said == set()
    assert {each.kind for each in findings()} == {
        *("stated_variance", "stated_total"),
        *("income_differs", "item_without_fees", "pool_without_item"),
    }


def test_a_report_in_swedish():
    assert REPORTS[0].to_text(lang="sv").startswith("Budgetuppföljning 2022\n")
    real = budget_2022_local.report().findings_against(budget_2022_local.fees())
    texts = [each.to_text(lang="sv").replace("\N{NO-BREAK SPACE}", " ") for each in real]
    assert texts[1] == (
        "datacenter: avgifter på 1 149 600, men ingen post i budgetuppföljningen har dem som "
        "intäkt."
    )
    assert texts[5] == (
        "Räddningstjänsten: intäkter på 858 700, men avgifterna för raddningstjanst summerar till "
        "732 500: 126 200 för mycket."
    )
    assert texts[7].replace("\N{MINUS SIGN}", "-") == (
        "Projekt DCBD: avvikelsen är -144 299 men anges på annat håll till -144 280, vilket är 19 "
        "högre."
    )


def swedish(result):
    """Write in Swedish, with plain spaces and signs."""
    text = result.to_text(lang="sv").replace("\N{NO-BREAK SPACE}", " ")
    return text.replace("\N{MINUS SIGN}", "-")


def test_variances_in_swedish():
    assert swedish(REPORTS[1]).split("\n\n")[2:4] == [
        "Avvikelser, även i procent av budget; över noll är bättre än budget",
        """\
        avvikelse intäkt  intäkt, %  avvikelse kostnad  kostnad, %
------------------------------------------------------------------
kontor                55     ≈ 57,9                  5       ≈ 5,3
arkiv                 20          –                -12           –
skola                  7          –                -12           –
------------------------------------------------------------------
summa                 82          –                -19           –""",
    ]


def test_months_in_swedish():
    assert (
        swedish(MONTHS[0])
        == """\
Budgetuppföljning 2022-01

Resultat

       2022-01  summa
---------------------
arkiv        8      8
---------------------
summa        8      8

Ackumulerat resultat

       2022-01
--------------
arkiv        8
--------------
summa        8

Avvikelse

       2022-01  summa
---------------------
arkiv        8      8
---------------------
summa        8      8

Ackumulerad avvikelse

       2022-01
--------------
arkiv        8
--------------
summa        8"""
    )


def test_a_forecast_in_swedish():
    assert (
        swedish(cs.BudgetForecast(months=MONTHS[1], by="pace"))
        == """\
Uppföljning 2022: helårsprognos

Intäkter

       utfall  återstår  prognos  årsbudget  prognosavvikelse
-------------------------------------------------------------
arkiv     220        20      240        400              -160
-------------------------------------------------------------
summa     220        20      240        400              -160

Kostnader

       utfall  återstår  prognos  årsbudget  prognosavvikelse
-------------------------------------------------------------
arkiv     132        12      144        400               256
-------------------------------------------------------------
summa     132        12      144        400               256

Resultat

       utfall  återstår  prognos  årsbudget  prognosavvikelse
-------------------------------------------------------------
arkiv      88         8       96          0                96
-------------------------------------------------------------
summa      88         8       96          0                96

1 månad återstår och prognostiseras i samma takt som hittills."""
    )


def test_people_read_the_labels_of_pools():
    pools = [replace(pool, label=f"{pool.name.upper()}S") for pool in FEES.pools]
    found = REPORTS[0].findings_against(replace(FEES, pools=tuple(pools)))
    messages = {each.item or each.pool: each.message for each in found}
    assert "the fees of KONTORS and LAGERS sum to 100" in messages["kontor"]
    assert messages["bad"].startswith("BADS: fees of 5,")
