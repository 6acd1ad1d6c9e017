"""The result: fees, totals, the frame, its check and its record."""

import json
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given

import costshare as cs
from agreements_local import agreements

MEMBERS = [
    cs.Member(name="A", population=1),
    cs.Member(name="B", population=2),
    cs.Member(name="C", population=4),
]
BOARD = cs.Agreement(
    name="Board",
    period="2022-Q2",
    currency="SEK",
    members=MEMBERS,
    pools=[
        cs.Pool(name="office", total=1000, unit=100, model=cs.PerCapita()),
        cs.Pool(name="archive", total="10.25", unit="0.01", model=cs.Flat(), exempt=["B"]),
    ],
)


@pytest.fixture
def fees():
    return BOARD.allocate()


def test_fees_and_totals_are_decimals_in_their_units(fees):
    assert str(fees.fee("A", "office")) == "100"
    assert str(fees.fee("A", "archive")) == "5.13"
    assert fees.fee("B", "archive") is None
    assert {name: str(total) for name, total in fees.pool_totals.items()} == {
        "office": "1000",
        "archive": "10.25",
    }
    assert {name: str(total) for name, total in fees.member_totals.items()} == {
        "A": "105.13",
        "B": "300.00",
        "C": "605.12",
    }
    assert str(fees.total) == "1010.25"
    assert fees.unit.size == Fraction(1, 100)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("D", "office"), "unknown member 'D'; Known: A, B, C"),
        (("A", "offce"), "unknown pool 'offce'; did you mean 'office'? Known: office, archive"),
        ((None, "office"), "unknown member None; Known: A, B, C"),
        (
            ("A", ["office"]),
            "unknown pool ['office']; did you mean 'office'? Known: office, archive",
        ),
    ],
)
def test_unknown_names_are_refused(fees, names, message):
    for ask in (fees.fee, fees.explain) if names[0] else (fees.fee,):
        with pytest.raises(cs.CostshareError) as caught:
            ask(*names)
        assert str(caught.value) == message


def test_the_frame_has_whole_numbers_or_decimals_and_missing_cells(fees):
    frame = fees.to_frame()
    assert list(frame.index) == ["A", "B", "C"]
    assert frame.index.name == "member"
    assert [str(dtype) for dtype in frame.dtypes] == ["Int64", "object"]
    assert list(frame["office"]) == [100, 300, 600]
    assert list(frame["archive"][["A", "C"]]) == [Decimal("5.13"), Decimal("5.12")]
    assert frame.loc["B", "archive"] is pd.NA


def test_a_missing_whole_fee_is_missing_and_not_zero():
    pool = cs.Pool(name="p", total=5, model=cs.Flat(), exempt=["B"])
    column = BOARD.replace(pools=[pool]).allocate().to_frame()["p"]
    assert str(column.dtype) == "Int64"
    assert column.isna().tolist() == [False, True, False]
    assert int(column.sum()) == 5


def test_fees_beyond_64_bits_are_exact_decimals():
    most = 2**63 - 1
    assert str(cs.allocate(most, cs.Flat(), {"A": {}}).to_frame()["fee"].dtype) == "Int64"
    with localcontext() as context:
        context.prec = 3
        for total in (2**63, -(2**63), 10**40 + 1):
            fees = cs.allocate(total, cs.Flat(), {"A": {}})
            frame = fees.to_frame()
            assert str(frame["fee"].dtype) == "object"
            assert int(frame.loc["A", "fee"]) == total
            assert int(fees.total) == int(fees.member_totals["A"]) == total
            fees.check()


def test_it_prints_as_a_table_with_missing_cells_and_totals(fees):
    assert str(fees) == (
        "Board 2022-Q2, SEK\n"
        "\n"
        "       office  archive     total\n"
        "--------------------------------\n"
        "A         100     5.13    105.13\n"
        "B         300        –    300.00\n"
        "C         600     5.12    605.12\n"
        "--------------------------------\n"
        "total   1 000    10.25  1 010.25"
    )
    assert repr(fees) == "<Allocation Board: 3 members, 2 pools, 1 010.25 SEK>"


def test_a_notebook_shows_a_table(fees):
    html = fees._repr_html_()
    assert "<caption>Board 2022-Q2, SEK</caption>" in html
    assert '<td style="text-align:right">–</td>' in html
    assert "1\N{NO-BREAK SPACE}010.25" in html


