"""Repeated lines, and cells that are wrong in large numbers."""

import sys
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.amounts import Unit
from costshare.invoices import InvoiceLine
from costshare.reconciliation import reconcile
from costshare.reconciliation._numbers import plain_numbers, repeated
from costshare.reconciliation._slips import few_that_sum, places_of_slips, slips
from ledger_local import line, only, table

some = settings(max_examples=settings().max_examples * 4 // 10)
FEES = table({name: {"x": 100, "y": 200} for name in "AB"})
REPEATED = st.lists(
    st.fixed_dictionaries(
        {
            "member": st.sampled_from("AB"),
            "pool": st.sampled_from("xy"),
            "amount": st.sampled_from([50, 50.5, 100, -50]),
            "invoice": st.sampled_from(["F1", "F2", "F 3", "long" * 20, " F1", "Ä"]),
            "date": st.sampled_from(["2022-01-31", "2022-02-28"]),
        }
    ),
    min_size=1,
    max_size=25,
)


def typed(raw):
    """A frame whose columns have types of their own, as files give them."""
    frame = pd.DataFrame(raw)
    return frame.assign(amount=frame["amount"].astype(float), date=pd.to_datetime(frame["date"]))


@some
@given(REPEATED, st.randoms(use_true_random=False))
def test_a_cell_has_one_finding_for_its_repeated_lines(raw, random):
    lines = [InvoiceLine(**fields) for fields in raw]
    result = reconcile(FEES, lines)
    found = [each for each in result.findings if each.kind == "duplicate"]
    cells = [(each.member, each.pool) for each in found]
    assert len(cells) == len(set(cells))
    for each in found:
        mine = [one for one in lines if (one.member, one.pool) == (each.member, each.pool)]
        assert all(mine.count(one) >= each.lines.count(one) for one in each.lines)
    repeated_lines = [one for one in lines if lines.count(one) > 1]
    flagged = [one for each in found for one in each.lines]
    assert all(one in flagged for one in repeated_lines)
    assert reconcile(FEES, random.sample(lines, len(lines))) == result
    assert reconcile(FEES, typed(raw)) == result


def test_the_message_counts_repeated_lines_and_names_the_first_numbers():
    lines = [line("A", "x", 10 + n, invoice=f"F{n}") for n in range(7) for _ in range(n % 2 + 2)]
    found = [each for each in reconcile(FEES, lines).findings if each.kind == "duplicate"]
    assert len(found) == 1
    assert found[0].message == (
        "A, x: 17 lines repeat one another, in 7 groups (invoices F0, F1, F2, F3, F4 and 2 more); "
        "all of them are counted."
    )
    assert len(found[0].lines) == 17
    without = [line("A", "x", amount, date="2022-01-31") for amount in (60, 60, 70, 70)]
    (found,) = [each for each in reconcile(FEES, without).findings if each.kind == "duplicate"]
    assert found.message == (
        "A, x: 4 lines repeat one another, in 2 groups; all of them are counted."
    )
    same = [line("A", "x", amount, invoice="1") for amount in (1, 2, 3, 4, 5, 6, 79)]
    message = only(reconcile(table({"A": {"x": 100}}), same)).message
    assert "appears 7 times, with 1, 2, 3, 4, 5 and 2 more SEK" in message


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20),
            st.sampled_from(["F2022-1", "F2022-10", "F2022-100", "å", "a  b", "", " a", "a" * 70]),
        ),
        max_size=8,
    )
)
def test_equal_texts_have_equal_codes_and_others_differ(values):
    column = pd.Series(values, dtype=pd.Series(["a"]).dtype)
    codes = plain_numbers(column)
    if codes is None:
        return
    for (one, x), (other, y) in combinations(enumerate(values), 2):
        if x == y:
            assert codes.code[one] == codes.code[other]
        exact = codes.at(np.array([one, other]))
        assert (exact[0] == exact[1]) == (x == y)
    assert [code < 0 for code in codes.code.tolist()] == [each is None for each in values]


