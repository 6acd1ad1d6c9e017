"""Dates are read in the ways that people write them; the order of day and month is asked."""

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.errors import CostshareError
from costshare.files._date import column_day_first, read_date

SWEDISH = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
days = st.dates(date(1000, 1, 1))


@given(days)
def test_a_date_with_the_year_first_is_read_back(day):
    for text in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day:%Y/%m/%d}",
        f"{day.year}-{day.month}-{day.day}",
        f"{day} 14:05",
        f"{day}T00:00:00",
        f"{day.day} {SWEDISH[day.month - 1]} {day.year}",
        f"{day.day} {SWEDISH[day.month - 1][:3].upper()} {day.year}",
    ):
        assert read_date(text, "date") == day


@given(days)
def test_the_order_of_day_and_month_is_read_as_stated_or_refused(day):
    text = f"{day.day}/{day.month} {day.year}"
    assert read_date(text, "date", day_first=True) == day
    assert read_date(f"{day.month}/{day.day}/{day.year}", "date", day_first=False) == day
    if day.day > 12 or day.day == day.month:
        assert read_date(text, "date") == day
    else:
        with pytest.raises(CostshareError, match="pass day_first=True or day_first=False"):
            read_date(text, "date")


def test_an_ambiguous_date_names_both_days():
    with pytest.raises(CostshareError) as caught:
        read_date("3/4 2022", "date")
    assert str(caught.value) == (
        "date '3/4 2022' may be 2022-04-03 or 2022-03-04; pass day_first=True or day_first=False"
    )


def test_dates_and_times_are_taken_as_days():
    assert read_date(date(2022, 3, 31), "date") == date(2022, 3, 31)
    assert type(read_date(datetime(2022, 3, 31, 14, 5), "date")) is date
    assert read_date("31.3.2022", "date") == date(2022, 3, 31)
    assert read_date("5 may 2022", "date") == date(2022, 5, 5)


@pytest.mark.parametrize(
    "value",
    [
        *("2022-02-30", "220331", "2022-13-01", "2022-03/31", "31/3", "31/3 22", "32/1 2022"),
        *("13/13 2022", "31 foo 2022", "3 ma 2022", "mars 2022", "0000-01-01", "20221301", "x"),
    ],
)
def test_what_is_not_a_date_is_refused(value):
    with pytest.raises(CostshareError) as caught:
        read_date(value, "date")
    assert str(caught.value) == f"date {value!r} is not a date; write it as 2022-03-31"


def test_a_day_that_the_declared_order_does_not_have_is_refused():
    with pytest.raises(CostshareError, match=r"^date '31/3 2022' is not a date"):
        read_date("31/3 2022", "date", day_first=False)


def test_a_number_is_not_a_date():
    with pytest.raises(CostshareError, match=r"^date 44651 is not a date; write it as 2022-03-31$"):
        read_date(44651, "date")


@pytest.mark.parametrize(
    ("texts", "day_first"),
    [
        (["31/3 2022", "3/4 2022"], True),
        (["3/4/2022", "3/31/2022", "2022-01-01"], False),
        (["3/4 2022", "4/5 2022"], None),
        (["31/3 2022", "3/31 2022"], None),
        # Other signs may be another writer's.
        (["31.3.2022", "3/4/2022"], None),
        (["2022-03-31"], None),
        ([], None),
    ],
)
def test_a_column_settles_the_order_of_day_and_month(texts, day_first):
    assert column_day_first(texts) is day_first


@given(st.lists(st.dates(date(1900, 1, 1), date(2100, 1, 1)), max_size=6))
def test_a_column_that_settles_the_order_reads_every_day(days):
    for first, written in (
        (True, "{0.day}/{0.month}/{0.year}"),
        (False, "{0.month}/{0.day}/{0.year}"),
    ):
        texts = [written.format(day) for day in days]
        order = column_day_first(texts)
        assert order in {first, None}
        assert (order is None) == all(day.day <= 12 for day in days)
        if order is not None:
            assert [read_date(text, "date", day_first=order) for text in texts] == days


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("31/03/2022", "03/31/2022", ("the month", "the day")),
        ("3.31.2022", "31. 3. 2022", ("the day", "the month")),
    ],
)
def test_a_column_that_contradicts_itself_is_refused(tmp_path, first, second, words):
    path = tmp_path / "a.csv"
    path.write_text(f"Kommun;Pool;Belopp;Datum\nA;p;1;{first}\nB;p;1;\nC;p;1;{second}\n", "utf-8")
    with pytest.raises(CostshareError) as caught:
        cs.read_invoices(path)
    assert str(caught.value) == (
        f"a.csv, row 4, column 'Datum': date {second!r} has {words[0]} first, but a.csv, row 2, "
        f"column 'Datum': date {first!r} has {words[1]} first; write the dates of a column in one "
        "order, such as 2022-03-31"
    )
    path.write_text(f"Pool;Period;Belopp\np;{first};1\np;{second};1\n", "utf-8")
    with pytest.raises(CostshareError, match=f"has {words[0]} first, but a.csv, row 2"):
        cs.read_budget(path)
    frame = pd.DataFrame({"member": "A", "pool": "p", "amount": 1, "date": [first, second]})
    line = cs.reconcile(cs.allocate(2, cs.Flat(), {"A": {}}, pool="p"), frame)
    assert f"the text {second!r} has {words[0]} first, but the text {first!r} has" in str(line)


def test_other_signs_may_have_another_order(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Kommun;Pool;Belopp;Datum\nA;p;1;31.3.2022\nB;p;1;3/31/2022\n", "utf-8")
    assert cs.read_invoices(path)["date"].tolist() == [date(2022, 3, 31)] * 2
