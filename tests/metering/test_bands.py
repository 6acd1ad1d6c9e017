"""Use by bands of time: levels and readings cut where another band begins, against each minute."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
import naive_metering as naive

# Time zones, and an instant at which their clocks change, or that is nothing special.
CHANGES = [
    ("Europe/Stockholm", datetime(2024, 3, 31, 1, tzinfo=UTC)),
    ("Europe/Stockholm", datetime(2024, 10, 27, 1, tzinfo=UTC)),
    ("America/New_York", datetime(2024, 11, 3, 6, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2024, 4, 6, 15, tzinfo=UTC)),
    ("Asia/Kolkata", datetime(2024, 12, 31, 18, 30, tzinfo=UTC)),
]
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"]
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MINUTE = timedelta(minutes=1)
WINTER = {"name": "peak", "months": "nov-mar", "weekdays": "mon-fri", "hours": "06:00-22:00"}
GRID = cs.Bands(
    bands=[WINTER, {"name": "off-peak"}],
    timezone="Europe/Stockholm",
    holidays=["2024-01-01", "2024-12-24", "2024-12-25"],
)


def clock(minutes):
    """Write minutes since midnight as a time of day."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def rules(draw):
    """Some bands, as sets of months, weekdays and minutes, and the same as `Bands`."""
    zone, change = draw(st.sampled_from(CHANGES))
    days = [change.date() + timedelta(days=more) for more in (0, 1)]
    years = {date(each.year, 7, 1) for each in days}  # a year without a holiday is refused
    holidays = draw(st.sets(st.sampled_from(days))) | years
    sets, bands = [], []
    times = st.one_of(st.integers(0, 1440), st.sampled_from([0, 60, 90, 110, 150, 160, 180]))
    for at in range(draw(st.integers(1, 3))):
        months = draw(st.sampled_from([MONTHS, MONTHS[10:] + MONTHS[:3], ["oct", "mar"]]))
        weekdays = draw(st.sampled_from([WEEKDAYS, WEEKDAYS[:5], WEEKDAYS[5:]]))
        ends = sorted(draw(st.sets(times, min_size=2, max_size=2)))
        minutes = range(*ends)
        sets.append((months, weekdays, minutes))
        bands.append(
            {
                "name": f"b{at}",
                "months": ", ".join(months),
                "weekdays": ", ".join(weekdays),
                "hours": f"{clock(ends[0])}-{clock(ends[1])}",
            }
        )
    bands.append({"name": "rest"})
    return sets, holidays, cs.Bands(bands=bands, timezone=zone, holidays=holidays), change


def naive_band(sets, holidays, zone, instant):
    """The first band whose months, weekdays and minutes hold what the clock shows."""
    shown = instant.astimezone(ZoneInfo(zone))
    weekday = "holiday" if shown.date() in holidays else WEEKDAYS[shown.weekday()]
    minute = shown.hour * 60 + shown.minute
    for at, (months, weekdays, minutes) in enumerate(sets):
        if MONTHS[shown.month - 1] in months and weekday in weekdays and minute in minutes:
            return f"b{at}"
    return "rest"


@st.composite
def cases(draw):
    """Rules, a time around a change of clocks, and readings of whole minutes."""
    sets, holidays, bands, change = draw(rules())
    first = change - draw(st.integers(0, 200)) * MINUTE
    edges = draw(st.sets(st.integers(0, 400), min_size=2, max_size=4).map(sorted))
    spans = [
        ("A", "x", first + one * MINUTE, first + other * MINUTE, draw(st.integers(0, 9)))
        for one, other in pairwise(edges)
    ]
    return sets, holidays, bands, spans


