"""Fees in frames as people have them: one column, a row a year, numbered rows, text, totals."""

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import costshare as cs

CITIES = ["Ames", "Boone", "Nevada", "Huxley"]
PEOPLE = [66427, 12460, 6925, 4244]
DUES = [56463, 10591, 5886, 3607]
TABLE = pd.DataFrame({"City": CITIES, "Population": PEOPLE, "Dues": DUES})
PLAIN = {"models": ["rate"], "rounding": "nearest", "unit": 1}
NAMED = TABLE.set_index("City")
WANTED = cs.infer(NAMED["Dues"], NAMED[["Population"]], **PLAIN)
BY_NAME = {"Population": dict(zip(CITIES, PEOPLE, strict=True))}

TWO, SIZES = TABLE[["City", "Dues"]], TABLE[["City", "Population"]]
ONE_COLUMN = {
    "an index of names": (NAMED[["Dues"]], NAMED[["Population"]], None),
    "member= for both": (TWO, SIZES, "City"),
    "member= for the fees, drivers by name": (TWO, BY_NAME, "City"),
    "member= for the fees, an index of the drivers": (TWO, NAMED[["Population"]], "City"),
    "an index of the fees, member= for the drivers": (NAMED[["Dues"]], SIZES, "City"),
    "numbered rows, named by the drivers": (TABLE[["Dues"]], SIZES, "City"),
    "two columns": (TWO, BY_NAME, None),
    "a frame of Polars": (pl.DataFrame({"City": CITIES, "Dues": DUES}), BY_NAME, "City"),
    "a column of Polars": (pl.DataFrame({"Dues": DUES}), SIZES, "City"),
    "a stream": (pa.table({"City": CITIES, "Dues": DUES}).to_reader(), BY_NAME, None),
    "dicts": (TWO.to_dict("records"), BY_NAME, "City"),
}


@pytest.mark.parametrize("shape", ONE_COLUMN)
def test_a_frame_with_one_column_of_fees_is_the_fees_of_one_year(shape):
    fees, drivers, member = ONE_COLUMN[shape]
    assert cs.infer(fees, drivers, member=member, **PLAIN) == WANTED


def test_a_blend_reads_a_frame_with_one_column_of_fees():
    sizes = NAMED[["Population"]].assign(area=[1, 2, 3, 4])
    wanted = cs.infer_blend(NAMED["Dues"], sizes)
    assert cs.infer_blend(NAMED[["Dues"]], sizes) == wanted
    with pytest.raises(cs.CostshareError, match="fees is a frame; pass one of its columns"):
        cs.infer_blend(sizes, sizes)


def of_years(name, values):
    rows = [
        {"City": city, "Year": year, name: value * (year - 2020)}
        for year in (2021, 2022)
        for city, value in zip(CITIES, values, strict=True)
    ]
    return pd.DataFrame(rows)


LONG = {
    "member=": (lambda frame: frame, "City"),
    "columns named year and member": (lambda frame: frame.rename(columns={"City": "Member"}), None),
    "an index": (lambda frame: frame.set_index(["City", "Year"]), "City"),
    "a frame of Polars": (pl.from_pandas, "City"),
}


@pytest.mark.parametrize("shape", LONG)
def test_a_long_frame_of_fees_is_read_as_one_of_drivers_is(shape):
    turn, member = LONG[shape]
    fees, sizes = of_years("Dues", DUES), of_years("Population", PEOPLE)
    wide = fees.pivot_table(index="City", columns="Year", values="Dues")
    people = sizes.pivot_table(index="City", columns="Year", values="Population")
    wanted = cs.infer(wide, {"Population": people}, **PLAIN)
    found = cs.infer(turn(fees), turn(sizes), member=member, **PLAIN)
    fixed = cs.infer(turn(fees), {"Population": people}, member=member, **PLAIN)
    assert {row.drivers for row in found} == {row.drivers for row in wanted} == {("Population",)}
    for other in (found, fixed):
        for one, each in zip(wanted.best.fits, other.best.fits, strict=True):
            assert (one.fees, one.parameters) == (each.fees, each.parameters)


def test_a_year_that_begins_in_july_is_written_as_two_months():
    fees = pd.DataFrame({"2021-07/2022-06": [2, 4], "2022-07/2023-06": [3, 6]}, index=["A", "B"])
    found = cs.infer(fees, {"p": {"A": 1, "B": 2}}, **PLAIN)
    assert (found.best.exact, len(found.best.fits)) == (True, 2)


TOTAL = pd.concat(
    [TABLE, pd.DataFrame([{"City": "Total", "Population": sum(PEOPLE), "Dues": sum(DUES)}])]
).set_index("City")
TEXT = TABLE["Dues"].map("{:,}".format)
REFUSED = {
    "numbered fees": (TABLE["Dues"], NAMED[["Population"]], "fees has no names: its index 0, 1"),
    "a numbered driver": (NAMED["Dues"], TABLE[["Population"]], "Population has no names: its in"),
    "a comma": (TEXT, SIZES, 'it is 56.463 with decimal=",", and 56463 with decimal="."'),
    "a space": (TEXT.str.replace(",", "\u00a0"), SIZES, "each text of the column with costshare.r"),
    "words": (TEXT.str.replace(",", "x"), SIZES, "is not a plain number; write it as 1234.50$"),
    "a total row": (TOTAL["Dues"], TOTAL[["Population"]], "Total in fees is the sum of all others"),
    "a total row of a year": (
        pd.DataFrame({2021: TOTAL["Dues"]}),
        TOTAL[["Population"]],
        "fees of 2021: Total in fees is the sum of all others: a total row is not a member",
    ),
    "FY": (NAMED[["Dues"]].assign(FY2021=1), SIZES, "if it begins in July; or pass one column"),
    "2021/22": (pd.DataFrame({"2021/22": [1], "2022/23": [2]}), SIZES, "like 2023-07/2024-06 if"),
    "two years": (
        of_years("Dues", DUES).assign(year=1),
        SIZES,
        "the frame of fees has the columns Year, year for the year; drop all but one",
    ),
    "two amounts": (
        of_years("Dues", DUES).assign(vat=1),
        SIZES,
        "beside year and member a frame of fees has one column of amounts, not Dues, vat",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_with_the_way_out(case):
    fees, drivers, message = REFUSED[case]
    needs = isinstance(drivers, pd.DataFrame) and "City" in drivers.columns
    with pytest.raises(cs.CostshareError, match=message):
        cs.infer(fees, drivers, member="City" if needs else None)


@pytest.mark.parametrize("name", ["Total", "Summa:", "Grand total", "County"])
def test_a_member_with_the_sum_of_all_others_is_a_total_row_by_name_or_is_told(name):
    rows = TOTAL.rename(index={"Total": name})
    if name == "County":
        told = "County has the sum of all others, in the fees and in each driver; leave it out if"
        assert told in str(cs.infer(rows["Dues"], rows[["Population"]], **PLAIN))
        years = pd.DataFrame({2021: rows["Dues"], 2022: rows["Dues"]})
        assert told in str(cs.infer(years, rows[["Population"]], **PLAIN))
        return
    with pytest.raises(cs.CostshareError, match=f"{name} in fees is the sum of all others"):
        cs.infer(rows["Dues"], rows[["Population"]], **PLAIN)


def test_a_member_named_as_a_total_with_another_fee_is_a_member():
    rows = TOTAL.assign(Dues=[1, 2, 3, 4, 5])
    assert cs.infer(rows["Dues"], {"one": dict.fromkeys(rows.index, 1)}, **PLAIN).best.kind
