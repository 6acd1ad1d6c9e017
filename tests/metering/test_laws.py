"""Laws of metered use, on generated logs, against plain Fractions."""

import copy
import pickle
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive_metering as naive
from costshare.metering import UsageLog

START = datetime(2022, 3, 20, tzinfo=UTC)
DAY = timedelta(days=1)
NAMES = st.sampled_from(["Kiruna", "Luleå", "Älvsbyn"])
RESOURCES = st.sampled_from(["vcpu", "ram_gb"])
QUANTITIES = st.one_of(
    st.integers(0, 50),
    st.integers(0, 10**40),
    st.decimals(0, 10**6, places=3),
    st.integers(0, 10**9).map(lambda whole: whole / 1000),
)
INSTANTS = st.one_of(
    st.integers(-3, 30).map(lambda days: START + days * DAY),
    st.integers(-(10**12), 10**13).map(lambda n: START + timedelta(microseconds=n)),
)


@st.composite
def level_rows(draw):
    return draw(
        st.lists(
            st.tuples(NAMES, RESOURCES, INSTANTS, QUANTITIES),
            min_size=1,
            max_size=6,
            unique_by=lambda row: row[:3],
        )
    )


@st.composite
def reading_rows(draw):
    """Readings that do not overlap, with gaps between some of them."""
    rows = []
    for member, resource in draw(
        st.lists(st.tuples(NAMES, RESOURCES), min_size=1, max_size=3, unique=True)
    ):
        edges = draw(st.lists(INSTANTS, min_size=2, max_size=5, unique=True))
        edges.sort()
        spans = list(pairwise(edges))
        kept = draw(st.sets(st.sampled_from(range(len(spans))), min_size=1))
        rows += [(member, resource, *spans[at], draw(QUANTITIES)) for at in sorted(kept)]
    return draw(st.permutations(rows))


@st.composite
def times(draw):
    one, other = draw(st.lists(INSTANTS, min_size=2, max_size=2, unique=True).map(sorted))
    return one, other


@given(level_rows(), times())
def test_levels_equal_the_reference(rows, time):
    spans = naive.spans_of_levels(rows, time[1])
    log = UsageLog(levels=rows)
    assert log.average(*time) == naive.average(spans, *time)
    assert log.quantity(*time) == naive.scaled(naive.areas(spans, *time), Fraction(1, 3600))
    assert log.peak(*time) == naive.peak(spans, *time)


@given(reading_rows(), times())
def test_readings_equal_the_reference(rows, time):
    log = UsageLog(readings=rows, gaps="zero")
    assert log.average(*time) == naive.average(rows, *time)
    assert log.quantity(*time, per="day") == naive.scaled(
        naive.areas(rows, *time), Fraction(1, 86_400)
    )
    assert log.peak(*time) == naive.peak(rows, *time)


@given(
    reading_rows(),
    st.integers(1, 21),
    st.sampled_from([timedelta(minutes=5), timedelta(hours=7), timedelta(microseconds=1_000_001)]),
    st.one_of(st.just(95), st.integers(1, 100)),
)
def test_percentiles_equal_the_reference(rows, samples, every, percent):
    time = (START, START + samples * every)
    log = UsageLog(readings=rows, gaps="zero")
    found = log.percentile(percent, *time, every=every)
    assert found == naive.percentile(rows, *time, percent, every)


@given(st.one_of(level_rows(), reading_rows()), st.lists(INSTANTS, min_size=3, unique=True))
def test_the_parts_of_a_time_add_up_to_it(rows, edges):
    log = UsageLog(**{"levels" if len(rows[0]) == 4 else "readings": rows}, gaps="zero")
    first, middle, last = sorted(edges)[:3]
    assert naive.added(log.quantity(first, middle), log.quantity(middle, last)) == log.quantity(
        first, last
    )


