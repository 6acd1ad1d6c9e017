"""What a log reads, what it refuses, and the named policies."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import costshare as cs
from costshare.errors import CostshareError
from costshare.metering import UsageLog

LEVEL = {"member": "A", "resource": "x", "since": "2022-01-01", "quantity": 1}
READING = {"member": "A", "resource": "x", "from": "2022-01-01", "to": "2022-01-11", "quantity": 6}


def levels(*changes, **kwargs):
    return UsageLog(levels=[LEVEL | change for change in changes], **kwargs)


def readings(*changes, **kwargs):
    return UsageLog(readings=[READING | change for change in changes], **kwargs)


def refusal(make, *args, **kwargs):
    with pytest.raises(CostshareError) as error:
        make(*args, **kwargs)
    return str(error.value)


SECOND = {"from": "2022-01-21", "to": "2022-01-31", "quantity": 12}


def test_a_gap_is_an_error_for_readings():
    log = readings({}, SECOND)
    for ask in (log.average, log.quantity, log.peak, lambda *time: log.percentile(95, *time)):
        assert refusal(ask, "2022-01-01", "2022-01-31") == (
            "A, x has no level from 2022-01-11T00:00:00+00:00 to 2022-01-21T00:00:00+00:00; "
            "pass gaps='zero' or gaps='hold', or add rows"
        )
    # Nothing can be held before the first reading; after the last it can.
    assert refusal(log.average, "2021-12-31", "2022-01-05").endswith(
        "2021-12-31T00:00:00+00:00 to 2022-01-01T00:00:00+00:00; pass gaps='zero', or add rows"
    )
    assert "from 2022-01-31T00:00:00+00:00 to 2022-02-01" in refusal(
        log.average, "2022-01-21", "2022-02-01"
    )
    assert "from 2023-01-01T00:00:00+00:00 to 2024-01-01" in refusal(log.average, "2023")


def test_a_gap_by_a_policy_counts_nothing_or_the_level_before():
    for policy, mean in (("zero", 6), ("hold", 8)):
        time = ("2022-01-01", "2022-01-31")
        log = readings({}, SECOND, gaps=policy)
        assert log.average(*time) == {"A": {"x": mean}}
        assert readings({}, SECOND).average(*time, gaps=policy) == {"A": {"x": mean}}
        assert "has no level" in refusal(log.average, *time, gaps="error")
    assert "has no level from 2021" in refusal(log.average, "2021-12-31", "2022-01-05")


def test_levels_are_nothing_before_the_first_by_default():
    log = levels({"since": "2022-01-16"})
    assert log.average("2022-01-01", "2022-01-31") == {"A": {"x": Fraction(1, 2)}}
    assert log.average("2021") == {"A": {"x": 0}}
    for policy in ("error", "hold"):
        assert "has no level from 2022-01-01T00:00:00+00:00 to 2022-01-16" in refusal(
            log.average, "2022-01-01", "2022-01-31", gaps=policy
        )
    assert log.average("2022-01-16", "2050-01-01", gaps="error") == {"A": {"x": 1}}


def test_rows_outside_the_time_are_clipped_or_refused():
    log = readings({}, SECOND, gaps="zero")
    assert log.average("2022-01-06", "2022-01-16") == {"A": {"x": 3}}
    strict = readings({}, SECOND, gaps="zero", outside="error")
    assert strict.average("2022-01-01", "2022-01-31") == {"A": {"x": 6}}
    assert refusal(strict.average, "2022-01-06", "2022-01-31") == (
        "A, x: the reading from 2022-01-01T00:00:00+00:00 reaches outside "
        "2022-01-06T00:00:00+00:00 to 2022-01-31T00:00:00+00:00; pass outside='clip', or drop the "
        "row"
    )
    assert "the reading from 2022-01-21" in refusal(strict.peak, "2022-01-01", "2022-01-30")
    assert "the reading from 2022-01-21" in refusal(strict.peak, "2022-01-01", "2022-01-21")
    changing = levels({}, {"since": "2022-02-01", "quantity": 9}, outside="error")
    assert changing.average("2022-01-15", "2022-03-01")["A"]["x"] > 1
    assert "A, x: the level since 2022-02-01T00:00:00+00:00 reaches outside" in refusal(
        changing.average, "2022-01"
    )


def test_rows_that_clash_are_refused():
    other = {"member": "B"}
    assert refusal(levels, {}, other, {"quantity": 2}) == (
        "A, x: rows 1 and 3 both state a level since 2022-01-01T00:00:00+00:00; keep one of them"
    )
    assert refusal(readings, other, {}, {}) == (
        "A, x: rows 2 and 3 both are the reading from 2022-01-01T00:00:00+00:00 to "
        "2022-01-11T00:00:00+00:00; keep one of them"
    )
    late = {"from": "2022-01-10", "to": "2022-01-20"}
    for rows in ((late, {}), ({}, late)):
        assert refusal(readings, *rows) == (
            "A, x: rows 1 and 2 overlap from 2022-01-10T00:00:00+00:00 to "
            "2022-01-11T00:00:00+00:00; correct one of them, or sum them if they are two meters"
        )
    inside = {"from": "2022-01-02", "to": "2022-01-03"}
    assert "overlap from 2022-01-02T00:00:00+00:00 to 2022-01-03" in refusal(readings, {}, inside)
    assert "rows 1 and 2 overlap" in refusal(readings, {}, {"to": "2022-01-12"})
    # Neighbours share an instant that only one of them has.
    assert len(readings({}, {"from": "2022-01-11", "to": "2022-01-12"}, other)) == 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"quantity": -1},
            "quantity in row 2 is -1, below zero; correct the row, or give a credit",
        ),
        ({"quantity": "-0.5"}, "quantity in row 2 is -0.5, below zero"),
        ({"quantity": None}, "quantity in row 2 is missing (None)"),
        ({"quantity": float("nan")}, "quantity in row 2 is NaN; a finite number is needed"),
        ({"quantity": True}, "quantity in row 2 True is a bool, not a number"),
        ({"quantity": "1,5"}, "quantity in row 2 '1,5' is not a plain number; write it as 1234.50"),
        ({"quantity": [1]}, "quantity in row 2 [1] is of type list"),
        ({"member": None}, "member in row 2 is missing; name it, or drop the row"),
        ({"member": "  "}, "member in row 2: name is empty"),
        ({"resource": 1.5}, "resource in row 2: name 1.5 is of type float; pass a string"),
        ({"member": True}, "member in row 2: name True is of type bool; pass a string"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_with_its_row(change, message):
    assert message in refusal(levels, {"since": "2021-01-01"}, change)


@pytest.mark.parametrize("dtype", ["int64", "float64", "float32", "Int64", object])
def test_a_negative_quantity_in_a_column_of_any_type_is_refused(dtype):
    frame = pd.DataFrame([LEVEL, LEVEL | {"since": "2022-02-01", "quantity": -3}])
    frame["quantity"] = frame["quantity"].astype(dtype)
    assert "quantity in row 2 is -3, below zero" in refusal(UsageLog, levels=frame)


@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_a_float_that_is_not_finite_is_refused(value):
    frame = pd.DataFrame([LEVEL, LEVEL | {"since": "2022-02-01", "quantity": value}])
    assert "quantity in row 2 is" in refusal(UsageLog, levels=frame)


def test_a_reading_that_does_not_last_is_refused():
    assert refusal(readings, {}, {"from": "2022-01-11"}) == (
        "the reading in row 2 ends 2022-01-11T00:00:00+00:00, not after its start "
        "2022-01-11T00:00:00+00:00; swap them, or drop the row"
    )
    assert "the reading in row 1 ends 2021" in refusal(readings, {"to": "2021-01-01"})


@pytest.mark.parametrize(
    ("value", "exact"),
    [
        (0.1, Fraction(1, 10)),
        (np.float32(0.1), Fraction(1, 10)),
        (1e-9, Fraction(1, 10**9)),
        (0.1 + 0.2, Fraction("0.30000000000000004")),
        (1e300, Fraction(10**300)),
        (Decimal("0.10"), Fraction(1, 10)),
        (Fraction(1, 3), Fraction(1, 3)),
        ("2/7", Fraction(2, 7)),
        (2**63, Fraction(2**63)),
        (2**63 - 1, Fraction(2**63 - 1)),
        (10**100 + 1, Fraction(10**100 + 1)),
        (0, Fraction(0)),
        (-0.0, Fraction(0)),
    ],
    ids=str,
)
@pytest.mark.parametrize("column", [False, True])
def test_a_quantity_is_the_number_that_it_prints(value, exact, column):
    source = (
        pd.DataFrame([LEVEL | {"quantity": value}]) if column else [LEVEL | {"quantity": value}]
    )
    log = UsageLog(levels=source)
    assert log.peak("2022") == log.average("2022") == {"A": {"x": exact}}
    assert log.quantity("2022", per="day") == {"A": {"x": exact * 365}}


@pytest.mark.parametrize("dtype", ["uint64", "Float64", "float16", "string", "int8"])
def test_quantities_in_columns_of_other_types_are_read(dtype):
    frame = pd.DataFrame([LEVEL, LEVEL | {"since": "2022-07-02", "quantity": 3}])
    frame["quantity"] = frame["quantity"].astype(dtype)
    expected = Fraction(182 * 1 + 183 * 3, 365)
    assert UsageLog(levels=frame).average("2022") == {"A": {"x": expected}}


def test_names_are_trimmed_whole_numbers_are_names_and_one_spelling_is_one_member():
    decomposed = "Lulea\N{COMBINING RING ABOVE}"
    rows = [
        (" Luleå ", "vcpu", "2022-01-01", 1),
        (decomposed, "vcpu", "2022-02-01", 2),
        (2580, "vcpu", "2022-01-01", 5),
    ]
    log = UsageLog(levels=rows)
    assert log.members == ("2580", "Luleå")
    assert log.resources == ("vcpu",)
    assert log.peak("2022") == {"2580": {"vcpu": 5}, "Luleå": {"vcpu": 2}}
    both = [*rows, (decomposed, "vcpu", "2022-01-01", 9)]
    assert "Luleå, vcpu: rows 1 and 4 both state a level" in refusal(UsageLog, levels=both)


def test_every_member_has_every_resource_sorted_by_name():
    log = levels({"member": "B"}, {"resource": "a"}, {})
    assert list(log.average("2022")) == ["A", "B"]
    assert list(log.average("2022")["A"]) == ["a", "x"]
    for ask in (log.average, log.quantity, log.peak, log.percentile):
        assert ask(period="2022")["B"]["a"] == 0
        assert list(ask(period="2022")["B"]) == ["a", "x"]
    assert log.members == ("A", "B")
    assert log.resources == ("a", "x")
    assert len(log) == 3
    assert repr(log) == "UsageLog(3 levels, 2 members, a, x; timezone UTC)"


def test_a_resource_that_somebody_lacks_is_zero_and_can_be_billed():
    rows = [("A", "vcpu", "2022-01-01", 1), ("B", "vcpu", "2022-01-01", 3)]
    log = UsageLog(levels=[*rows, ("A", "gpu", "2022-01-16", 2)])
    use = log.average("2022-01")
    assert use == {"A": {"gpu": Fraction(32, 31), "vcpu": 1}, "B": {"gpu": 0, "vcpu": 3}}
    fees = cs.allocate(700, cs.Capacity(prices={"vcpu": 31, "gpu": 31}), use)
    assert fees.member_totals == {"A": 283, "B": 417}


def test_a_resource_without_a_reading_of_a_member_is_zero_and_no_gap():
    log = readings({}, {"member": "B", "resource": "gpu"})
    assert log.average("2022-01-01", "2022-01-11") == {
        "A": {"gpu": 0, "x": 6},
        "B": {"gpu": 6, "x": 0},
    }


def test_the_log_is_its_own_copy_of_the_frame():
    frame = pd.DataFrame([LEVEL | {"since": pd.Timestamp("2022-01-01", tz="UTC")}])
    log = UsageLog(levels=frame)
    frame.loc[0, "quantity"] = 100
    frame["since"] = frame["since"] + pd.Timedelta(days=10)
    assert log.average("2022-01") == {"A": {"x": 1}}
    before = pd.DataFrame([LEVEL])
    kept = before.copy()
    UsageLog(levels=before)
    pd.testing.assert_frame_equal(before, kept)


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({}, "pass levels=… or readings=…, one of them"),
        ({"levels": [], "readings": []}, "pass levels=… or readings=…, one of them"),
        ({"levels": []}, "levels have no rows; a log needs at least one"),
        ({"levels": "use.csv"}, "levels 'use.csv' is text; read a file by UsageLog.from_csv(path)"),
        ({"levels": {"member": ["A"]}}, "levels is of type dict; pass a list of records"),
        ({"readings": 5}, "readings is of type int; pass a list of records"),
        (
            {"levels": [("A", "x", 1)]},
            "row 1 of the levels is ('A', 'x', 1); pass a mapping or a tuple, with member, resource",  # noqa: E501 - a message in one line
        ),
        (
            {"readings": [LEVEL]},
            "row 1 of the readings has no from; a row has member, resource, from, to, quantity",
        ),
        (
            {"levels": pd.DataFrame([READING])},
            "levels have no column 'since'; they have member, resource, from, to, quantity; rename",
        ),
        (
            {"levels": pd.concat([pd.DataFrame([LEVEL])] * 2, axis=1)},
            "levels have 2 columns 'member'",
        ),
        ({"levels": [LEVEL], "gaps": "hld"}, "unknown gaps policy 'hld'; did you mean 'hold'?"),
        ({"levels": [LEVEL], "outside": "cut"}, "unknown outside policy 'cut'; Known: clip, error"),
        ({"readings": [READING], "measure": "amounts"}, "did you mean 'amount'?"),
        ({"levels": [LEVEL], "measure": "amount"}, "levels have no amount: a level has no end"),
    ],
)
def test_what_is_not_a_log_is_refused(kwargs, message):
    assert message in refusal(UsageLog, **kwargs)


def test_an_unknown_unit_of_time_is_refused():
    assert refusal(levels({}).quantity, "2022", per="hours") == (
        "unknown unit of time 'hours'; did you mean 'hour'? Known: second, minute, hour, day"
    )
    assert "unknown gaps policy" in refusal(levels({}).average, "2022", gaps="drop")


def test_amounts_of_odd_lengths_are_spread_exactly():
    log = readings(
        {"to": "2022-01-01T00:07", "quantity": 1},
        {"from": "2022-01-01T00:07", "to": "2022-01-01T00:20", "quantity": "0.5"},
        measure="amount",
    )
    assert log.quantity("2022-01-01", "2022-01-01T00:20") == {"A": {"x": Fraction(3, 2)}}
    assert log.quantity("2022-01-01", "2022-01-01T00:08") == {"A": {"x": 1 + Fraction(1, 26)}}
    peak = log.peak("2022-01-01", "2022-01-01T00:20", per="minute")
    assert peak == {"A": {"x": Fraction(1, 7)}}


def test_amounts_over_very_many_odd_lengths_are_refused_with_a_way_out():
    ends = np.cumsum(10**9 + np.arange(2, 2000) ** 2 + 1).astype("datetime64[ns]")
    frame = pd.DataFrame({"member": "A", "resource": "x", "quantity": 1, "from": ends[:-1]})
    frame["to"] = ends[1:]
    assert "have no common divisor of reasonable size; round their times to whole minutes" in (
        refusal(UsageLog, readings=frame, measure="amount")
    )


def csv(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "use.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_file_of_levels_or_readings_is_read_by_its_header(tmp_path):
    path = csv(
        tmp_path,
        "resource;member;since;quantity;note\nvcpu;Luleå;2022-01-01;0.30;\nvcpu;Luleå;2022-01-16;0;x\n",
        "utf-8-sig",
    )
    log = UsageLog.from_csv(path, delimiter=";", timezone="Europe/Stockholm")
    assert log.average("2022-01-01", "2022-01-31") == {"Luleå": {"vcpu": Fraction(3, 20)}}
    assert log.timezone == "Europe/Stockholm"
    path = csv(tmp_path, "member, resource, from, to, quantity\nNA, x, 2022-01-01, 2022-01-02, 5\n")
    assert UsageLog.from_csv(str(path)).peak("2022-01-01", "2022-01-02") == {"NA": {"x": 5}}


def test_a_file_is_read_in_parts_with_one_count_of_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("costshare.metering._rows._CHUNK", 3)
    rows = [f"{name},x,2022-01-{day:02},{day}.{day}" for day in range(1, 9) for name in "BA"]
    path = csv(tmp_path, "member,resource,since,quantity\n" + "\n".join(rows))
    log = UsageLog.from_csv(path)
    assert log.average("2022-01-01", "2022-01-09") == {
        name: {"x": Fraction(36 * 11, 80)} for name in "AB"
    }
    rows[13] = "A,x,2022-01-07,-1"
    path = csv(tmp_path, "member,resource,since,quantity\n" + "\n".join(rows))
    assert "quantity in row 15 of use.csv is -1, below zero" in refusal(UsageLog.from_csv, path)
    rows[13] = "A,x,2022-01-01,1"
    path = csv(tmp_path, "member,resource,since,quantity\n" + "\n".join(rows))
    assert "A, x: rows 3 and 15 of use.csv both state a level" in refusal(UsageLog.from_csv, path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "use.csv holds no rows"),
        (
            "member,resource,when,quantity\nA,x,2022-01-01,1\n",
            (
                "use.csv has no column for since; pass columns={'since': 'its header'}. Headers: "
                "member, resource, when, quantity"
            ),
        ),
        (
            "member,resource,since,from,to,quantity\nA,x,2022-01-01,,,1\n",
            "use.csv has both kinds of columns",
        ),
        ("member,resource,since,quantity\n", "levels have no rows"),
        (
            "member,resource,since,quantity\nA,x,2022-01-01,1,5\n",
            (
                "use.csv, row 2: '5' is in column 5, which has no header; name the column, or "
                "quote a field that holds the delimiter"
            ),
        ),
        (
            "member,resource,since,quantity\nA,x,2022-01-01,1\nA,x,2022-01-02,1,5\n",
            "use.csv, row 3: '5' is in column 5, which has no header; name the column, or",
        ),
        (
            "member,resource,since,quantity\nA,x,2022-01-01\n",
            "quantity in row 2 of use.csv '' is not a plain",
        ),
        (
            "member,resource,since,quantity\n,x,2022-01-01,1\n",
            "member in row 2 of use.csv: name is empty",
        ),
        (
            "member,resource,since,quantity\nA,x,2022-01-01,\n",
            "quantity in row 2 of use.csv '' is not a plain",
        ),
    ],
)
def test_a_file_that_is_not_a_log_is_refused(tmp_path, text, message):
    assert message in refusal(UsageLog.from_csv, csv(tmp_path, text))


def test_a_file_that_does_not_exist_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        UsageLog.from_csv(tmp_path / "none.csv")


def test_the_quantity_of_amounts_is_their_sum_whatever_the_time():
    log = UsageLog(readings=[("A", "gb", "2022-06-01", "2022-07-01", 300)], measure="amount")
    assert log.quantity("2022-06") == {"A": {"gb": 300}}
    with pytest.raises(CostshareError) as caught:
        log.quantity("2022-06", per="day")
    assert str(caught.value) == "per='day' is for levels, and this log holds amounts; leave it out"
