"""Amounts, rates and levels: a rate needs a unit of time, and what makes no sense is refused."""

from datetime import timedelta
from fractions import Fraction

import pytest

from costshare.errors import CostshareError
from costshare.metering import UsageLog

BYTES = 1_057_132_342
# 1 B = 8 bit (IEC 80000-13, 13-9.b), M = 10⁶ (SI): the mean rate of a sample of 300 seconds.
MBIT_S = Fraction(BYTES * 8, 300 * 10**6)
FIVE = ("2022-06-01T00:00", "2022-06-01T00:05")


def counter(*amounts, unit="B", length=5, **kwargs):
    rows = [
        ("A", "net", f"2022-06-01T00:{at * length:02}", f"2022-06-01T00:{(at + 1) * length:02}", n)
        for at, n in enumerate(amounts)
    ]
    return UsageLog(
        readings=rows, measure="amount", units={"net": unit} if unit else None, **kwargs
    )


def refusal(make, *args, **kwargs):
    with pytest.raises(CostshareError) as error:
        make(*args, **kwargs)
    return str(error.value)


def questions(log):
    return log.average, log.peak, lambda *time, **kwargs: log.percentile(95, *time, **kwargs)


def test_bytes_of_300_seconds_are_28_19_mbit_per_second():
    assert round(MBIT_S, 2) == Fraction(2819, 100)
    log = counter(BYTES)
    rates = log.convert({"net": "Mbit/s"})
    assert rates.units == {"net": "Mbit/s"}
    for ask in questions(rates):
        assert ask(*FIVE) == {"A": {"net": MBIT_S}}
    for ask in questions(log.convert({"net": "Mbit"})):
        assert ask(*FIVE, per="s") == {"A": {"net": MBIT_S}}


@pytest.mark.parametrize(
    ("per", "rate"),
    [
        ("s", Fraction(BYTES, 300)),
        ("second", Fraction(BYTES, 300)),
        ("minute", Fraction(BYTES, 5)),
        ("hour", BYTES * 12),
        ("day", BYTES * 288),
        ("reading", BYTES),
    ],
)
def test_a_rate_is_per_the_unit_of_time_given(per, rate):
    for ask in questions(counter(BYTES)):
        assert ask(*FIVE, per=per) == {"A": {"net": rate}}


def test_the_percentile_of_byte_counters_is_that_of_their_rates():
    # Of 10 samples the highest is discarded at 90 per cent; 75 MB in 300 s are 2 Mbit/s.
    amounts = [75_000_000 * at for at in range(1, 11)]
    log = counter(*amounts)
    time = ("2022-06-01T00:00", "2022-06-01T00:50")
    assert log.percentile(90, *time, per="reading") == {"A": {"net": amounts[-2]}}
    assert log.convert({"net": "Mbit/s"}).percentile(90, *time) == {"A": {"net": 2 * 9}}
    longer = log.percentile(100, *time, per="reading", every=timedelta(minutes=10))
    assert longer == {"A": {"net": Fraction(amounts[-1] + amounts[-2], 2)}}


def test_a_rate_of_amounts_without_a_unit_of_time_is_refused():
    for ask in questions(counter(BYTES)):
        assert refusal(ask, *FIVE) == (
            "resource net is an amount, and a rate of it needs a unit of time; pass per='s', "
            "per='hour' or per='reading', or use quantity()"
        )
        assert refusal(ask, *FIVE, per="hours") == (
            "unknown unit of time 'hours'; did you mean 'hour'? Known: second, minute, hour, day, "
            "reading"
        )
        assert "per is of type int; pass 'hour' or 'day'" in refusal(ask, *FIVE, per=5)


def test_levels_take_no_unit_of_time_but_for_their_quantity():
    log = UsageLog(levels=[("A", "ram", "2022-06-01", 4)], units={"ram": "GB"})
    for ask in questions(log):
        assert refusal(ask, *FIVE, per="s") == (
            "per='s' is for amounts, and this log holds levels; leave it out"
        )
    assert log.quantity("2022-06-01", "2022-06-02", per="s") == {"A": {"ram": 4 * 86_400}}
    assert "Known: second, minute, hour, day" in refusal(log.quantity, *FIVE, per="reading")