@settings(max_examples=20)
@given(cases())
def test_bands_equal_the_reference_of_each_minute(case):
    sets, holidays, bands, spans = case
    start, stop = spans[0][2], spans[-1][3]
    minutes, tops, lengths = {}, {}, dict.fromkeys(bands.names, 0)
    for _, _, begin, end, level in spans:
        for passed in range((end - begin) // MINUTE):
            name = naive_band(sets, holidays, bands.timezone, begin + passed * MINUTE)
            minutes[name] = minutes.get(name, 0) + level
            tops[name] = max(tops.get(name, 0), level)
            lengths[name] += 1
        assert bands.at(end - MINUTE) == name
    log = cs.UsageLog(readings=spans)
    use = log.quantity(start, stop, per="minute", bands=bands)["A"]
    assert use == {f"x {name}": minutes.get(name, 0) for name in bands.names}
    means = log.average(start, stop, bands=bands)["A"]
    assert means == {
        f"x {name}": Fraction(minutes.get(name, 0), lengths[name] or 1) for name in bands.names
    }
    peaks = log.peak(start, stop, bands={"x": bands})["A"]
    assert peaks == {f"x {name}": tops.get(name, 0) for name in bands.names}


AT = st.integers(-(10**12), 10**13).map(
    lambda n: datetime(2024, 10, 20, tzinfo=UTC) + timedelta(microseconds=n)
)
AMOUNTS = st.one_of(st.integers(0, 50), st.integers(0, 10**40), st.decimals(0, 10**6, places=3))


@settings(max_examples=20)
@given(
    rules(),
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from(["x", "y"]), AT, AMOUNTS),
        min_size=1,
        max_size=6,
        unique_by=lambda row: row[:3],
    ),
    st.sets(AT, min_size=2, max_size=2).map(sorted),
    st.booleans(),
)
def test_quantities_over_bands_sum_to_the_quantity_without(case, rows, time, only_x):
    bands = case[2]
    log = cs.UsageLog(levels=rows)
    by = {"x": bands} if only_x and "x" in log.resources else bands
    whole, parts = log.quantity(*time), log.quantity(*time, bands=by)
    for member, use in whole.items():
        for resource, quantity in use.items():
            is_cut = not isinstance(by, dict) or resource in by
            names = bands.resources(resource) if is_cut else [resource]
            assert sum(parts[member][name] for name in names) == quantity
        assert list(parts[member]) == sorted(parts[member])
    assert list(parts) == list(whole)
    highest = log.peak(*time, bands=bands)
    for member, use in log.peak(*time).items():
        for resource, top in use.items():
            assert max(highest[member][name] for name in bands.resources(resource)) == top


def test_a_day_on_which_clocks_change_has_the_hours_of_its_clocks():
    night = cs.Bands(
        bands=[{"name": "night", "hours": "01:00-02:30"}, {"name": "day"}],
        timezone="Europe/Stockholm",
    )
    log = cs.UsageLog(levels=[("A", "x", "2024-01-01T01:00", 1)], timezone="Europe/Stockholm")
    hours = {
        day: log.quantity(day, f"2024-{after}", bands=night)["A"]["x night"]
        for day, after in [
            ("2024-03-31", "04-01"),
            ("2024-10-27", "10-28"),
            ("2024-05-05", "05-06"),
        ]
    }
    # 02:00 to 03:00 never comes in March; in October 02:00 to 02:30 comes twice.
    assert hours == {"2024-03-31": 1, "2024-10-27": 2, "2024-05-05": Fraction(3, 2)}


def test_a_reading_is_cut_to_the_second_and_its_amount_spread_evenly():
    rows = [("A", "kwh", "2024-11-04T05:59:59", "2024-11-04T06:00:02", 9)]
    log = cs.UsageLog(readings=rows, measure="amount", timezone="Europe/Stockholm")
    time = ("2024-11-04T05:59:59", "2024-11-04T06:00:02")
    assert log.quantity(*time, bands=GRID) == {"A": {"kwh off-peak": 3, "kwh peak": 6}}
    assert log.average(*time, bands=GRID, per="s") == {"A": {"kwh off-peak": 3, "kwh peak": 3}}
    assert log.peak(*time, bands=GRID, per="reading") == {"A": {"kwh off-peak": 9, "kwh peak": 9}}


def test_a_log_of_days_takes_them_for_the_days_of_the_contract():
    rows = [
        ("A", "kwh", "2024-10-31", "2024-11-04", 96),
        ("A", "kwh", "2024-11-04", "2024-11-05", 48),
    ]
    log = cs.UsageLog(readings=rows, measure="amount", timezone="America/New_York")
    # Friday 1 November and Monday 4 November have 16 peak hours each.
    assert log.quantity("2024-10-31", "2024-11-05", bands=GRID)["A"]["kwh peak"] == 16 + 32


def test_a_band_without_time_has_no_use():
    log = cs.UsageLog(levels=[("A", "kw", "2024-01-01T00:00", 5)], timezone="Europe/Stockholm")
    for ask in (log.average, log.quantity, log.peak):
        assert ask(period="2024-07", bands=GRID)["A"]["kw peak"] == 0
    assert log.average(period="2024-07", bands=GRID)["A"]["kw off-peak"] == 5