@given(agreements())
def test_rows_and_columns_sum_and_the_record_round_trips(agreement):
    fees = agreement.allocate()
    fees.check()
    for pool in agreement.pools:
        paid = sum(map(Fraction, fees.pool(pool.name).fees.values()))
        assert paid == Fraction(fees.pool_totals[pool.name])
        off = fees.pool(pool.name).rounding_difference if pool.method == "each" else 0
        assert pool.total in {None, paid - off}
    assert sum(map(Fraction, fees.member_totals.values())) == Fraction(fees.total)
    assert sum(map(Fraction, fees.pool_totals.values())) == Fraction(fees.total)
    again = cs.Allocation.from_dict(json.loads(json.dumps(fees.to_dict())))
    assert again == fees
    assert str(again.explain()) == str(fees.explain())


def tampered(record, **changes):
    first, *others = record.pools
    return replace(record, pools=(replace(first, **changes), *others))


def in_terms(fees, **changes):
    (term,) = fees.pools[0].terms
    return tampered(fees, terms=(replace(term, **changes),))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"fees": {"A": 200, "B": 300, "C": 600}},
            "pool office: fees sum to 1100, not to the total 1000: 100 too much",
        ),
        (
            {"total": Fraction(900)},
            "pool office: quotas sum to 1000, not to the total 900: 100 too much",
        ),
        (
            {"fees": {"A": 300, "B": 100, "C": 600}},
            (
                "pool office: the fee of A is recorded as 300, but its quota and the pool's rule "
                "give 100"
            ),
        ),
        (
            {"quotas": {"A": Fraction(100), "B": Fraction(300), "C": Fraction(600)}},
            "pool office: terms of A sum to 1000/7, not to the quota 100: 300/7 too much",
        ),
        (
            {"fees": {"A": 100, "B": 900}},
            "pool office: fees, quotas and terms do not name the same members",
        ),
        (
            {"terms": ()},
            "pool office: terms of A sum to 0, not to the quota 1000/7: 1000/7 too little",
        ),
    ],
)
def test_check_finds_a_tampered_record(fees, changes, message):
    with pytest.raises(cs.ConservationError) as caught:
        tampered(fees, **changes).check()
    assert str(caught.value) == message


def test_check_finds_a_tampered_term(fees):
    with pytest.raises(cs.ConservationError) as caught:
        in_terms(fees, amount=Fraction(999)).check()
    assert str(caught.value) == (
        "pool office: quotas of the term by population sum to 1000, not to its amount 999: "
        "1 too much"
    )
    for table in ("weights", "quotas"):
        with pytest.raises(cs.ConservationError, match="do not name the same members"):
            in_terms(fees, **{table: {}}).check()


def test_check_finds_members_and_pools_that_do_not_fit(fees):
    wrong = {
        "the record has no pools; an allocation has at least one": {"pools": ()},
        "pool office is listed twice; list it once": {"pools": (fees.pools[0],) * 2},
        "member A is listed twice; list it once": {"members": ("A", "A", "B", "C")},
        "unknown member in pool office: 'C'; Known: A, B": {"members": ("A", "B")},
    }
    for message, changes in wrong.items():
        with pytest.raises(cs.CostshareError) as caught:
            replace(fees, **changes).check()
        assert str(caught.value) == message


def test_check_compares_members_with_pools(fees, monkeypatch):
    monkeypatch.setattr(cs.Allocation, "member_totals", {"A": Decimal(1)})
    with pytest.raises(cs.ConservationError) as caught:
        fees.check()
    assert str(caught.value) == "members pay 1 in all, pools come to 1010.25"


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (
            ("currency",),
            "sek",
            (
                "currency: currency 'sek' is not an ISO 4217 code of three capital letters; did "
                "you mean 'SEK'?"
            ),
        ),
        (("curency",), "SEK", "curency: is not a known field; correct its name or remove it"),
        (
            ("period",),
            "2022-13",
            (
                "period: '2022-13' is not a period; write a period as '2022', '2022-Q2', '2022-05' "
                "or two dates"
            ),
        ),
        (
            ("pools", 1, "unit"),
            "0",
            "pools[1].unit: unit 0 must be positive; pass 1, 100 or '0.01'",
        ),
        (
            ("pools", 0, "quotas", "B"),
            "many",
            "pools[0].quotas.B: value 'many' is not a plain number; write it as 1234.50",
        ),
        (
            ("pools", 0, "model"),
            {},
            "pools[0].model: the model's kind is missing; it states where the quotas come from",
        ),
        (
            ("pools", 0, "terms", 0, "rates"),
            1,
            "pools[0].terms[0].rates: is not a known field; correct its name or remove it",
        ),
    ],
)
def test_a_broken_record_names_the_place(fees, tmp_path, place, value, message):
    data = json.loads(json.dumps(fees.to_dict()))
    here = data
    for step in place[:-1]:
        here = here[step]
    here[place[-1]] = value
    with pytest.raises(cs.CostshareError) as caught:
        cs.Allocation.from_dict(data)
    assert str(caught.value) == f"Allocation: {message}"
    path = tmp_path / "fees.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(cs.CostshareError) as caught:
        cs.Allocation.load(path)
    assert str(caught.value) == f"fees.json: {message}"


