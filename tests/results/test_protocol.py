"""Every result keeps the protocol: each verb that it has means what it means on the others."""

import copy
import dataclasses
import json
import pickle
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from inspect import isfunction, signature

import pandas as pd
import pyarrow as pa
import pytest

import costshare as cs
from costshare.fields import ReadOnly
from examples_local import EXAMPLES, result_classes

KINDS = result_classes()
each_result = pytest.mark.parametrize(
    "value", EXAMPLES.values(), ids=[kind.__name__ for kind in EXAMPLES]
)


def public(value):
    """The public attributes of a value that are not functions."""
    for name in dir(value):
        if not name.startswith("_") and not callable(found := getattr(value, name)):
            yield name, found


def data_of(value):
    """What a file holds of a value."""
    return json.loads(json.dumps(value.to_dict(), allow_nan=False))


def test_every_class_has_an_example():
    assert set(KINDS) == set(EXAMPLES)


def test_no_two_formats_are_the_same():
    formats = [kind.format for kind in KINDS]
    assert len(set(formats)) == len(formats)
    assert all(each.startswith("costshare.") and each.endswith("/1") for each in formats)


@each_result
def test_repr_is_one_line_and_str_is_for_people(value):
    assert repr(value).startswith(f"<{type(value).__name__} ")
    assert "\n" not in repr(value)
    assert str(value) != repr(value)


@each_result
def test_a_notebook_shows_the_tables_of_the_text(value):
    html = value._repr_html_()
    assert html.startswith(("<p", "<table", "<ul"))
    for tag in ("p", "table", "tr", "ul", "li"):
        assert len(re.findall(rf"<{tag}[ >]", html)) == html.count(f"</{tag}>")


@each_result
def test_a_tidy_frame_has_ids_first_and_amounts_last(value):
    frame = value.to_frame(tidy=True)
    assert isinstance(frame, pd.DataFrame)
    assert isinstance(frame.index, pd.RangeIndex)
    assert len(frame)
    assert frame.columns.is_unique
    is_number = [
        pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
        if str(kind) != "object"
        else all(isinstance(each, Decimal | Fraction) for each in column.dropna())
        for (_, column), kind in zip(frame.items(), frame.dtypes, strict=True)
    ]
    assert is_number[-1], f"{frame.columns[-1]} is not an amount"
    assert not is_number[0], f"{frame.columns[0]} is not an id"
    ids = frame.loc[:, [not each for each in is_number]]
    assert set(ids.dtypes.map(str)) <= {"string", "boolean", "datetime64[s]", "object"}
    assert "float64" not in set(frame.dtypes.map(str))


@each_result
def test_a_frame_for_people_is_a_frame(value):
    frame = value.to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert len(frame)
    pd.testing.assert_frame_equal(frame, value.to_frame(tidy=False))
    with pytest.raises(cs.CostshareError, match="tidy"):
        value.to_frame(tidy=1)


@each_result
def test_arrow_reads_the_tidy_frame(value):
    frame, table = value.to_frame(tidy=True), pa.table(value)
    assert table.column_names == list(frame.columns)
    assert table.num_rows == len(frame)
    for (name, column), field in zip(frame.items(), table.schema, strict=True):
        assert table[name].null_count == column.isna().sum()
        assert not pa.types.is_floating(field.type)
        assert pa.types.is_int64(field.type) == (str(column.dtype) == "Int64")
    again = table.to_pandas()
    for name, column in frame.items():
        if str(column.dtype) != "object":
            pd.testing.assert_series_equal(again[name], column)
        elif pa.types.is_decimal(table.schema.field(name).type):
            assert again[name].dropna().tolist() == column.dropna().tolist()


def rows_in_polars(value):
    return import_module("polars").DataFrame(value).height


def rows_in_duckdb(value):
    tables = import_module("duckdb").connect().register("x", value)
    return len(tables.execute("select * from x").fetchall())


def rows_in_arrow(value):
    return pa.RecordBatchReader.from_stream(value).read_all().num_rows


READERS = {"polars": rows_in_polars, "duckdb": rows_in_duckdb, "pyarrow": rows_in_arrow}


@pytest.mark.parametrize("module", [each for each in READERS if find_spec(each)])
@each_result
def test_other_programs_read_every_row(value, module):
    assert READERS[module](value) == len(value.to_frame(tidy=True))


@each_result
def test_a_value_equals_itself_as_data(value):
    data = data_of(value)
    assert next(iter(data)) == "format"
    assert data["format"] == type(value).format
    again = type(value).from_dict(data)
    assert again == value
    assert data_of(again) == data
    assert str(again) == str(value)