def test_gaps_and_the_unit_are_those_of_the_whole_log():
    rows = [("A", "net", "2024-11-04T00:00", "2024-11-04T12:00", 8)]
    log = cs.UsageLog(readings=rows, measure="amount", units={"net": "GB"}, timezone="UTC")
    day = ("2024-11-04T00:00", "2024-11-05T00:00")
    with pytest.raises(cs.CostshareError, match="A, net has no level from 2024-11-04T12:00"):
        log.quantity(*day, bands=GRID)
    assert log.quantity(*day, bands=GRID, gaps="zero")["A"]["net peak"] == Fraction(14, 3)
    rate = log.convert({"net": "Mbit/s"})
    assert naive.scaled(rate.quantity(*day, bands=GRID, gaps="zero"), Fraction(1, 8000)) == (
        log.quantity(*day, bands=GRID, gaps="zero")
    )


@pytest.mark.parametrize(
    ("bands", "message"),
    [
        (5, "bands is of type int; pass Bands(…), or a mapping of resource to Bands"),
        ({"x": 5}, "bands of x is of type int; pass Bands(…)"),
        ({"z": GRID}, "unknown resource in bands 'z'; Known: x, x peak"),
        (
            {"x": GRID},
            "x peak is a resource, and a band of another one; rename the resource or a band",
        ),
    ],
)
def test_bands_that_do_not_fit_the_log_are_refused(bands, message):
    log = cs.UsageLog(levels=[("A", "x", "2024-01-01", 1), ("A", "x peak", "2024-01-01", 1)])
    with pytest.raises(cs.CostshareError) as caught:
        log.quantity(period="2024-01", bands=bands)
    assert str(caught.value) == message


