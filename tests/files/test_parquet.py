"""Parquet files give what the same table gives as a text, and errors that name the file."""

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import costshare as cs
from costshare.errors import CostshareError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

HEADER = ("Kommun", "Tjänst", "Belopp", "Fakturadatum", "Faktura", "Antal", "Text")


def parquet(folder, columns, name="lines.parquet", **settings):
    path = folder / name
    pq.write_table(pa.table(columns), path, **settings)
    return path


def frame_of(path, read=cs.read_invoices, **settings):
    """Show all that a reader gives, each value with its type, without the ending of the file."""
    try:
        found = read(path, **settings)
    except CostshareError as error:
        return str(error).replace(path.name, path.stem)
    if isinstance(found, dict):
        return repr(found)
    return {
        name: [repr(value).replace(path.name, path.stem) for value in found[name].array]
        for name in found.columns
    }


LABELS = st.sampled_from(["Boden", "Kalix", "Luleå", " Boden", "Bo  den", "", None])
ROWS = st.lists(
    st.tuples(
        LABELS,
        st.sampled_from(["IT", "IT", "E-arkiv", "Summa", None]),
        st.none() | st.decimals(-(10**6), 10**6, places=2),
        st.none() | st.dates(date(2022, 1, 1), date(2022, 12, 31)),
        st.none() | st.integers(1, 10**12),
        st.none() | st.integers(-5, 5),
        st.none() | LABELS,
    ),
    max_size=10,
)
TYPES = [
    pa.string(),
    pa.dictionary(pa.int8(), pa.string()),
    pa.decimal128(12, 2),
    pa.date32(),
    pa.int64(),
    pa.int16(),
    pa.large_string(),
]


@given(ROWS, st.sampled_from(["raise", "keep"]), st.sampled_from([1, 3, 1000]))
def test_a_file_gives_the_frame_of_the_same_table_as_text(
    tmp_path_factory, rows, on_error, row_group_size
):
    folder = tmp_path_factory.getbasetemp()
    columns = list(zip(*rows, strict=True)) or [()] * len(HEADER)
    arrays = [pa.array(list(cells), kind) for cells, kind in zip(columns, TYPES, strict=True)]
    path = parquet(folder, dict(zip(HEADER, arrays, strict=True)), row_group_size=row_group_size)
    lines = [HEADER, *([("" if cell is None else str(cell)) for cell in row] for row in rows)]
    text = folder / "lines.csv"
    text.write_text("\n".join(map(";".join, lines)), encoding="utf-8")
    assert frame_of(path, on_error=on_error) == frame_of(text, on_error=on_error)


