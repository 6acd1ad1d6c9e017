"""Laws of controlled rounding, on random tables."""

import re
from fractions import Fraction
from itertools import product
from math import ceil, floor
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costshare.apportionment.tables import apportion_table
from costshare.errors import CostshareError

randoms = st.integers(0, 2**32).map(Random)


@st.composite
def tables(draw, most=8, low=-5, high=5):
    """Small tables of fractions, with whole cells and ties often among them."""
    height, width = draw(st.integers(1, most)), draw(st.integers(1, most))
    below = draw(st.sampled_from([1, 2, 3, 10, 997]))
    cell = st.integers(low * below, high * below).map(lambda above: Fraction(above, below))
    if draw(st.booleans()):
        cell = cell | st.integers(low, high).map(Fraction)
    return draw(
        st.lists(st.lists(cell, min_size=width, max_size=width), min_size=height, max_size=height)
    )


@st.composite
def large_tables(draw, most=60):
    """Tables up to 60 × 60, from one seed, so that Hypothesis need not draw each cell."""
    random = draw(randoms)
    side = st.integers(1, min(most, 8)) | st.integers(1, most)
    height, width = draw(side), draw(side)
    below = draw(st.sampled_from([2, 12, 365, 99_991]))
    zeros = draw(st.sampled_from([0, 0.2, 0.9]))
    return [
        [
            Fraction(0)
            if random.random() < zeros
            else Fraction(random.randrange(-20 * below, 100 * below), below)
            for _ in range(width)
        ]
        for _ in range(height)
    ]


def turned(table):
    return [list(line) for line in zip(*table, strict=True)]


def negated(table):
    return [[-cell for cell in line] for line in table]


def sums(table):
    return [sum(line) for line in table]


def total(table):
    return sum(sums(table))


def near(value, quota):
    return value in {floor(quota), ceil(quota)}


def distance(result, quotas):
    return sum(
        abs(cell - quota)
        for line, exact in zip(result, quotas, strict=True)
        for cell, quota in zip(line, exact, strict=True)
    )


def distances(result, quotas, rows=None, columns=None):
    """What the promise minimises, in its order: grand total, rounded sums, cells."""
    margins = Fraction(0)
    free_rows = rows is None and any(value.denominator > 1 for value in sums(quotas))
    free_columns = columns is None and any(value.denominator > 1 for value in sums(turned(quotas)))
    for free, one, exact in (
        (free_rows, result, quotas),
        (free_columns, turned(result), turned(quotas)),
    ):
        if free:
            pairs = zip(sums(one), sums(exact), strict=True)
            margins += sum(abs(value - quota) for value, quota in pairs)
    grand = abs(total(result) - total(quotas)) if free_rows and free_columns else 0
    return grand, margins, distance(result, quotas)


def roundings(quotas, rows=None, columns=None):
    """Every controlled rounding of a tiny table, by trying them all."""
    choices = [sorted({floor(quota), ceil(quota)}) for line in quotas for quota in line]
    width = len(quotas[0])
    for cells in product(*choices):
        result = [list(cells[at : at + width]) for at in range(0, len(cells), width)]
        down = all(map(near, sums(result), sums(quotas))) if rows is None else sums(result) == rows
        across = (
            all(map(near, sums(turned(result)), sums(turned(quotas))))
            if columns is None
            else sums(turned(result)) == columns
        )
        if down and across and (rows or columns or near(total(result), total(quotas))):
            yield result


def assert_controlled(result, quotas):
    assert all(
        near(cell, quota)
        for line, exact in zip(result, quotas, strict=True)
        for cell, quota in zip(line, exact, strict=True)
    )
    assert all(map(near, sums(result), sums(quotas)))
    assert all(map(near, sums(turned(result)), sums(turned(quotas))))
    assert near(total(result), total(quotas))


def margins_of_a_rounding(quotas, random):
    """The sums of some rounding of the table, by rounding each cell at random."""
    some = [[random.choice([floor(quota), ceil(quota)]) for quota in line] for line in quotas]
    return sums(some), sums(turned(some))


@given(large_tables())
def test_cells_rows_columns_and_grand_total_are_floors_or_ceilings(quotas):
    assert_controlled(apportion_table(quotas), quotas)