@each_result
def test_a_value_equals_itself_in_a_file(value, tmp_path):
    value.save(tmp_path / "x.json")
    again = type(value).load(tmp_path / "x.json")
    assert again == value
    again.save(str(tmp_path / "y.json"))
    assert (tmp_path / "x.json").read_bytes() == (tmp_path / "y.json").read_bytes()
    with pytest.raises(cs.CostshareError, match=r"\.json"):
        value.save(tmp_path / "x.csv")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"unknown": 1}, "unknown"),
        ({"format": "costshare.other/1"}, "is not 'costshare"),
        ({"format": 1}, "format 1 is not 'costshare"),
        ({"format": None}, "format"),
    ],
)
@each_result
def test_data_that_are_not_of_the_format_are_refused(value, change, message, tmp_path):
    refused(type(value), {**data_of(value), **change}, message, tmp_path)


@each_result
def test_a_newer_format_and_data_without_one_are_refused(value, tmp_path):
    data = data_of(value)
    newer = data["format"].replace("/1", "/2")
    refused(type(value), {**data, "format": newer}, "install a newer costshare", tmp_path)
    del data["format"]
    refused(type(value), data, "format is missing", tmp_path)
    refused(type(value), {}, "format is missing", tmp_path)


def refused(kind, data, message, folder):
    """The same error for data and for a file, which it names."""
    path = folder / "x.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(cs.CostshareError, match=message) as error:
        kind.from_dict(data)
    assert str(error.value).startswith(f"{kind.__name__}: ")
    with pytest.raises(cs.CostshareError, match=message) as error:
        kind.load(path)
    assert str(error.value).startswith("x.json: ")


@pytest.mark.parametrize("data", [None, 5, "x", []])
@pytest.mark.parametrize("kind", KINDS)
def test_data_of_another_type_are_refused(kind, data):
    with pytest.raises(cs.CostshareError, match=kind.__name__):
        kind.from_dict(data)


@each_result
def test_a_value_equals_its_copies(value):
    for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert type(again) is type(value)
        assert again == value
        assert str(again) == str(value)
        assert hash(again) == hash(value)
    assert value != 5
    assert value != next(each for each in EXAMPLES.values() if type(each) is not type(value))


@each_result
def test_a_value_does_not_change(value):
    text = str(value)
    for name, found in public(value):
        with pytest.raises((AttributeError, TypeError, cs.CostshareError)):
            setattr(value, name, found)
        assert not isinstance(found, list | set | bytearray), f"{name} can be changed"
    for place, mapping in mappings_in(value, "result"):
        assert not isinstance(mapping, dict) or isinstance(mapping, ReadOnly), f"{place} changes"
        with pytest.raises((TypeError, cs.CostshareError)):
            mapping["x"] = 1
        with pytest.raises((TypeError, AttributeError, cs.CostshareError)):
            mapping.clear()
    assert str(value) == text


def mappings_in(value, place):
    """The mappings among the attributes of a value and of its parts, each with its place."""
    for name, found in public(value):
        for part in found if isinstance(found, tuple) else (found,):
            if isinstance(part, Mapping):
                if found is not part or getattr(value, name) is part:  # else a copy for the reader
                    yield f"{place}.{name}", part
                inner = [each for each in part.values() if isinstance(each, Mapping)]
                yield from ((f"{place}.{name}[…]", each) for each in inner)
            elif dataclasses.is_dataclass(part):
                yield from mappings_in(part, f"{place}.{name}")


@each_result
def test_no_attribute_counts_in_units(value):
    names = {name for name, _ in public(value)}
    assert not {name for name in names if name == "units" or name.endswith("_units")}
    if hasattr(value, "unit"):
        assert isinstance(value.unit, Decimal)


@each_result
def test_name_period_and_currency_are_of_one_type(value):
    for name, kinds in (("name", str), ("period", cs.Period), ("currency", str)):
        assert isinstance(getattr(value, name, None), kinds | None)


@each_result
def test_check_proves_the_sums_and_returns_nothing(value):
    assert value.check() is None


@each_result
def test_findings_are_a_tuple_of_values_with_a_message(value):
    for each in getattr(value, "findings", ()):
        assert isinstance(each.kind, str)
        assert isinstance(each.message, str)
        assert "\n" not in repr(each)
    assert isinstance(getattr(value, "findings", ()), tuple)


@pytest.mark.parametrize("kind", KINDS)
def test_verbs_have_the_same_arguments(kind):
    assert not hasattr(kind, "summary")
    if isfunction(getattr(kind, "plot", None)):
        assert next(iter(list(signature(kind.plot).parameters)[1:])) == "ax"
    if isfunction(getattr(kind, "invoice_lines", None)):
        own = signature(kind.invoice_lines).parameters
        assert {"number", "billed_by"} <= set(own)
        assert own["number"].default == "{n}"
    if isfunction(getattr(kind, "to_excel", None)):
        assert list(signature(kind.to_excel).parameters)[1] == "path"