KINDS = {
    "floats": (pa.array([1.1, None, 1e16, 0.1 + 0.2]), ["1.1", "", "1e+16", "0.30000000000000004"]),
    "narrow floats": (pa.array([0.1, 2.5, None, 0.0], pa.float32()), ["0.1", "2.5", "", "0.0"]),
    "NaN": (pa.array([1.5, float("nan"), 2.0, -0.0]), ["1.5", "", "2.0", "-0.0"]),
    "infinity": (pa.array([float("inf"), None, float("-inf"), None]), ["inf", "", "-inf", ""]),
    "large whole numbers": (
        pa.array([2**63, None, 2**53 + 1, 0], pa.uint64()),
        ["9223372036854775808", "", "9007199254740993", "0"],
    ),
    "wide decimals": (
        pa.array([Decimal("1." + "3" * 50)] * 4, pa.decimal256(60, 50)),
        ["1." + "3" * 50] * 4,
    ),
    "texts": (
        pa.array(["1 234,50", "2,5", None, "3 kr"]).dictionary_encode(),
        ["1 234,50", "2,5", "", "3 kr"],
    ),
    "ambiguous texts": (pa.array(["1,234"] * 4), ["1,234"] * 4),
    "truth values": (pa.array([True, None, False, True]), ["True", "", "False", "True"]),
    "nothing": (pa.nulls(4), [""] * 4),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("header", ["Belopp", "Faktura", "Text"])
def test_values_of_each_type_are_read_as_their_text_is(tmp_path, kind, header):
    array, texts = KINDS[kind]
    columns = {"Kommun": list("ABCD"), "Tjänst": ["p"] * 4, "Belopp": ["1,00"] * 4}
    path = parquet(tmp_path, {**columns, header: array})
    columns[header] = texts
    text = tmp_path / "lines.csv"
    pd.DataFrame(columns).to_csv(text, sep=";", index=False)
    read, wanted = (frame_of(each, on_error="keep") for each in (path, text))
    if kind == "floats" and header != "Belopp":
        # As a text, the number is written without an exponent.
        name = "invoice" if header == "Faktura" else header
        wanted[name][2] = "'10000000000000000'"
    assert read == wanted


@pytest.mark.parametrize(
    ("stamp", "kind", "day"),
    [
        (datetime(2022, 3, 31, 23, 30), pa.timestamp("us"), date(2022, 3, 31)),
        (datetime(2022, 3, 31, 23, 30), pa.timestamp("ns"), date(2022, 3, 31)),
        # It is the first of April in Stockholm.
        (
            datetime(2022, 3, 31, 22, 30, tzinfo=UTC),
            pa.timestamp("us", "Europe/Stockholm"),
            date(2022, 4, 1),
        ),
        (datetime(2022, 3, 31, 22, 30, tzinfo=UTC), pa.timestamp("ms", "UTC"), date(2022, 3, 31)),
        ("31/3 2022", pa.string(), date(2022, 3, 31)),
        (20220331, pa.int32(), date(2022, 3, 31)),
    ],
)
def test_a_stamp_is_the_day_in_its_own_time_zone(tmp_path, stamp, kind, day):
    columns = {"Kommun": ["A", "B"], "Tjänst": ["p", "p"], "Belopp": [1, 2]}
    path = parquet(tmp_path, {**columns, "Datum": pa.array([stamp, None], kind)})
    assert list(cs.read_invoices(path)["date"]) == [day, None]


def test_a_log_keeps_the_zone_of_its_stamps(tmp_path):
    zone = ZoneInfo("Europe/Stockholm")
    stamps = [datetime(2022, 3, 27, 0, tzinfo=zone), datetime(2022, 3, 28, 0, tzinfo=zone)]
    columns = {
        "member": pa.array(["A"]).dictionary_encode(),
        "resource": ["vcpu"],
        "from": pa.array(stamps[:1], pa.timestamp("us", zone.key)),
        "to": pa.array(stamps[1:], pa.timestamp("us", zone.key)),
        "quantity": [2],
    }
    log = cs.UsageLog.from_parquet(parquet(tmp_path, columns))
    assert log.timezone == zone.key
    # The clocks go forward.
    assert log.quantity("2022-03-27", "2022-03-28") == {"A": {"vcpu": 46}}
    assert log == cs.UsageLog(readings=pd.DataFrame(pa.table(columns).to_pydict()))


def test_a_log_and_a_budget_are_those_of_the_same_table_as_text(tmp_path):
    use = pd.DataFrame(
        {
            "Kommun": ["A", "B", "A"],
            "Resurs": ["ram", "ram", "ram"],
            "Sedan": ["2022-01-01", "2022-01-05", "16/1 2022"],
            "Antal": ["1 024,50", "7", "3,25"],
            "Annat": ["x", None, "y"],
        }
    )
    use.to_parquet(tmp_path / "use.parquet")
    use.to_csv(tmp_path / "use.csv", index=False)
    log = cs.UsageLog.from_parquet(tmp_path / "use.parquet")
    assert log == cs.UsageLog.from_csv(tmp_path / "use.csv")
    budget = pd.DataFrame(
        {
            "Kommun": ["A", "A", "B", "Summa"],
            "Tjänst": ["p", "q", "p", None],
            "Belopp": [Decimal("1.50"), Decimal(2), None, Decimal("3.5")],
            "År": [2022] * 4,
            "Månad": [1, 1, 2, None],
        }
    )
    budget.to_parquet(tmp_path / "budget.parquet")
    budget["Månad"] = budget["Månad"].astype("Int64")
    budget.to_csv(tmp_path / "budget.csv", index=False)
    for period in (None, "2022-01"):
        read, wanted = (
            frame_of(tmp_path / f"budget.{ending}", cs.read_budget, period=period)
            for ending in ("parquet", "csv")
        )
        assert read == wanted


def test_only_the_columns_in_use_are_read(tmp_path, monkeypatch):
    read = []
    file = pq.ParquetFile

    class Noted(file):
        def read(self, columns=None, **settings):
            read.append(columns)
            return super().read(columns=columns, **settings)

    monkeypatch.setattr(pq, "ParquetFile", Noted)
    columns = {"pool": ["p", "q"], "amount": [1, 2], "other": ["x", "y"], "nested": [[1], [2]]}
    path = parquet(tmp_path, columns)
    assert cs.read_budget(path) == {"p": 1, "q": 2}
    assert sorted(itertools.chain(*read)) == ["amount", "pool"]


def test_columns_that_are_neither_numbers_nor_texts_are_kept_as_text(tmp_path):
    columns = {"Kommun": ["A", "B"], "Tjänst": ["p", "p"], "Belopp": [1, 2]}
    nested = {**columns, "Taggar": [{"a": 1}, None], "Lista": [[1, 2], []]}
    frame = cs.read_invoices(parquet(tmp_path, nested))
    assert frame["Taggar"].tolist() == ["{'a': 1}", None]
    assert frame["Lista"].tolist() == ["[1, 2]", "[]"]
    with pytest.raises(CostshareError) as caught:
        cs.read_invoices(parquet(tmp_path, {**columns, "Belopp": [[1], [2]]}))
    assert str(caught.value) == (
        "lines.parquet, row 2, column 'Belopp': amount is of type list<element: int64>; write it "
        "as text. See also row 3"
    )


def test_a_name_that_is_there_twice_is_numbered_as_in_a_text(tmp_path):
    names = ["Kommun", "Tjänst", "Belopp", "Text", "Text"]
    table = pa.Table.from_arrays([pa.array([cell]) for cell in ("A", "p", "5", "x", "y")], names)
    pq.write_table(table, tmp_path / "lines.parquet")
    frame = cs.read_invoices(tmp_path / "lines.parquet")
    assert frame.loc[0].tolist() == ["A", "p", 5, 2, "x", "y"]
    assert list(frame.columns)[-2:] == ["Text", "Text (2)"]


def test_a_row_that_is_blank_in_every_column_is_passed_over(tmp_path):
    columns = {"Kommun": ["A", None, "B"], "Tjänst": ["p", "", "p"], "Belopp": ["1", " ", "2"]}
    assert list(cs.read_invoices(parquet(tmp_path, columns))["row"]) == [2, 4]
    with pytest.raises(CostshareError, match=r"^lines\.parquet, row 3, column 'Kommun': the memb"):
        cs.read_invoices(parquet(tmp_path, {**columns, "Text": [None, "x", None]}))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is not a Parquet file; rename a text to lines.csv"),
        (b"Kommun;Belopp\n", "is not a Parquet file; rename a text to lines.csv"),
        (b"%PDF-1.7", "is a PDF file; export its table as .csv or .xlsx"),
        (b"PAR1", "cannot be read as Parquet: "),
        (b"PAR1" + b"\xff" * 100 + b"PAR1", "cannot be read as Parquet: "),
    ],
)
@pytest.mark.parametrize(
    "read", [cs.read_invoices, cs.read_budget, cs.UsageLog.from_parquet], ids=["i", "b", "u"]
)
def test_what_is_not_parquet_is_an_error_that_names_the_file(tmp_path, data, problem, read):
    path = tmp_path / "lines.parquet"
    path.write_bytes(data)
    with pytest.raises(CostshareError) as caught:
        read(path)
    assert str(caught.value).startswith(f"lines.parquet {problem}")