@given(large_tables(), randoms)
def test_given_sums_that_fit_are_kept_to_the_unit(quotas, random):
    rows, columns = margins_of_a_rounding(quotas, random)
    result = apportion_table(quotas, rows=rows, columns=columns)
    assert sums(result) == rows
    assert sums(turned(result)) == columns
    assert all(
        near(cell, quota)
        for line, exact in zip(result, quotas, strict=True)
        for cell, quota in zip(line, exact, strict=True)
    )


@given(large_tables(most=20), randoms, st.booleans())
def test_one_given_side_is_kept_and_the_other_rounds(quotas, random, down):
    # Rounding after a random nudge gives sums that fit, though not the nearest ones.
    nudged = [[quota + Fraction(random.randint(-9, 9), 10**9) for quota in line] for line in quotas]
    fitting = apportion_table(
        [
            [
                nudge if near(floor(nudge), quota) and near(ceil(nudge), quota) else quota
                for nudge, quota in zip(line, exact, strict=True)
            ]
            for line, exact in zip(nudged, quotas, strict=True)
        ]
    )
    given_sums = sums(fitting) if down else sums(turned(fitting))
    result = apportion_table(quotas, **{"rows" if down else "columns": given_sums})
    assert (sums(result) if down else sums(turned(result))) == given_sums
    assert_controlled(result, quotas)


@given(tables(most=3), st.booleans(), st.booleans(), st.data())
def test_the_nearest_rounding_is_found_where_one_exists_and_refused_otherwise(
    quotas, with_rows, with_columns, data
):
    rows = columns = None
    if with_rows:
        rows = [floor(value) + data.draw(st.integers(-1, 2)) for value in sums(quotas)]
    if with_columns:
        columns = [floor(value) + data.draw(st.integers(-1, 2)) for value in sums(turned(quotas))]
    known = list(roundings(quotas, rows, columns))
    if not known:
        with pytest.raises(CostshareError, match=r"change th|same grand total"):
            apportion_table(quotas, rows=rows, columns=columns)
        return
    result = apportion_table(quotas, rows=rows, columns=columns)
    assert result in known
    best = min(distances(each, quotas, rows, columns) for each in known)
    assert distances(result, quotas, rows, columns) == best


@given(tables(most=3))
def test_a_side_without_given_sums_always_has_a_rounding(quotas):
    assert apportion_table(quotas) in list(roundings(quotas))


@given(tables())
def test_the_mirrored_table_gives_the_mirrored_result(quotas):
    assert apportion_table(negated(quotas)) == negated(apportion_table(quotas))


@given(large_tables(most=12), randoms)
def test_the_mirrored_table_with_mirrored_sums_gives_the_mirrored_result(quotas, random):
    rows, columns = margins_of_a_rounding(quotas, random)
    result = apportion_table(quotas, rows=rows, columns=columns)
    mirrored = apportion_table(
        negated(quotas), rows=[-each for each in rows], columns=[-each for each in columns]
    )
    assert mirrored == negated(result)


@given(tables(), st.sampled_from([100, 1200, Fraction(1, 100), Fraction(1, 4)]))
def test_the_result_scales_with_quotas_and_unit(quotas, unit):
    scaled = [[cell * unit for cell in line] for line in quotas]
    result = apportion_table(scaled, unit=unit)
    assert [[Fraction(cell) / unit for cell in line] for line in result] == apportion_table(quotas)


@given(tables(most=3), randoms)
def test_order_and_side_matter_only_among_equally_near_roundings(quotas, random):
    known = list(roundings(quotas))
    best = min(distances(each, quotas) for each in known)
    result = apportion_table(quotas)
    across = turned(apportion_table(turned(quotas)))
    assert distances(across, quotas) == best
    order = random.sample(range(len(quotas)), len(quotas))
    moved = apportion_table([quotas[row] for row in order])
    back = [moved[order.index(row)] for row in range(len(quotas))]
    assert distances(back, quotas) == best
    if sum(distances(each, quotas) == best for each in known) == 1:
        assert result == across == back


@given(large_tables(most=30))
def test_a_turned_table_is_as_near(quotas):
    across = turned(apportion_table(turned(quotas)))
    assert distances(across, quotas) == distances(apportion_table(quotas), quotas)


