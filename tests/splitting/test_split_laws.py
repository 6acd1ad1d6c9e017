"""The laws of split: every line is conserved, and gets what apportion gives, in any batch."""

import pickle
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from costshare.splitting import Splitter, explain_split, split
from splitting_local import amount_of, by_apportion, cases

KEEP = {"on": "resource", "unmatched": "keep", "zeros": "even"}


def plain(rows):
    return [tuple(row.items()) for row in rows]


@given(case=cases())
def test_split_is_apportion_line_by_line(case):
    lines, drivers = case
    rows = split(lines, drivers, **KEEP)
    expected = by_apportion(lines, drivers)
    assert [(row["note"], row.get("team"), row["allocated"]) for row in rows] == [
        (row["note"], row["team"], row["allocated"]) for row in expected
    ]
    assert [type(row["allocated"]) for row in rows] == [type(row["allocated"]) for row in expected]


@given(case=cases())
def test_every_line_is_conserved(case):
    lines, drivers = case
    numbered = [{**line, "line": place} for place, line in enumerate(lines)]
    rows = split(numbered, drivers, **KEEP)
    for place, line in enumerate(lines):
        assert sum(row["allocated"] for row in rows if row["line"] == place) == amount_of(line)


@given(case=cases(), size=st.integers(1, 5))
def test_any_batches_give_the_same_rows(case, size):
    lines, drivers = case
    splitter = pickle.loads(pickle.dumps(Splitter(drivers, **KEEP)))
    whole = split(lines, drivers, **KEEP)
    batches = [splitter.split(lines[at : at + size]) for at in range(0, len(lines), size)]
    assert [row for batch in batches for row in batch] == whole
    pieces = list(splitter.pieces(lines, size))
    assert [row for piece in pieces for row in piece] == whole
    assert all(len(piece) <= size for piece in pieces)


@given(case=cases(), data=st.data())
def test_lines_in_another_order_give_their_rows_in_that_order(case, data):
    lines, drivers = case
    order = data.draw(st.permutations(range(len(lines))))
    numbered = [{**line, "line": place} for place, line in enumerate(lines)]
    rows = split(numbered, drivers, **KEEP)
    moved = split([numbered[place] for place in order], drivers, **KEEP)
    assert moved == [row for place in order for row in rows if row["line"] == place]


@given(case=cases())
def test_a_credit_mirrors_its_charge(case):
    lines, drivers = case
    charges = split([{**line, "amount": amount_of(line)} for line in lines], drivers, **KEEP)
    mirror = split([{**line, "amount": -amount_of(line)} for line in lines], drivers, **KEEP)
    assert [row["allocated"] for row in charges] == [-row["allocated"] for row in mirror]


@given(case=cases(kinds=("int", "decimal", "text")), data=st.data())
def test_the_explanation_of_a_line_has_the_amounts_of_the_split(case, data):
    lines, drivers = case
    known = [line for line in lines if line["resource"] in {each["resource"] for each in drivers}]
    assume(known)
    row = data.draw(st.integers(0, len(known) - 1))
    derived = explain_split(known, drivers, row, on="resource", zeros="even").to_dict()["lines"]
    parts = split([known[row]], drivers, **KEEP)
    assert [(each["member"], Fraction(each["fee"])) for each in derived] == [
        (each["team"], each["allocated"]) for each in parts
    ]
