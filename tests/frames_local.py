"""The same content as a frame of each library."""

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa


class Stream:
    """A table that offers an Arrow stream and nothing else."""

    def __init__(self, table):
        self._table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self._table.__arrow_c_stream__(requested_schema)


def exact_list(column):
    """Values as Python has them; a narrow float stays narrow."""
    if column.type == pa.float32():
        return list(column.to_numpy())
    return column.to_pylist()


FRAMES = {
    "pandas": lambda table: pd.DataFrame(
        {name: pd.Series(exact_list(table[name]), dtype=object) for name in table.column_names}
    ).infer_objects(),
    "nullable": lambda table: table.to_pandas().convert_dtypes(),
    "arrow types": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "polars": pl.from_arrow,
    "lazy": lambda table: pl.from_arrow(table).lazy(),
    "pyarrow": lambda table: table,
    "batch": lambda table: pa.RecordBatch.from_arrays(
        [pa.array(table[name].to_pylist(), table[name].type) for name in table.column_names],
        names=table.column_names,
    ),
    "reader": lambda table: table.to_reader(),
    "duckdb": duckdb.from_arrow,
    "stream": Stream,
    "dicts": lambda table: [
        dict(zip(table.column_names, row, strict=True))
        for row in zip(*map(exact_list, table.columns), strict=True)
    ],
    "narwhals": lambda table: nw.from_native(pl.from_arrow(table)),
    "narwhals of pandas": lambda table: nw.from_native(table.to_pandas()),
}
"""Makers of a frame from a table of PyArrow, by the name of the kind."""

PANDAS = {"pandas", "nullable", "arrow types", "narwhals of pandas"}

COLUMNS = {
    "pandas": lambda values: pd.Series(values, dtype=object),
    "nullable": lambda values: pd.Series(values, dtype=object).convert_dtypes(),
    "arrow types": lambda values: pd.Series(values, dtype=pd.ArrowDtype(pa.array(values).type)),
    "polars": pl.Series,
    "array": pa.array,
    "chunks": lambda values: pa.chunked_array([values]),
    "narwhals": lambda values: nw.from_native(pl.Series(values), series_only=True),
}
"""Makers of a column from a list, by the name of the kind."""
