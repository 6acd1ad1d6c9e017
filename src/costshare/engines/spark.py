"""Cost lines in a Spark DataFrame, split over driver rows that every worker holds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from costshare.amounts import Amount, read_word
from costshare.errors import CostshareError
from costshare.frames import AnyFrame, Bools, collect
from costshare.splitting import Splitter, Unmatched, Unused, Zeros

try:
    import pyarrow as pa
    from pyspark.errors import PySparkTypeError
    from pyspark.sql import DataFrame
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import DataType, StructType
except ModuleNotFoundError as error:
    if error.name not in {"pyarrow", "pyspark"}:
        raise
    msg = 'costshare.engines.spark needs pyspark and pyarrow: pip install "costshare[spark]"'
    raise ModuleNotFoundError(msg, name=error.name) from error

_Batches = Iterator[pa.RecordBatch]

# Rows of a batch that goes back to Spark: a line with a million drivers becomes many batches.
_MOST = 65_536
_REPORT = pa.schema(
    {"batches": pa.int64(), "refused": pa.int64(), "message": pa.string(), "used": pa.binary()}
)
_NO_GROUPS = np.zeros(0, dtype=np.int64)
_INTEGERS = {"tinyint": pa.int8(), "smallint": pa.int16(), "int": pa.int32(), "bigint": pa.int64()}


def split(
    lines: DataFrame,
    drivers: "AnyFrame | DataFrame",
    *,
    on: str | Sequence[str],
    amount: str | Sequence[str] = "amount",
    weight: str = "weight",
    unit: Amount | Mapping[str, Amount] = "0.01",
    unmatched: Unmatched = "error",
    unused: Unused = "ignore",
    zeros: Zeros = "error",
    method: str = "largest_remainder",
    check: bool = True,
) -> DataFrame:
    """Split each cost line over the driver rows that have its key, as `costshare.split` does.

    The drivers are sent to every worker as a whole, so no line is moved, and the rows are the same
    at any partitioning.

    Parameters
    ----------
    lines : pyspark.sql.DataFrame
        A row for each cost line.
    drivers : frame or pyspark.sql.DataFrame
        A row for each user of something that is shared, with the same key columns and a weight,
        up to some million rows. The order of a local frame decides ties. A Spark DataFrame is
        collected and, since its rows have no defined order, sorted by all of its columns, from
        left to right.
    on, amount, weight, unit, unmatched, unused, zeros, method
        As in `costshare.split`.
    check : bool, default True
        Whether all lines are checked at once, by a Spark job that reads only the keys and amounts.
        With False, nothing runs until an action, and that action fails with a PythonException of
        PySpark that contains the message. ``unused="error"`` runs the job in any case.

    Returns
    -------
    pyspark.sql.DataFrame
        Lazy frame with the columns and rows of `costshare.split` on a table of PyArrow.

    Raises
    ------
    CostshareError
        As in `costshare.split`. Rows are numbered within one batch of lines, and the message says
        how many batches cannot be split. Also if `lines` is not a Spark DataFrame, or a column of
        the drivers has a type that Spark does not have, or by which rows cannot be sorted.

    Examples
    --------
    >>> from pyspark.sql import SparkSession
    >>> session = SparkSession.builder.master("local[2]").getOrCreate()
    >>> lines = session.createDataFrame([("db", 1000)], "resource string, amount long")
    >>> drivers = [
    ...     {"resource": "db", "team": "A", "weight": 1},
    ...     {"resource": "db", "team": "B", "weight": 2},
    ... ]
    >>> split(lines, drivers, on="resource").orderBy("team").show()
    +--------+------+----+------+---------+
    |resource|amount|team|weight|allocated|
    +--------+------+----+------+---------+
    |      db|  1000|   A|     1|   333.33|
    |      db|  1000|   B|     2|   666.67|
    +--------+------+----+------+---------+
    <BLANKLINE>
    """
    unused = read_word(unused, "rule for unused drivers", Unused)
    if not isinstance(lines, DataFrame):
        msg = f"lines are of type {type(lines).__name__}; pass a Spark DataFrame, or split them "
        raise CostshareError(msg + "with costshare.split")
    splitter = Splitter(
        _local(drivers),
        on=on,
        amount=amount,
        weight=weight,
        unit=unit,
        unmatched=unmatched,
        zeros=zeros,
        method=method,
    )
    # Splitting no lines finds wrong columns, and the columns that the result adds.
    none = pa.schema([(each.name, _amount_type(each.dataType)) for each in lines.schema])
    split_none: pa.Table = splitter.split(none.empty_table())
    added = list(split_none.schema)[len(none) :]
    if check or unused == "error":
        used = _check(splitter, lines)
        if unused == "error":
            splitter.refuse_unused(used)
    schema = StructType([*lines.schema, *_spark_schema(added)])
    return _numbered(lines).mapInArrow(_splitting(splitter, lines.columns, added), schema)


def _amount_type(kind: DataType) -> pa.DataType:
    """Find a type of Arrow of which amounts become the same as of a type of Spark."""
    return _INTEGERS.get(kind.simpleString(), pa.string())


def _local(drivers: "AnyFrame | DataFrame") -> pa.Table:
    """Hold the drivers as a table of types that Spark has, in the order that decides ties."""
    from_spark = isinstance(drivers, DataFrame)
    frame: Any = drivers if from_spark else collect(drivers, "drivers")
    try:
        table = frame.toArrow() if from_spark else frame.to_arrow()
        types = [pa.field(field.name, _type_in_spark(field.type)) for field in table.schema]
        table = table.cast(pa.schema(types))
        _spark_schema(types)  # refuses types that Spark does not have
        if from_spark:
            table = table.sort_by([(name, "ascending") for name in table.column_names])
    except (pa.ArrowException, PySparkTypeError) as error:
        msg = f"drivers cannot be a {'sorted ' if from_spark else ''}table in Spark: {error}; "
        raise CostshareError(f"{msg}convert that column, or drop it") from error
    return table


def _type_in_spark(kind: pa.DataType) -> pa.DataType:
    """Find the type of Arrow that Spark has for values of another type, where it has one."""
    if pa.types.is_dictionary(kind):
        return _type_in_spark(kind.value_type)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_unsigned_integer(kind):
        return pa.int64()
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", kind.tz)
    return kind


def _spark_schema(fields: Sequence[pa.Field]) -> StructType:
    """Turn columns of Arrow into a schema of Spark."""
    return from_arrow_schema(pa.schema(fields), prefer_timestamp_ntz=True)


def _numbered(lines: DataFrame) -> DataFrame:
    """Rename the columns, since `mapInArrow` of PySpark refuses names with a dot."""
    return lines.toDF(*map(str, range(len(lines.columns))))


def _splitting(
    splitter: Splitter, names: list[str], added: Sequence[pa.Field]
) -> Callable[[_Batches], _Batches]:
    """Make the function that splits the batches of a partition on a worker."""

    def split_batches(batches: _Batches) -> _Batches:
        for batch in batches:
            lines = pa.Table.from_batches([batch.rename_columns(names)])
            schema = pa.schema([*lines.schema, *added])
            for piece in splitter.pieces(lines, _MOST):
                yield from piece.cast(schema).to_batches()

    return split_batches


def _checking(splitter: Splitter, names: list[str]) -> Callable[[_Batches], _Batches]:
    """Make the function that reports which batches of a partition cannot be split."""

    def check_batches(batches: _Batches) -> _Batches:
        seen, messages = 0, []
        used = splitter.used(_NO_GROUPS)
        for batch in batches:
            seen += 1
            try:
                found = splitter.match(pa.Table.from_batches([batch.rename_columns(names)]))
            except CostshareError as error:
                messages.append(str(error))
            else:
                used |= splitter.used(found.groups)
        message = messages[0] if messages else None
        row = [seen, len(messages), message, np.packbits(used).tobytes()]
        yield pa.record_batch([[each] for each in row], schema=_REPORT)

    return check_batches


def _check(splitter: Splitter, lines: DataFrame) -> Bools:
    """Refuse lines that cannot be split, and return which drivers they use."""
    names = list(dict.fromkeys([*splitter.on, *splitter.amount]))
    needed = _numbered(lines).select(*[str(lines.columns.index(name)) for name in names])
    reports = needed.mapInArrow(_checking(splitter, names), _spark_schema(_REPORT)).toArrow()
    refused = sum(reports["refused"].to_pylist())
    if refused:
        message = reports["message"].drop_null()[0].as_py()
        msg = f"{message} (rows are numbered within one batch of lines; {refused} of "
        msg += f"{sum(reports['batches'].to_pylist())} batches cannot be split)"
        raise CostshareError(msg)
    used = splitter.used(_NO_GROUPS)
    for packed in reports["used"].to_pylist():
        used |= np.unpackbits(np.frombuffer(packed, np.uint8), count=len(used)).astype(bool)
    return used