@given(level_rows())
def test_january_and_february_are_the_two_months(rows):
    log = UsageLog(levels=rows, timezone="Europe/Stockholm")
    parts = naive.added(log.quantity(period="2022-03"), log.quantity(period="2022-04"))
    assert parts == log.quantity("2022-03-01", "2022-05-01")
    days = naive.added(
        naive.scaled(log.average(period="2022-03"), 31 * 24 - 1),
        naive.scaled(log.average(period="2022-04"), 30 * 24),
    )
    assert days == parts


@given(level_rows(), times(), INSTANTS)
def test_a_level_split_into_two_equal_records_changes_nothing(rows, time, when):
    member, resource, since, quantity = rows[0]
    held = naive.spans_of_levels(rows, START + 100 * DAY)[0]
    assert held[:3] == (member, resource, since)
    if not since < when < held[3]:
        when = since + (held[3] - since) / 2
    if when == since:
        return
    log, split = (
        UsageLog(levels=each) for each in (rows, [*rows, (member, resource, when, quantity)])
    )
    for ask in ("average", "quantity", "peak"):
        assert getattr(split, ask)(*time) == getattr(log, ask)(*time)
    month = (START, START + 2 * DAY)
    assert split.percentile(95, *month) == log.percentile(95, *month)


@given(reading_rows(), times())
def test_a_reading_of_an_amount_split_by_its_time_changes_nothing(rows, time):
    member, resource, begin, end, quantity = rows[0]
    third = (end - begin) // 3
    if not third:
        return
    exact = Fraction(str(quantity))
    share = exact * naive.seconds_of(third) / naive.seconds_of(end - begin)
    split = [
        (member, resource, begin, begin + third, share),
        (member, resource, begin + third, end, exact - share),
    ]
    log, other = (
        UsageLog(readings=each, measure="amount", gaps="zero") for each in (rows, split + rows[1:])
    )
    assert other.quantity(*time) == log.quantity(*time)
    assert other.peak(*time, per="s") == log.peak(*time, per="s")


@given(st.data(), st.one_of(level_rows(), reading_rows()), times())
def test_the_order_of_rows_changes_nothing(data, rows, time):
    kind = "levels" if len(rows[0]) == 4 else "readings"
    mixed = data.draw(st.permutations(rows))
    log, other = (UsageLog(**{kind: each}, gaps="zero") for each in (rows, mixed))
    for ask in ("average", "peak"):
        one, two = getattr(log, ask)(*time), getattr(other, ask)(*time)
        # Written out, so that the order of names counts too.
        assert repr(one) == repr(two)
        assert list(one) == sorted(one)
        assert log.members == tuple(one)


@given(reading_rows())
def test_amounts_are_the_quantity_of_the_whole_time(rows):
    log = UsageLog(readings=rows, measure="amount", gaps="zero")
    first, last = min(row[2] for row in rows), max(row[3] for row in rows)
    expected = {}
    for member, resource, _, _, amount in rows:
        use = expected.setdefault(member, {})
        use[resource] = use.get(resource, 0) + Fraction(str(amount))
    assert log.quantity(first, last) == naive.complete(expected)


@given(reading_rows(), times(), st.sampled_from(["s", "minute", "hour", "day"]))
def test_a_rate_times_its_time_is_the_amount(rows, time, per):
    log = UsageLog(readings=rows, measure="amount", gaps="zero")
    seconds = {"s": 1, "minute": 60, "hour": 3_600, "day": 86_400}[per]
    spent = naive.seconds_of(time[1] - time[0]) / seconds
    assert naive.scaled(log.average(*time, per=per), spent) == log.quantity(*time)


