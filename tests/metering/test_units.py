"""Units and conversion: factors of IEC 80000-13, exact, and only when asked for."""

from fractions import Fraction

import pytest

from costshare.errors import CostshareError
from costshare.metering import UsageLog, convert


@pytest.mark.parametrize(
    ("quantity", "unit", "to", "exact"),
    [
        # Red Hat Enterprise Linux 7, Installation Guide, appendix G; IEC 80000-13:2008.
        (1, "KiB", "B", 1024),
        (1, "MiB", "B", 1_048_576),
        (1, "GiB", "B", 1_073_741_824),
        (1, "TiB", "B", 1_099_511_627_776),
        (1, "PiB", "B", 1_125_899_906_842_624),
        (1, "EiB", "B", 1_152_921_504_606_846_976),
        (1, "GB", "B", 10**9),
        (1, "EB", "B", 10**18),
        (1, "Mbit", "B", 125_000),
        (1, "GiB", "GB", Fraction(1_073_741_824, 10**9)),
        (1, "GB", "GiB", Fraction(10**9, 1_073_741_824)),
        ("0.5", "Kibit", "bit", 512),
        (36, "core-hours", "core-days", Fraction(3, 2)),
        (1, "core-hour", "core-seconds", 3600),
        (1, "GiB-days", "GiB-hours", 24),
        (8, "Mbit/s", "MB/s", 1),
        (1, "GB/hour", "GB/day", 24),
        (60, "vCPU-minutes", "vCPU-hours", 1),
        (7, "core", "core", 7),
    ],
)
def test_conversion_is_exact_both_ways(quantity, unit, to, exact):
    assert convert(quantity, unit, to) == exact
    assert convert(exact, to, unit) == Fraction(quantity)


@pytest.mark.parametrize(
    ("unit", "to", "message"),
    [
        ("GB", "core", "GB and core measure different things; convert within one of them"),
        ("core", "vCPU", "core and vCPU measure different things"),
        ("GB", "GB-hours", "GB and GB-hours measure different things"),
        ("GB/s", "GB", "GB/s and GB measure different things"),
        ("KB", "B", "unknown unit 'KB'; did you mean"),
        ("Gb", "B", "unknown unit 'Gb'"),
        ("", "B", "unknown unit ''"),
        (5, "B", "unknown unit 5"),
        ("GB", "GB-months", "unknown time in unit 'GB-months': 'month'; Known: second, minute"),
        ("GB-s", "GB-hours", "unknown time in unit 'GB-s': 's'"),
        ("GB", "GB per hour", "unknown unit 'GB per hour'"),
    ],
)
def test_what_cannot_be_converted_is_refused(unit, to, message):
    with pytest.raises(CostshareError) as error:
        convert(1, unit, to)
    assert message in str(error.value)


ROWS = [
    {"member": "A", "resource": "ram", "since": "2022-01-01", "quantity": 1, "unit": "GiB"},
    {"member": "A", "resource": "ram", "since": "2022-01-02", "quantity": 1, "unit": "GB"},
    {"member": "A", "resource": "cpu", "since": "2022-01-01", "quantity": 2, "unit": "core"},
]


def refusal(make, *args, **kwargs):
    with pytest.raises(CostshareError) as error:
        make(*args, **kwargs)
    return str(error.value)


def test_units_are_never_mixed_without_a_conversion():
    assert refusal(UsageLog, levels=ROWS) == (
        "resource ram is in GiB in some rows and in GB in others; pass units={'ram': 'GiB'} to "
        "convert"
    )
    log = UsageLog(levels=ROWS, units={"ram": "B"})
    mean = Fraction(2**30 + 10**9, 2)
    assert log.average("2022-01-01", "2022-01-03") == {"A": {"cpu": 2, "ram": mean}}
    assert log.units == {"ram": "B", "cpu": "core"}
    back = UsageLog(levels=ROWS, units={"ram": "GiB"})
    assert back.average("2022-01-01", "2022-01-03")["A"]["ram"] == mean / 2**30
    assert UsageLog(levels=ROWS[1:]).units == {"ram": "GB", "cpu": "core"}


def test_conversion_beyond_64_bits_is_exact():
    rows = [
        ROWS[0] | {"quantity": 2**60},
        ROWS[1],
        ROWS[1] | {"since": "2022-01-03", "unit": "EiB"},
    ]
    log = UsageLog(levels=rows, units={"ram": "bit"})
    assert log.peak("2022-01-01", "2022-01-02")["A"]["ram"] == 2**93
    assert log.peak("2022-01-02", "2022-01-03")["A"]["ram"] == 8 * 10**9
    assert log.peak("2022-01-03", "2022-01-04")["A"]["ram"] == 2**63


def test_a_log_is_converted_as_a_whole():
    log = UsageLog(
        levels=[("A", "ram", "2022-01-01", 3), ("A", "x", "2022-01-01", 5)], units={"ram": "GiB"}
    )
    other = log.convert({"ram": "MB"})
    assert other.peak("2022") == {"A": {"ram": Fraction(3 * 2**30, 10**6), "x": 5}}
    assert other.units == {"ram": "MB"}
    assert log.units == {"ram": "GiB"}
    assert log.peak("2022") == {"A": {"ram": 3, "x": 5}}
    assert other.convert({"ram": "GiB"}).average("2022") == log.average("2022")


def test_conversion_that_cannot_be_is_refused():
    log = UsageLog(levels=[("A", "ram", "2022-01-01", 3)], units={"ram": "GiB"})
    assert refusal(log.convert, {"rma": "GB"}).startswith("unknown resource 'rma'; did you mean")
    assert "GiB and core measure different things" in refusal(log.convert, {"ram": "core"})
    assert "unknown unit 'KB'" in refusal(log.convert, {"ram": "KB"})
    bare = UsageLog(levels=[("A", "ram", "2022-01-01", 3)])
    assert refusal(bare.convert, {"ram": "GB"}) == (
        "resource ram has no unit to convert from; make the log with units={'ram': …}"
    )
    assert "unknown unit 'KB'" in refusal(
        UsageLog, levels=[("A", "ram", "2022-01-01", 3)], units={"ram": "KB"}
    )
    assert "unknown resource 'cpu'" in refusal(
        UsageLog, levels=[("A", "ram", "2022-01-01", 3)], units={"cpu": "core"}
    )
    assert "unknown unit 'KB'" in refusal(UsageLog, levels=[ROWS[0] | {"unit": "KB"}])
    assert "unit in row 2 is missing" in refusal(
        UsageLog, levels=[ROWS[0], ROWS[1] | {"unit": None}]
    )