@pytest.mark.parametrize("data", [None, 5, "x", [], {}])
def test_what_is_not_a_record_is_refused(data):
    with pytest.raises(cs.CostshareError, match=r"^(Allocation: |data is of type )"):
        cs.Allocation.from_dict(data)


def test_a_changed_file_does_not_load(fees, tmp_path):
    path = tmp_path / "fees.json"
    fees.save(path)
    assert cs.Allocation.load(path) == fees
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"total": "1000"', '"total": "900"'), encoding="utf-8")
    with pytest.raises(cs.ConservationError, match="quotas sum to 1000, not to the total 900"):
        cs.Allocation.load(path)
    with pytest.raises(cs.CostshareError) as caught:
        fees.save(tmp_path / "fees.toml")
    assert str(caught.value) == "the ending of path fees.toml is not of a known kind; use .json"


def test_a_fee_is_found_by_the_label_of_the_frame_and_by_any_spelling():
    frame = pd.DataFrame({"population": [1, 3]}, index=[2580, "Lulea\u030a "])
    fees = cs.allocate(100, cs.PerCapita(), frame)
    assert [fees.fee(label, "fee") for label in frame.index] == [25, 75]
    assert fees.fee("2580", " fee ") == 25
    assert "Fee: 75" in str(fees.explain("Lule\u00e5", "fee"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"fees": {"A": 34, "B": 33, "C": 33}}, None),
        (
            {"fees": {"A": 33, "B": 34, "C": 33}},
            "the fee of A is recorded as 33, but its quota and the pool's rule give 34",
        ),
        ({"broken_ties": ()}, "the recorded ties are not those that the quotas lead to"),
        ({"method": None}, "method None, ties listed and rounding None do not go together"),
        (
            {"rounding": "up"},
            "method largest_remainder, ties listed and rounding up do not go together",
        ),
    ],
)
def test_check_rounds_again_by_the_recorded_rule(changes, message):
    fees = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}, "C": {}})
    changed = replace(fees, pools=(replace(fees.pools[0], **changes),))
    if message is None:
        changed.check()
    else:
        with pytest.raises(cs.ConservationError, match=message):
            changed.check()


def with_model(model):
    data = cs.allocate(10, cs.Flat(), {"A": {}, "B": {}}).to_dict()
    return {**data, "pools": [{**data["pools"][0], "model": model}]}


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ({"kind": "flat", "zz": 1}, "pools[0].model: Flat: unknown field of Flat 'zz'"),
        ({"kind": "mixed", "flat_share": "7"}, "share 7 lies outside 0 to 1"),
        ({"kind": "blend", "parts": [["1", {"kind": "flat", "q": 1}]]}, "unknown field of Flat"),
    ],
)
def test_the_model_of_a_record_is_read_like_any_model(model, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Allocation.from_dict(with_model(model))
    assert message in str(caught.value)


def test_a_model_that_contains_itself_is_refused():
    model = {"kind": "bounded"}
    model["model"] = model
    with pytest.raises(cs.CostshareError, match="holds itself"):
        cs.Allocation.from_dict(with_model(model))


@pytest.mark.parametrize(
    "model",
    [
        {"kind": "Own", "any": "field"},
        {"kind": "blend", "parts": [["1", {"kind": "Own", "any": "field"}]]},
        {"kind": "flat", "corrections": []},
    ],
)
def test_a_record_of_a_users_own_model_loads(model):
    record = with_model(model)
    assert cs.Allocation.from_dict(record).to_dict() == record


def test_an_agreement_is_not_a_record_of_fees(tmp_path):
    pool = cs.Pool(name="p", total=1, model=cs.Flat())
    members = [cs.Member(name="A")]
    cs.Agreement(name="x", period="2022", members=members, pools=[pool]).save(tmp_path / "x.json")
    with pytest.raises(cs.CostshareError, match=r"^x\.json: this is an agreement, not its fees"):
        cs.Allocation.load(tmp_path / "x.json")


def test_a_record_with_changed_weights_does_not_load_and_its_explanation_ends(fees):
    data = fees.to_dict()
    data["pools"][0]["terms"][0]["weights"]["A"] = "7"
    with pytest.raises(cs.ConservationError, match="the quota of A in the term"):
        cs.Allocation.from_dict(data)
    (term,) = fees.pools[0].terms
    odd = tampered(fees, terms=(replace(term, weights={**term.weights, "A": Fraction(7)}),))
    assert "quota" in str(odd.explain("A", fees.pools[0].name))