@given(tables())
def test_the_same_table_gives_the_same_result_and_stays_as_it_was(quotas):
    before = [list(line) for line in quotas]
    assert apportion_table(quotas) == apportion_table(before)
    assert quotas == before


@given(tables())
def test_a_rounded_table_stays(quotas):
    result = apportion_table(quotas)
    assert apportion_table(result) == result


@given(tables(most=5), st.data())
def test_one_unit_too_much_in_a_row_names_the_row_or_the_grand_total(quotas, data):
    row = data.draw(st.integers(0, len(quotas) - 1))
    rows = sums(apportion_table(quotas))
    rows[row] = sum(map(ceil, quotas[row])) + 1
    with pytest.raises(CostshareError, match=rf"^row {row} is given {rows[row]}, .* off by 1;"):
        apportion_table(quotas, rows=rows)


MISFIT = re.compile(
    r"the margins fit no rounding: (row|column)s? ([\d, ]+) (?:must sum to|will sum to at least) "
    r"(\d+), at most (\d+) of it in other (?:row|column)s, so with at least (\d+) from other "
    r"(?:row|column)s (?:row|column)s? ([\d, ]+) would sum to at least (\d+), (\d+) more than "
    r"(\d+), which (is given|their quotas and the total allow); change those sums, or the quotas"
)


def sums_of(quotas, total, random):
    """Sums that each line can have, and that come to a total, but need not fit together."""
    given = [sum(map(floor, line)) for line in quotas]
    most = [sum(map(ceil, line)) for line in quotas]
    while sum(given) < total:
        line = random.choice([at for at in range(len(given)) if given[at] < most[at]])
        given[line] += 1
    return given


@st.composite
def tables_with_holes(draw):
    """Tables of up to 5 × 5 where many cells are whole, so that sums often fit nothing."""
    height, width = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    cell = st.sampled_from([Fraction(each, 10) for each in (0, 0, 10, 5, 15, 3, 27)])
    line = st.lists(cell, min_size=width, max_size=width)
    return draw(st.lists(line, min_size=height, max_size=height))


@given(tables_with_holes(), randoms, st.sampled_from(["both", "rows", "columns"]))
def test_the_message_of_a_misfit_proves_that_nothing_fits(quotas, random, given_sides):
    across = turned(quotas)
    low, high = (sum(end(quota) for line in quotas for quota in line) for end in (floor, ceil))
    total = random.randint(low, high)
    rows = None if given_sides == "columns" else sums_of(quotas, total, random)
    columns = None if given_sides == "rows" else sums_of(across, total, random)
    try:
        apportion_table(quotas, rows=rows, columns=columns)
    except CostshareError as error:
        text = str(error)
    else:
        return
    found = MISFIT.fullmatch(text)
    if not found:
        assert text.endswith("both sides must sum to the same grand total")
        assert given_sides != "both"
        return
    if found[1] == "column":
        quotas, rows, columns, across = across, columns, rows, quotas
    pushing, taking = ([int(each) for each in found[at].split(", ")] for at in (2, 6))
    theirs, elsewhere, already, pushed, off, room = (int(found[at]) for at in (3, 4, 5, 7, 8, 9))
    assert theirs == (
        sum(rows[line] for line in pushing) if rows else least(quotas, pushing, total)
    )
    assert room == (
        sum(columns[line] for line in taking)
        if columns
        else total - least(across, set(range(len(across))) - set(taking), total)
    )
    assert elsewhere == sum(
        ceil(quotas[line][other])
        for line in pushing
        for other in range(len(across))
        if other not in taking
    )
    assert already == sum(
        floor(quotas[line][other])
        for line in range(len(quotas))
        if line not in pushing
        for other in taking
    )
    assert pushed == theirs - elsewhere + already
    assert off == pushed - room > 0
    assert (found[10] == "is given") == (columns is not None)


def least(quotas, lines, total):
    """The least that some lines of a free side sum to, where the whole side has a total."""
    others = set(range(len(quotas))) - set(lines)
    return max(
        sum(floor(sum(quotas[line])) for line in lines),
        total - sum(ceil(sum(quotas[line])) for line in others),
    )