# --- what bands are ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("band", "message"),
    [
        (
            {"hours": "22:00-06:00"},
            (
                "hours '22:00-06:00' do not end after they begin; write hours "
                "past midnight as two parts, each on its own day: '22:00-24:00, 00:00-06:00'"
            ),
        ),
        ({"hours": "6-22"}, "hours '6-22' cannot be read; write them like '06:00-22:00'"),
        ({"hours": "23:00-24:01"}, "hours '23:00-24:01' end after 24:00; the day ends there"),
        (
            {"hours": ""},
            (
                "hours '' cannot be read; write them like '06:00-22:00', or "
                "'06:00-09:00, 16:00-20:00'"
            ),
        ),
        (
            {"weekdays": "mån-fre"},
            (
                "unknown weekday 'mån'; did you mean 'mon'? Known: mon, tue, wed, "
                "thu, fri, sat, sun, holiday"
            ),
        ),
        (
            {"weekdays": 5},
            ("weekdays 5 cannot be read; write them like 'mon-fri', or 'sat, sun, holiday'"),
        ),
        (
            {"months": "nov-mar-apr"},
            ("months 'nov-mar-apr' cannot be read; write them like 'nov-mar', or 'jan, jul'"),
        ),
        (
            {"months": "11-3"},
            (
                "unknown month '11'; Known: jan, feb, mar, apr, may, jun, jul, aug, "
                "sep, oct, nov, dec"
            ),
        ),
    ],
)
def test_a_band_that_cannot_be_read_is_refused(band, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Band(name="x", **band)
    assert str(caught.value) == f"Band: {next(iter(band))}: {message}"


@pytest.mark.parametrize(
    ("bands", "message"),
    [
        (
            [WINTER],
            (
                "band peak comes last and has conditions, so that some moments lie in no band; "
                "add one with only a name at the end"
            ),
        ),
        (
            [{"name": "x"}, {"name": "y"}],
            ("band x has no condition, so no later band applies; put it last"),
        ),
    ],
)
def test_bands_that_do_not_cover_every_moment_once_are_refused(bands, message):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Bands(bands=bands, timezone="Europe/Stockholm")
    assert str(caught.value) == f"Bands: {message}"


def test_a_zone_holiday_or_moment_that_cannot_be_read_is_refused():
    with pytest.raises(cs.CostshareError, match="timezone 'Stockholm' is unknown; pass a name"):
        cs.Bands(bands=[{"name": "x"}], timezone="Stockholm")
    with pytest.raises(cs.CostshareError, match="holiday 2024-12-25 is listed twice"):
        GRID.replace(holidays=["2024-12-25", "2024-12-25"])
    with pytest.raises(cs.CostshareError, match="moment 'noon' is not a date and time"):
        GRID.at("noon")


FEASTS = [{"name": "feast", "weekdays": "sun, holiday"}, {"name": "rest"}]


@pytest.mark.parametrize("holidays", [None, []])
def test_a_band_for_holidays_without_dates_is_refused(holidays):
    with pytest.raises(cs.CostshareError) as caught:
        cs.Bands(bands=FEASTS, timezone="Europe/Stockholm", holidays=holidays)
    assert str(caught.value) == (
        "Bands: band feast is for public holidays, and there are no dates of them; pass "
        "holidays=['2024-12-25', …], or leave out 'holiday'"
    )


@pytest.mark.parametrize(
    "stated", [FEASTS, [{"name": "peak", "weekdays": "mon-fri"}, {"name": "off"}]]
)
def test_a_year_without_dates_of_holidays_is_refused_where_they_count(stated):
    bands = cs.Bands(bands=stated, timezone="Europe/Stockholm", holidays=["2023-12-25"])
    use = [("A", "disk", "2022-12-30T00:00", 1), ("A", "disk", "2024-02-01T00:00", 2)]
    log = cs.UsageLog(levels=use, timezone="Europe/Stockholm")
    assert log.quantity("2023-01-01", "2024-01-01", bands=bands)
    for first, end, year in (
        ("2022-12-30", "2023-02-01", 2022),
        ("2023-06-01", "2024-02-01", 2024),
    ):
        with pytest.raises(cs.CostshareError, match=f"holidays has no dates of {year}; add them"):
            log.quantity(first, end, bands=bands)
    # A log in UTC shows one hour of another year in local time.
    clock = cs.UsageLog(levels=use, timezone="UTC")
    assert clock.quantity("2023-01-01", "2024-01-01", bands=bands)


def test_bands_are_written_in_one_form_and_tell_the_band_of_any_moment():
    band = cs.Band(name="x", months="Nov - Mar", weekdays="sat,sun ,HOLIDAY", hours="07:00 - 20:00")
    assert (band.months, band.weekdays, band.hours) == (
        "nov-mar", "sat, sun, holiday", "07:00-20:00",
    )  # fmt: skip
    assert GRID.at("2024-11-04T06:00") == GRID.at("2024-11-04T05:00+00:00") == "peak"
    assert GRID.at("2024-12-24T12:00") == GRID.at("2024-11-04T05:59:59") == "off-peak"


# Fayetteville PWC, "Online Usage Calculator - Time-of-Use Rates",
# https://www.faypwc.com/online-usage-calculator-tou/ (read 2026-11-28): peak from April to October
# 3 to 7 pm, from November to March 6 to 10 am, but for Saturdays, Sundays and holidays; $0.13 for a
# kWh in peak hours, $0.08473 in others. 1 000 kWh a month cost $93.78 with 80 % in other hours, and
# $91.52 with 85 %.
FAYETTEVILLE = cs.Bands(
    bands=[
        {"name": "peak", "months": "apr-oct", "weekdays": "mon-fri", "hours": "15:00-19:00"},
        {"name": "peak", "months": "nov-mar", "weekdays": "mon-fri", "hours": "06:00-10:00"},
        {"name": "other"},
    ],
    timezone="America/New_York",
    holidays=["2024-07-04"],
)


@pytest.mark.parametrize(("off_peak", "published"), [(800, "93.78"), (850, "91.52")])
@pytest.mark.parametrize("peak_day", ["2024-07-05T15:00/19:00", "2024-11-04T06:00/10:00"])
def test_bands_and_prices_come_to_what_fayetteville_publishes(off_peak, published, peak_day):
    day, end = peak_day.split("/")
    other = day.replace("05T", "04T").replace("-04T06", "-03T06")  # a holiday, or a Sunday
    rows = [
        ("A", "kwh", start, f"{start[:11]}{end}", amount)
        for start, amount in [(day, 1000 - off_peak), (other, off_peak)]
    ]
    log = cs.UsageLog(readings=rows, measure="amount", gaps="zero", timezone="America/New_York")
    use = log.quantity(period=day[:7], bands=FAYETTEVILLE)
    prices = {"kwh peak": "0.13", "kwh other": "0.08473"}
    model = cs.Capacity(prices=prices, bands={"kwh": FAYETTEVILLE})
    fees = cs.allocate(None, model, use, unit="0.01")
    assert fees.fee("A", "fee") == Decimal(published)