def test_the_quantity_of_a_rate_is_an_amount_and_needs_no_unit_of_time():
    log = counter(BYTES).convert({"net": "Mbit/s"})
    assert log.quantity(*FIVE) == {"A": {"net": MBIT_S * 300}}
    assert log.convert({"net": "GB/hour"}).quantity(*FIVE) == {"A": {"net": Fraction(BYTES, 10**9)}}
    assert refusal(log.quantity, *FIVE, per="s") == (
        "per='s' is for levels, and this log holds rates; leave it out"
    )


def test_readings_of_different_lengths_have_no_amount_per_reading():
    rows = [
        ("A", "net", *FIVE, 5),
        ("A", "net", FIVE[1], "2022-06-01T00:06", 5),
        ("A", "gb", *FIVE, 5),
    ]
    log = UsageLog(readings=rows, measure="amount")
    assert refusal(log.peak, *FIVE, per="reading", gaps="zero") == (
        "A, net has readings of 60 s and of 300 s; pass per='s' or per='hour'"
    )
    each = UsageLog(
        readings=[rows[0], ("B", "net", "2022-06-01", "2022-06-02", 9)], measure="amount"
    )
    assert each.peak(*FIVE, per="reading", gaps="zero") == {"A": {"net": 5}, "B": {"net": 9}}


def test_a_log_may_hold_amounts_rates_and_levels():
    rows = [("A", "net", *FIVE, 300), ("A", "cpu", *FIVE, 2), ("A", "in", *FIVE, 300)]
    log = UsageLog(
        readings=rows, measure="amount", units={"net": "Mbit", "cpu": "core-minutes", "in": "Mbit"}
    )
    mixed = log.convert({"net": "Mbit/s", "cpu": "core"})
    cores = Fraction(2, 5)
    assert mixed.average(*FIVE, per="minute") == {"A": {"cpu": cores, "in": 60, "net": 1}}
    assert mixed.quantity(*FIVE, per="minute") == {"A": {"cpu": 2, "in": 300, "net": 300}}
    assert refusal(mixed.average, *FIVE).startswith("resource in is an amount, and a rate of it")
    assert refusal(log.convert({"net": "Mbit/s", "cpu": "core-days"}).quantity, *FIVE, per="s") == (
        "per='s' is for levels, and this log holds amounts and rates; leave it out"
    )


def test_levels_become_amounts_and_back():
    log = UsageLog(levels=[("A", "cpu", "2022-06-01", 4)], units={"cpu": "core"})
    amounts = log.convert({"cpu": "core-hours"})
    assert amounts.units == {"cpu": "core-hours"}
    assert amounts.quantity("2022-06-01", "2022-06-02") == {"A": {"cpu": 96}}
    assert amounts.average("2022-06-01", "2022-06-02", per="day") == {"A": {"cpu": 96}}
    assert refusal(amounts.peak, "2022-06", per="reading") == (
        "per='reading' is for readings, and this log has levels; pass per='s' or per='hour'"
    )
    assert amounts.convert({"cpu": "core"}).average("2022-06") == log.average("2022-06")


@pytest.mark.parametrize(
    ("unit", "to"), [("B", "core"), ("B", "GB-hours"), ("core-hours", "core/s"), ("B", "vCPU/s")]
)
def test_an_amount_does_not_become_what_it_is_not(unit, to):
    log = counter(5, unit=unit)
    assert refusal(log.convert, {"net": to}).startswith(f"{unit} and {to} measure different things")


def test_a_level_of_data_is_not_a_rate():
    log = UsageLog(levels=[("A", "disk", "2022-06-01", 4)], units={"disk": "GB"})
    assert refusal(log.convert, {"disk": "Mbit/s"}).startswith("GB and Mbit/s measure different")


@pytest.mark.parametrize("column", [False, True])
def test_a_unit_must_fit_what_is_measured(column):
    row = {"member": "A", "resource": "net", "from": FIVE[0], "to": FIVE[1], "quantity": 5}

    def log(unit, measure):
        rows = [row | {"unit": unit}] if column else [row]
        return UsageLog(readings=rows, measure=measure, units=None if column else {"net": unit})

    assert refusal(log, "Mbit/s", "amount") == (
        "resource net is an amount, and Mbit/s is a rate; state the unit of the amount, such as "
        "Mbit, and convert the log to Mbit/s, or pass measure='level'"
    )
    assert refusal(log, "core-hours", "level") == (
        "resource net is a level, and core-hours is an amount; pass readings with "
        "measure='amount', or state the unit of the level, such as core"
    )
    assert log("core-hours", "amount").units == {"net": "core-hours"}
    assert log("Mbit/s", "level").average(*FIVE) == {"A": {"net": 5}}