@given(st.data())
def test_a_damaged_file_gives_a_result_or_an_error_that_names_it(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp()
    columns = {"Kommun": ["A", "B"], "Tjänst": ["p", "p"], "Belopp": [Decimal("1.5"), None]}
    path = parquet(folder, columns)
    whole = bytearray(path.read_bytes())
    for at in data.draw(st.lists(st.integers(4, len(whole) - 5), min_size=1, max_size=8)):
        whole[at] = data.draw(st.integers(0, 255))
    path.write_bytes(whole[: data.draw(st.integers(len(whole) // 2, len(whole)))])
    try:
        frame = cs.read_invoices(path, on_error="keep")
    except CostshareError as error:
        assert str(error).startswith("lines.parquet")  # noqa: PT017 - either way is right
    else:
        assert "row" in frame.columns


def test_a_file_of_too_many_rows_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("costshare.files._parquet._MOST_ROWS", 2)
    path = parquet(tmp_path, {"pool": ["p"] * 3, "amount": [1, 2, 3]})
    with pytest.raises(CostshareError, match="has more than 2 rows; read it in parts"):
        cs.read_budget(path)


def test_other_mistakes_have_a_way_out(tmp_path):
    columns = {"pool": ["p"], "amount": [1]}
    path = parquet(tmp_path, columns)
    with pytest.raises(CostshareError, match="is a Parquet file and has no sheets; leave sheet"):
        cs.read_budget(path, sheet="Blad1")
    with pytest.raises(CostshareError, match=r"parquet: column 3 has no name; name it$"):
        cs.read_budget(parquet(tmp_path, {**columns, " ": ["x"]}))
    with pytest.raises(CostshareError, match=r"has no column for member and pool and amount; pass"):
        cs.read_invoices(parquet(tmp_path, {"a": [1], "b": [2]}))
    with pytest.raises(CostshareError, match=r"^lines\.csv is a Parquet file; rename it to lines"):
        cs.read_budget(parquet(tmp_path, columns, "lines.csv"))
    with pytest.raises(
        CostshareError, match=r"is a Parquet file; read it with UsageLog\.from_parq"
    ):
        cs.UsageLog.from_csv(path)
    with pytest.raises(
        CostshareError, match=r"^the ending of path use\.csv is not \.parquet; read it"
    ):
        cs.UsageLog.from_parquet(tmp_path / "use.csv")
    with pytest.raises(FileNotFoundError):
        cs.read_budget(tmp_path / "none.parquet")


def test_without_pyarrow_the_error_names_the_extra(tmp_path, monkeypatch):
    path = parquet(tmp_path, {"pool": ["p"], "amount": [1]})
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(CostshareError, match=r"needs pyarrow: pip install 'costshare\[arrow\]'$"):
        cs.read_budget(path)