@given(
    reading_rows(),
    times(),
    st.sampled_from(["B", "kbit", "GiB"]),
    st.sampled_from(["Mbit/s", "GB/hour", "B/day"]),
)
def test_amounts_as_a_rate_and_back_are_the_same(rows, time, unit, rate):
    units = dict.fromkeys(["vcpu", "ram_gb"], unit)
    both = [*rows, ("Älvsbyn", "vcpu", START + 90 * DAY, START + 91 * DAY, 1)]
    both += [("Älvsbyn", "ram_gb", *both[-1][2:])]
    log = UsageLog(readings=both, measure="amount", gaps="zero", units=units)
    rates = log.convert(dict.fromkeys(units, rate))
    size, per = rate.split("/")
    sizes = log.convert(dict.fromkeys(units, size))
    assert rates.average(*time) == sizes.average(*time, per=per)
    assert rates.peak(*time) == sizes.peak(*time, per=per)
    assert rates.quantity(*time) == sizes.quantity(*time)
    back = rates.convert(units)
    assert back.quantity(*time) == log.quantity(*time)
    assert back.units == log.units


@given(reading_rows(), times())
def test_holding_readings_is_what_levels_do(rows, time):
    firsts = {}
    for member, resource, begin, *_ in rows:
        firsts[member, resource] = min(begin, firsts.get((member, resource), begin))
    log = UsageLog(readings=rows, gaps="hold")
    levels = UsageLog(levels=[(*row[:3], row[4]) for row in rows])
    if max(firsts.values()) <= time[0]:
        assert log.average(*time) == levels.average(*time)
        assert log.percentile(50, time[0], time[0] + DAY) == levels.percentile(
            50, time[0], time[0] + DAY
        )
    else:
        with pytest.raises(ValueError, match="has no level from"):
            log.average(*time)


@given(st.one_of(level_rows(), reading_rows()), times())
def test_every_member_has_every_resource(rows, time):
    log = UsageLog(**{"levels" if len(rows[0]) == 4 else "readings": rows}, gaps="zero")
    pairs = {row[:2] for row in rows}
    for use in (log.average(*time), log.quantity(*time), log.peak(*time)):
        assert tuple(use) == log.members
        for member, names in use.items():
            assert tuple(names) == log.resources
            assert not any(value for name, value in names.items() if (member, name) not in pairs)


@given(level_rows(), times())
def test_the_mean_lies_between_nothing_and_the_peak(rows, time):
    log = UsageLog(levels=rows)
    means, tops = log.average(*time), log.peak(*time)
    assert all(
        0 <= mean <= tops[member][name]
        for member, names in means.items()
        for name, mean in names.items()
    )


@given(st.integers(1, 10**6), st.integers(0, 10**4).map(lambda n: Decimal(n) / 8))
def test_scale_of_the_quantity_scales_the_result(factor, quantity):
    rows = [("A", "x", START, quantity), ("A", "x", START + DAY, quantity * 3)]
    more = [(*row[:3], row[3] * factor) for row in rows]
    time = (START - DAY, START + 5 * DAY)
    one = UsageLog(levels=rows).average(*time)
    assert UsageLog(levels=more).average(*time) == naive.scaled(one, factor)


@given(level_rows(), st.randoms())
def test_logs_are_equal_by_value(rows, random):
    log = UsageLog(levels=rows)
    shuffled = random.sample(rows, len(rows))
    for again in (
        UsageLog(levels=shuffled),
        pickle.loads(pickle.dumps(log)),
        copy.copy(log),
        copy.deepcopy(log),
    ):
        assert again == log
    assert log != UsageLog(levels=rows, gaps="error")
    more = [(*row[:3], Fraction(row[3]) + Fraction(1, 3)) for row in rows]
    assert log != UsageLog(levels=more)
    assert log != rows


def test_logs_in_other_steps_are_equal_and_do_not_hash():
    rows = [("Kiruna", "ram_gb", "2022-01-01", "0.5"), ("Luleå", "ram_gb", "2022-01-01", 3)]
    log = UsageLog(levels=rows, units={"ram_gb": "GiB"})
    in_mib = log.convert({"ram_gb": "MiB"})
    assert in_mib != log
    assert in_mib.convert({"ram_gb": "GiB"}) == log
    mib = [(*row[:3], Fraction(row[3]) * 1024) for row in rows]
    assert UsageLog(levels=mib, units={"ram_gb": "MiB"}) == in_mib
    with pytest.raises(TypeError, match="unhashable type: 'UsageLog'"):
        hash(log)
