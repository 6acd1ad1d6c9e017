"""DataFrames of every type: read exactly, column by column, the same as line by line."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.amounts import plain
from costshare.invoices import InvoiceLine
from costshare.reconciliation import reconcile
from ledger_local import line, only, table

FEES = table({"A": {"fee": "0.30"}, "B": {"fee": 5}}, units={"fee": "0.01"})


def frame(amounts, **more):
    data = {"member": ["A", "A", "B"], "pool": "fee", "amount": amounts}
    return pd.DataFrame(data | more)


@pytest.mark.parametrize(
    "amounts",
    [
        [0.1, 0.2, 5.0],
        ["0.1", "0.20", "5"],
        [Decimal("0.1"), Decimal("0.20"), Decimal(5)],
        [0.1, "0.2", 5],
        pd.array([0.1, 0.2, 5.0], dtype="Float64"),
        pd.array([0.1, 0.2, 5.0], dtype="double[pyarrow]"),
        pd.array([0.1, 0.2, 5.0], dtype="float[pyarrow]"),
        np.array([0.1, 0.2, 5.0], dtype=np.float32),
        pd.array(
            [Decimal("0.1"), Decimal("0.2"), Decimal(5)], dtype=pd.ArrowDtype(pa.decimal128(9, 2))
        ),
        pd.array(["0.1", "0.2", "5"], dtype="string"),
        pd.Categorical(["0.1", "0.2", "5"]),
    ],
)
def test_amounts_of_every_type_are_what_they_print(amounts):
    assert reconcile(FEES, frame(amounts)).balanced


@pytest.mark.parametrize("dtype", ["int64", "int8", "uint64", "Int64", "UInt8", "int32[pyarrow]"])
def test_whole_amounts_of_every_type(dtype):
    fees = table({"A": {"fee": 100}})
    rows = pd.DataFrame({"member": "A", "pool": "fee", "amount": pd.array([60, 40], dtype=dtype)})
    assert reconcile(fees, rows).balanced


def test_unsigned_amounts_beyond_int64():
    fees = table({"A": {"fee": 2**64 - 1}})
    rows = pd.DataFrame({"member": "A", "pool": "fee", "amount": np.array([2**64 - 1], np.uint64)})
    assert reconcile(fees, rows).balanced


def test_missing_amounts_are_unreadable_and_not_zero():
    for amounts in ([0.3, None, 5], [0.3, np.nan, 5], pd.array([3, None, 5], dtype="Int64")):
        result = reconcile(FEES, frame(amounts))
        (found,) = [each for each in result.findings if each.kind == "unreadable"]
        assert found.message.endswith("it is not counted. Reason: amount is missing.")
        assert len(result.uncounted) == 1


def test_bools_are_not_amounts():
    result = reconcile(FEES, frame([True, False, True]))
    assert len(result.uncounted) == 3
    assert all(" is of type bool; pass an int" in each.problems[0] for each in result.uncounted)
    mixed = reconcile(FEES, frame([1, True, "x"]))
    assert len(mixed.uncounted) == 2


def test_amounts_that_are_not_hashable_are_unreadable():
    result = reconcile(FEES, frame([[1], {}, 5]))
    assert len(result.uncounted) == 2


def test_columns_by_one_mapping():
    lines = frame([0.1, 0.2, 5.0]).rename(columns={"member": "Kommun", "pool": "Tjänst"})
    columns = {"member": "Kommun", "pool": "Tjänst"}
    found = reconcile(FEES, lines, columns=columns, amount="amount")
    assert found.balanced
    assert found == reconcile(FEES, lines, member="Kommun", pool="Tjänst")
    assert found == reconcile(FEES, lines, columns=columns, member="Kommun")
    with pytest.raises(cs.CostshareError, match="'Namn' by member= and 'Kommun' by columns="):
        reconcile(FEES, lines, columns=columns, member="Namn")
    with pytest.raises(cs.CostshareError, match="unknown field of columns 'membre'; did you mean"):
        reconcile(FEES, lines, columns={"membre": "Kommun"})


def test_columns_by_argument():
    rows = pd.DataFrame(
        {
            "kommun": ["A", "B"],
            "tjänst": "fee",
            "belopp": [0.3, 5],
            "fakturanr": [7, 7],
            "datum": ["2022-01-31", "2023-01-31"],
            "amount": ["not", "this"],
        }
    )
    result = reconcile(
        FEES,
        rows,
        member="kommun",
        pool="tjänst",
        amount="belopp",
        invoice="fakturanr",
        date="datum",
    )
    found = only(result)
    assert (found.kind, found.lines[0].invoice) == ("wrong_period", "7")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"amount": "Amount"}, "unknown column for amount of the invoices 'Amount'; did you mean"),
        ({"date": "datum"}, "unknown column for date of the invoices 'datum'"),
    ],
)
def test_a_named_column_that_is_absent_is_an_error(settings, message):
    with pytest.raises(cs.CostshareError, match=message):
        reconcile(FEES, frame([0.1, 0.2, 5]), **settings)


def test_needed_columns_and_columns_that_appear_twice():
    with pytest.raises(cs.CostshareError, match="unknown column for pool of the invoices 'pool'"):
        reconcile(FEES, frame([0.1, 0.2, 5]).drop(columns="pool"))
    twice = frame([0.1, 0.2, 5])
    twice.columns = ["member", "amount", "amount"]
    with pytest.raises(cs.CostshareError, match="unknown column for pool"):
        reconcile(FEES, twice)
    twice = pd.concat([frame([0.1, 0.2, 5]), frame([1, 2, 3])[["amount"]]], axis=1)
    with pytest.raises(cs.CostshareError, match="column 'amount' of the invoices appears 2 times"):
        reconcile(FEES, twice)
    levels = frame([0.1, 0.2, 5])
    levels.columns = pd.MultiIndex.from_product([["x"], levels.columns])
    with pytest.raises(cs.CostshareError, match="several levels"):
        reconcile(FEES, levels)


def test_an_empty_frame_has_no_lines():
    for rows in (frame([0.1, 0.2, 5]).iloc[:0], pd.DataFrame(columns=["member", "pool", "amount"])):
        result = reconcile(FEES, rows)
        assert [each.kind for each in result.findings] == ["missing", "missing"]
        assert result.lines == 0


def test_the_frame_is_left_as_it_was():
    rows = frame([0.1, "x", 5], date=["2022-01-01", None, "soon"])
    before = rows.copy(deep=True)
    reconcile(FEES, rows)
    pd.testing.assert_frame_equal(rows, before)


def test_any_index_will_do():
    rows = frame([0.1, 0.2, 5])
    rows.index = ["same"] * 3
    assert reconcile(FEES, rows).balanced


def test_a_name_is_one_in_any_type():
    fees = table({"2584": {"fee": 3}})
    for members in (
        [2584, "2584", " 2584 "],
        [2584.0, 2584.0, 2584.0],
        pd.Categorical(["2584"] * 3),
    ):
        rows = pd.DataFrame({"member": members, "pool": "fee", "amount": 1})
        assert reconcile(fees, rows).balanced
    decomposed = pd.DataFrame({"member": ["A\u030angermanland"], "pool": "fee", "amount": 3})
    assert reconcile(table({"\u00c5ngermanland": {"fee": 3}}), decomposed).balanced


@pytest.mark.parametrize(
    "numbers",
    [
        ["7", "7 ", "8"],
        [7, "7", "8"],
        [7.0, 7.0, 8.0],
        [7, 7, 8],
        [-7, -7, 8],
        pd.array(["7", "7", None], dtype="string"),
        pd.array([7, 7, None], dtype="Int64"),
        ["nummer\u00a07", "nummer 7", "8"],
    ],
)
def test_an_invoice_number_is_one_in_any_type(numbers):
    rows = frame(["0.15", "0.15", "5"], invoice=numbers)
    assert [each.kind for each in reconcile(FEES, rows).findings] == ["duplicate"]


def test_blank_invoice_numbers_are_missing():
    for blank in ("", " ", None, np.nan):
        rows = frame(["0.15", "0.15", "5"], invoice=[blank, blank, "8"])
        assert reconcile(FEES, rows).findings == ()


# --- VAT


def test_vat_is_removed_by_its_rate():
    fees = table({"A": {"fee": 76_100}})
    for rate in ("0.25", 0.25, Decimal("0.250")):
        rows = pd.DataFrame({"member": ["A"], "pool": "fee", "amount": "95125", "vat_rate": [rate]})
        assert reconcile(fees, rows).balanced
        assert reconcile(fees, [line("A", "fee", 95_125, vat_rate=rate)]).balanced
    for none in (None, np.nan, 0, ""):
        rows = pd.DataFrame({"member": ["A"], "pool": "fee", "amount": 76_100, "vat_rate": [none]})
        assert reconcile(fees, rows).balanced


def test_a_net_amount_goes_before_a_rate():
    fees = table({"A": {"fee": 76_100}})
    rows = pd.DataFrame(
        {
            "member": "A",
            "pool": "fee",
            "amount": [50_000, 45_125],
            "vat_rate": 0.25,
            "net": [40_000, None],
        }
    )
    assert reconcile(fees, rows).balanced
    rows["net"] = [40_000, 36_100.5]
    assert only(reconcile(fees, rows)).difference == Decimal("0.5")


def test_net_amounts_beyond_int64_and_small_ones():
    big = 2**63
    fees = table({"A": {"fee": big + 100}})
    rows = pd.DataFrame(
        {
            "member": "A",
            "pool": "fee",
            "amount": [str(big * 5 // 4), "125"],
            "vat_rate": 0.25,
            "net": [str(big), None],
        }
    )
    assert reconcile(fees, rows).balanced


def test_a_rate_in_per_cent_is_refused_and_not_guessed():
    fees = table({"A": {"fee": 76_100}})
    rows = pd.DataFrame({"member": "A", "pool": "fee", "amount": [95_125], "vat_rate": [25]})
    found = reconcile(fees, rows).findings[-1]
    assert found.message.endswith(
        "Reason: vat_rate 25 is not a share from 0 to below 1; write 25 per cent as 0.25 or '25%'."
    )


@given(
    st.integers(-(10**6), 10**6),
    st.sampled_from(["0.25", "0.12", "0.06"]),
    st.sampled_from(["half_up"]),
)
def test_removing_vat_returns_every_net_amount_in_ore(ore, rate, rounding):
    net = cs.amounts.Unit.read("0.01").decimal(ore)
    vat = cs.invoices.add_tax([line("A", "fee", net)], rate, rounding=rounding)
    (charged,) = vat.invoice_lines()
    gross = line("A", "fee", charged.amount, vat_rate=rate)
    assert gross.net_amount == net
    fees = table({"A": {"fee": net}}, units={"fee": "0.01"})
    rows = pd.DataFrame(
        {"member": ["A"], "pool": "fee", "amount": charged.amount, "vat_rate": rate}
    )
    assert reconcile(fees, rows).total.difference == 0


@given(
    st.lists(
        st.tuples(
            st.integers(-30, 30),
            st.integers(-30, 30),
            st.sampled_from([1, 10, 100, 1000, Fraction(1, 2**64)]),
            st.sampled_from([None, "0", "0.25", "0.06", "0.333333333333333333"]),
            st.sampled_from([Fraction(0), *map(Fraction, ["0.01", "-0.011", "1", "1.01", "0.5"])]),
        ),
        max_size=6,
    )
)
def test_a_frame_finds_the_contradictions_of_its_lines(rows):
    frame = pd.DataFrame(
        [
            {
                "member": "A",
                "pool": "fee",
                "amount": plain(each * (1 + Fraction(rate or 0)) * Fraction(1, size) + off),
                "net": plain(other * Fraction(1, size)),
                "vat_rate": rate,
            }
            for each, other, size, rate, off in rows
        ],
        columns=["member", "pool", "amount", "net", "vat_rate"],
        dtype=object,
    )
    lines = [InvoiceLine(**row) for row in frame.to_dict("records")]
    # -1.011 alone may be 1 011 in a column of texts.
    found = reconcile(table({"A": {"fee": 1}}), frame, decimal=".")
    wanted = [line for line in lines if line.contradiction]
    told = [each.lines[0] for each in found.findings if each.kind == "contradictory"]
    assert sorted(told, key=str) == sorted(wanted, key=str)
    assert reconcile(table({"A": {"fee": 1}}), lines) == found


def test_a_year_is_read_if_gaps_make_it_a_float():
    fees = table({"A": {"fee": 100}}, period="2023")
    frame = pd.DataFrame(
        {"member": "A", "pool": "fee", "amount": [100, 5], "corrects": [None, 2022.0]}
    )
    assert frame["corrects"].dtype == float
    (finding,) = reconcile(fees, frame).findings
    assert (finding.kind, [hint.kind for hint in finding.hints]) == ("over", ["correction"])
    assert {line.corrects for line in finding.lines} == {None, cs.Period.read("2022")}
    frame["corrects"] = [None, 2022.5]
    kinds = {each.kind: str(each) for each in reconcile(fees, frame).findings}
    assert "corrects 2022.5 is not a period" in kinds["unreadable"]


def test_messages_write_numpy_s_scalars_as_plain_values():
    fees = table({"A": {"fee": 100}})
    frame = pd.DataFrame({"member": "A", "pool": "fee", "amount": [100], "date": [20220331]})
    (finding,) = reconcile(fees, frame).findings
    assert "date 20220331 is not a date" in str(finding)


def test_another_currency_is_not_counted_in_a_frame_either():
    rows = pd.DataFrame(
        {
            "member": ["A", "B", "B"],
            "pool": "fee",
            "amount": ["0.30", 5, 7],
            "currency": ["SEK", None, "EUR"],
        }
    )
    result = reconcile(FEES, rows)
    assert result.total.difference == 0
    assert [each.currency for each in result.uncounted] == ["EUR"]


def test_an_invalid_corrected_period_is_unreadable_in_a_frame():
    result = reconcile(FEES, frame(["0.30", 0, 5], corrects=[None, "soon", None]))
    assert [each.kind for each in result.findings] == ["unreadable"]


@pytest.mark.parametrize("amount", ["-0.02", "-0.01", "0.00", "0.01", "0.02"])
@pytest.mark.parametrize("net", ["-0.01", "0.00", "0.01"])
def test_amounts_of_different_signs_contradict_in_a_frame_as_in_a_line(amount, net):
    one = InvoiceLine(member="A", pool="fee", amount=amount, net=net)
    rows = pd.DataFrame({"member": ["A"], "pool": "fee", "amount": [amount], "net": [net]})
    kinds = [each.kind for each in reconcile(FEES, rows).findings]
    assert kinds == [each.kind for each in reconcile(FEES, [one]).findings]
    contradicts = Decimal(amount) * Decimal(net) < 0 or abs(Decimal(net)) > abs(Decimal(amount))
    assert ("contradictory" in kinds) == contradicts
