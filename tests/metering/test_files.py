"""Files of a log as people have them: Swedish headers, semicolons, decimal commas, Windows-1252."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.errors import CostshareError
from costshare.metering import UsageLog
from costshare.metering._clock import Clock
from costshare.metering._columns import read_stamps
from costshare.metering._counts import read_counts
from costshare.metering._places import Places

HEADER = "Kommun;Resurs;Från och med;Antal\n"


def csv(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "use.csv"
    path.write_bytes(text.encode(encoding))
    return path


def refusal(path, **kwargs):
    with pytest.raises(CostshareError) as error:
        UsageLog.from_csv(path, **kwargs)
    return str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_swedish_file_is_read_as_invoices_are(tmp_path, encoding):
    text = (
        "Förbrukning 2025\n\n" + HEADER + "Luleå;vcpu;2025-03-01;10,50\n"
        'Luleå;vcpu;16/3 2025;1 020,50\n"Älvsbyn"; "vcpu";20250301;12\n;;;\n'
    )
    log = UsageLog.from_csv(csv(tmp_path, text, encoding), timezone="Europe/Stockholm")
    assert log.average("2025-03") == {
        "Luleå": {"vcpu": Fraction("10.5") * 15 / 31 + Fraction("1020.5") * 16 / 31},
        "Älvsbyn": {"vcpu": 12},
    }


def test_readings_in_swedish_with_times_and_a_unit(tmp_path):
    text = (
        "Medlem\tResurs\tFrån\tTill\tFörbrukning\tEnhet\n"
        "Piteå\tnät\t2025-03-30 01:00\t2025-03-30 04:00\t7200,0\tMB\n"
    )
    log = UsageLog.from_csv(csv(tmp_path, text), measure="amount", timezone="Europe/Stockholm")
    # Clocks went forward: from 01:00 to 04:00 are two hours.
    night = ("2025-03-30T01:00", "2025-03-30T04:00")
    assert log.convert({"nät": "MB/s"}).average(*night) == {"Piteå": {"nät": 1}}


def test_whatever_read_invoices_reads_a_log_reads(tmp_path):
    cells = ["76 100,00", "76\N{NO-BREAK SPACE}100,50", "76.100,25", "1,75"]
    for at, cell in enumerate(cells):
        line = csv(tmp_path, f"Kommun;Pool;Belopp\nBoden;p;{cell}\n", "cp1252")
        amount = cs.read_invoices(line)["amount"][0]
        log = UsageLog.from_csv(csv(tmp_path, f"{HEADER}Boden;p;2025-01-01;{cell}\n", "cp1252"))
        assert log.peak("2025") == {"Boden": {"p": Fraction(amount)}}, at


def test_the_column_settles_its_decimal_mark_and_is_an_error_where_it_does_not(tmp_path):
    def file(*quantities):
        rows = "".join(f"A;x;2025-01-0{at};{each}\n" for at, each in enumerate(quantities, 1))
        return csv(tmp_path, HEADER + rows)

    # A meter prints any number of decimals.
    assert UsageLog.from_csv(file("1.234", "12.5", "3")).peak("2025") == {
        "A": {"x": Fraction(25, 2)}
    }
    assert UsageLog.from_csv(file("1.234", "5,5")).peak("2025") == {"A": {"x": 1234}}
    assert "may be 1234 or 1.234; pass decimal=" in refusal(file("1.234", "2"))
    log = UsageLog.from_csv(file("1.234", "2"), decimal=".")
    assert log.peak("2025-01-01/2025-01-01") == {"A": {"x": Fraction("1.234")}}
    assert refusal(file("1"), decimal="x").startswith("decimal 'x' is not a decimal mark")


def test_a_cell_that_cannot_be_read_is_named_with_the_others(tmp_path):
    rows = "A;x;2025-01-01;1O\nA;x;2025-01-02;2\nA;x;2025-01-03;3O\n"
    assert refusal(csv(tmp_path, HEADER + rows)) == (
        "use.csv, row 2, column 'Antal': quantity '1O' is not a number; write it as 76 100,50 or "
        "76100.50. See also row 4"
    )
    dates = csv(tmp_path, f"{HEADER}A;x;nyår;1\n")
    assert refusal(dates).startswith(
        "use.csv, row 2, column 'Från och med': since 'nyår' is not a date"
    )


def test_the_order_of_day_and_month_is_an_error(tmp_path):
    path = csv(tmp_path, f"{HEADER}A;x;3/4 2025;1\n")
    assert "may be 2025-04-03 or 2025-03-04; pass day_first=True" in refusal(path)
    log = UsageLog.from_csv(path, day_first=True)
    assert log.quantity("2025-04", per="day") == {"A": {"x": 28}}
    settled = csv(tmp_path, f"{HEADER}A;x;3/4 2025;1\nA;x;13/4 2025;2\n")
    assert UsageLog.from_csv(settled).average("2025-04") == {"A": {"x": Fraction(10 + 36, 30)}}
    assert refusal(path, day_first="yes").startswith("day_first 'yes' is not True or False")


def test_headers_of_one_s_own_are_named(tmp_path):
    path = csv(tmp_path, "Enhet,Vad,När,Hur mycket\nA,x,2025-01-01,1.5\n")
    columns = {"member": "Enhet", "resource": "Vad", "since": "När", "quantity": "Hur mycket"}
    assert UsageLog.from_csv(path, columns=columns).peak("2025") == {"A": {"x": Fraction(3, 2)}}
    assert "did you mean 'since'?" in refusal(path, columns={"sinc": "När"})


def test_encoding_and_delimiter_may_be_stated(tmp_path):
    path = csv(tmp_path, "member:resource:since:quantity\nLuleå:x:2022-01-01:1\n", "mac_roman")
    log = UsageLog.from_csv(path, delimiter=":", encoding="mac_roman")
    assert log.members == ("Luleå",)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            ["", "Luleå;ram;2025-03-01;10", "", "Luleå;ram;2025-03-01;10"],
            "Luleå, ram: rows 3 and 5 of use.csv both state a level since",
        ),
        (["", "A;x;2025-01-01;-10"], "quantity in row 3 of use.csv is -10, below zero"),
        (["", "A;x;1/3 2025 00:00;1"], "since in row 3 of use.csv '1/3 2025 00:00' is no"),
        (["", "A;;2025-01-01;1"], "resource in row 3 of use.csv: name is empty"),
        (
            ["A;x;2025-01-01;10 kr"],
            (
                "use.csv, row 2, column 'Antal': quantity '10 kr' is in a currency, and a "
                "quantity has none; correct it"
            ),
        ),
        (
            ["A;x;2025-01-01;10", "", "Summa;;;10"],
            "use.csv, row 4 is a total, and a log has none; delete the row",
        ),
    ],
)
def test_rows_are_named_by_their_numbers_in_the_file(tmp_path, rows, said):
    assert refusal(csv(tmp_path, HEADER + "\n".join(rows))).startswith(said)


def test_a_reading_is_named_by_its_row_in_the_file(tmp_path):
    path = csv(tmp_path, "member;resource;from;to;quantity\n\nA;x;2025-01-02;2025-01-01;1\n")
    assert refusal(path).startswith("the reading in row 3 of use.csv ends 2025-01-01")


QUANTITIES = st.lists(
    st.one_of(
        st.decimals(0, 10**9, places=2),
        st.decimals(0, 10**9, places=2),
        st.integers(0, 10**6).map(Decimal),
        st.sampled_from(
            ["0.125", "1e-9", "-0.00", "1e3", "9" * 30, "-5", "0." + "1" * 20, "NaN"]
        ).map(Decimal),
    ),
    min_size=1,
    max_size=9,
)


@given(QUANTITIES)
def test_decimals_counted_together_are_those_counted_one_by_one(quantities):
    def counted():
        try:
            counts, steps = read_counts(pd.Series(quantities, dtype=object), Places())
        except CostshareError as error:
            return str(error)
        return [Fraction(count, steps) for count in counts.tolist()]

    together = counted()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("costshare.metering._counts._of_decimals", lambda _values: None)
        assert counted() == together


@given(
    st.lists(st.sampled_from(["2022-01-01", "2022-01-02T03:04", "20220105", "x", ""]), max_size=7)
)
def test_texts_of_stamps_read_together_are_those_read_one_by_one(texts):
    def read(values):
        try:
            return read_stamps(pd.Series(values, dtype=object, name="since"), Clock(), Places())
        except CostshareError as error:
            return str(error)

    class Text(str):
        """A text that is not read with the others."""

        __slots__ = ()

    assert np.array_equal(read(texts), read(list(map(Text, texts))))