def test_texts_of_a_file_are_coded_without_reading_each():
    column = pd.Series(["F2022-1", None, "F 2", "F2022-1"])
    if getattr(column.dtype, "storage", None) != "pyarrow":
        assert plain_numbers(column) is None
        return
    codes = plain_numbers(column.iloc[1:])  # texts that begin within a buffer
    assert codes.code[0] == -1
    assert codes.code.tolist()[2] == plain_numbers(column).code.tolist()[0]


@given(st.lists(st.one_of(st.integers(0, 5), st.integers(0, 2**64 - 1)), max_size=12))
def test_every_entry_that_occurs_twice_is_found(values):
    found = repeated(np.array(values, dtype=np.uint64)).tolist()
    assert found == sorted(set(found))
    assert {n for n, each in enumerate(values) if values.count(each) > 1} <= set(found)


def test_entries_that_occur_once_are_left_out_at_size():
    bits = np.arange(200_000, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    bits[[5, 70_000]] = bits[[9, 3]]
    found = repeated(bits)
    assert {3, 5, 9, 70_000} <= set(found.tolist())
    assert len(found) < 100


SMALL = st.integers(-12, 12)


@given(st.lists(SMALL, max_size=9), st.integers(-30, 30), st.booleans())
def test_the_fewest_amounts_that_sum_are_the_first_by_position(amounts, target, proper):
    most = min(4, len(amounts) - proper)
    expected = next(
        (
            places
            for size in range(1, most + 1)
            for places in combinations(range(len(amounts)), size)
            if sum(amounts[place] for place in places) == target
        ),
        None,
    )
    assert few_that_sum(amounts, target, proper=proper) == expected


@given(
    st.integers(-200_000, 200_000).filter(bool),
    st.sampled_from(["transposed", 10, 100, 12, 25, 6, "sign"]),
    st.sampled_from(["1", "0.01", "0.25", "100"]),
    st.integers(-60, 60),
)
def test_no_slip_is_ruled_out(meant, way, unit, off):
    if way == "transposed":
        digits = str(abs(meant))
        swapped = digits[-1] + digits[1:-1] + digits[0] if len(digits) > 1 else digits
        found = int(swapped) * (1 if meant > 0 else -1)
    elif way == "sign":
        found = -meant
    elif way in {25, 6}:
        found = meant * (100 + way) // 100 + off
    else:
        found = meant * way
    unit = Unit.read(unit)
    for one, other in ((meant, found), (found, meant)):
        if one and one != other and list(slips(one, other, unit)):
            assert places_of_slips([other], other - one, unit) == {0}


def steps(work):
    """Count the calls of a piece of work."""
    count = 0

    def see(_frame, event, _arg):
        nonlocal count
        count += event == "call"

    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def wrong(members):
    """Fees, and lines of which every cell is wrong; some are repeated."""
    fees = table({f"M{n}": {"x": 1200 + 7 * n, "y": 2400 + n} for n in range(members)})
    lines = [
        each.replace(amount=each.amount + (n % 11) * 9 + 1)
        for n, each in enumerate(fees.invoice_lines(instalments=12, number="{n}"))
    ]
    return fees, pd.DataFrame(
        [
            {name: getattr(each, name) for name in ("member", "pool", "amount", "invoice", "date")}
            for each in [*lines, *lines[::5]]
        ]
    )


@pytest.mark.parametrize("kind", ["wrong", "right"])
def test_the_work_grows_with_the_cells_and_not_faster(kind):
    counts = []
    for members in (20, 40):
        fees, frame = wrong(members)
        if kind == "right":
            frame = pd.DataFrame(
                [
                    {"member": each.member, "pool": each.pool, "amount": each.amount}
                    for each in fees.invoice_lines(instalments=12)
                ]
            )
        reconcile(fees, frame)
        counts.append(steps(lambda fees=fees, frame=frame: reconcile(fees, frame)))
    assert counts[1] < 2.3 * counts[0]


def test_a_wrong_cell_takes_a_limited_number_of_steps():
    fees, frame = wrong(40)
    assert steps(lambda: reconcile(fees, frame)) < 80 * 2_500
    assert isinstance(cs.reconcile(fees, frame).findings[0].lines[0], InvoiceLine)
