"""Input with small errors: names that are nearly right, issuers in capitals."""

import pandas as pd
import pytest

import costshare as cs

FEES = cs.allocate(200, cs.Flat(), {"Boden": {}, "Kiruna": {}}, pool="grundbelopp", currency="SEK")
OWN = FEES.invoice_lines()


@pytest.mark.parametrize(
    ("plans", "message"),
    [
        (
            {"budget": {"grundbelop": 200}},
            "budget by pool names 'grundbelop', but not 'grundbelopp'; rename it, or",
        ),
        (
            {"last_year": {"Bodn": {"grundbelopp": 90}}},
            "last_year by member names 'Bodn', but not 'Boden'; rename it, or",
        ),
        ({"budget": {"Boden": 100}}, "budget by pool names 'Boden', which is not a pool; pass"),
        (
            {"budget": cs.allocate(200, cs.Flat(), {"Boden": {}}, currency="EUR")},
            "budget is in EUR, the fees are in SEK; convert it first",
        ),
    ],
)
def test_a_plan_with_a_misspelt_name_is_refused(plans, message):
    with pytest.raises(cs.CostshareError, match=message):
        cs.reconcile(FEES, OWN, **plans)


def test_a_plan_may_name_more_than_the_agreement():
    budget = {"grundbelopp": 200, "grundbelopp 2": 50}
    assert cs.reconcile(FEES, OWN, budget=budget).budget is not None


@pytest.mark.parametrize("issuer", ["host", "Host", " HOST "])
def test_the_host_is_the_host_in_any_case(issuer):
    frame = pd.DataFrame(
        {"member": ["Boden", "Kiruna"], "pool": "grundbelopp", "amount": 100, "billed_by": issuer}
    )
    lines = [cs.InvoiceLine(**row) for row in frame.to_dict("records")]
    for invoices in (frame, lines):
        issuers = cs.reconcile(FEES, invoices).issuers
        assert [(each.name, each.expected, each.invoiced) for each in issuers] == [
            ("host", 200, 200)
        ]


def test_vat_in_one_line_is_found_beside_a_difference_of_less_than_a_unit():
    fees = cs.allocate(4_000, cs.Flat(), {"Boden": {}}, unit=1_000, pool="arkiv")
    amounts = [1_250, 1_000, 1_000, 1_000]
    lines = [cs.InvoiceLine(member="Boden", pool="arkiv", amount=each) for each in amounts]
    (finding,) = [each for each in cs.reconcile(fees, lines).findings if each.kind == "over"]
    assert {hint.kind for hint in finding.hints} >= {"rounding", "vat_included"}
