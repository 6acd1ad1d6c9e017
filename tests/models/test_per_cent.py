"""A share may be written in per cent wherever one is declared."""

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs

MEMBERS = {"A": {"population": 1}, "B": {"population": 3}}
MODEL = cs.PerCapita()


@pytest.mark.parametrize(
    "build",
    [
        lambda share: cs.Mixed(flat_share=share),
        lambda share: cs.Blend(parts=[(share, cs.Flat()), ("80 %", MODEL)]),
        lambda share: cs.Bounded(model=MODEL, minimum_share=share),
        lambda share: cs.Bounded(model=MODEL, maximum_share={"B": share}),
        lambda share: cs.Damped(model=MODEL, previous={"A": 20}, max_increase=share),
    ],
)
def test_models_read_per_cent(build):
    assert build("20%") == build(" 20 % ") == build("0.2") == build(0.2) == build("1/5")


@given(st.decimals(0, 100, places=3))
def test_per_cent_is_a_hundredth(number):
    assert cs.Mixed(flat_share=f"{number}%").flat_share * 100 == number


def test_rates_of_tax_read_per_cent():
    line = cs.InvoiceLine(member="A", pool="p", amount="125", vat_rate="25%")
    assert line == cs.InvoiceLine(member="A", pool="p", amount="125", vat_rate="0.25")
    net = [cs.InvoiceLine(member="A", pool="p", amount=100)]
    assert cs.add_tax(net, "25 %").total == cs.add_tax(net, "0.25").total == 25
    assert cs.InvoiceLine(member="A", pool="p", amount=1, vat_rate="125%").problems == (
        "vat_rate 1.25 is not a share from 0 to below 1; write 25 per cent as 0.25 or '25%'",
    )


def test_a_sweep_reads_per_cent():
    fees = cs.sweep(1000, MEMBERS, lowest="10%", highest="60 %", unit=100)
    assert fees.at("50%") == fees.at("0.5")
    with pytest.raises(cs.CostshareError) as caught:
        cs.sweep(1000, MEMBERS, lowest="70%", highest="30%")
    assert str(caught.value) == (
        "a sweep from 0.7 to 0.3 must run from a lower to a higher share; pass the lower one as "
        "lowest"
    )
    with pytest.raises(cs.CostshareError, match="highest share 60 lies outside 0 to 1; write"):
        cs.sweep(1000, MEMBERS, highest=60)


def test_a_flat_share_found_may_be_tried_in_per_cent():
    found = cs.infer_mixed({"A": 35, "B": 65}, {"A": 1, "B": 3})
    assert found.reproduces("40%") == found.reproduces("0.4")


@pytest.mark.parametrize(
    ("share", "way"),
    [
        (20, "share 20 lies outside 0 to 1; write '20%' if per cent are meant"),
        ("1.5", "share 1.5 lies outside 0 to 1; write '1.5%' if per cent are meant"),
        (
            "120%",
            "share 1.2 lies outside 0 to 1; write a part, such as '0.4' or '40%'",
        ),
        (
            "-5%",
            "share -0.05 lies outside 0 to 1; write a part, such as '0.4' or '40%'",
        ),
        (400, "share 400 lies outside 0 to 1; write a part, such as '0.4' or '40%'"),
        ("x%", "share 'x%' is not a plain number; write it as 1234.50"),
    ],
)
def test_what_is_not_a_share_is_refused(share, way):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Mixed(flat_share=share)
    assert str(caught.value) == f"Mixed: flat_share: {way}"


def test_an_agreement_with_per_cent_is_loaded_and_valid(tmp_path):
    pool = {"name": "p", "total": 100, "model": {"kind": "mixed", "flat_share": "40 %"}}
    board = {"name": "B", "period": "2022", "members": [{"name": "A"}], "pools": [pool]}
    jsonschema.validate(board, cs.Agreement.json_schema())
    path = tmp_path / "board.json"
    path.write_text(json.dumps(board), encoding="utf-8")
    assert cs.Agreement.load(path).pools[0].model == cs.Mixed(flat_share="0.4")


def test_a_share_that_cannot_be_read_is_shown_with_its_sign():
    with pytest.raises(cs.CostshareError, match="share '20,5%' is not a plain number"):
        cs.Mixed(flat_share="20,5%")
