"""Values that nobody should pass, and somebody does; each made anew for every call."""

import datetime as dt
import itertools
from collections import UserDict, deque
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath
from types import MappingProxyType, SimpleNamespace

import numpy as np
import pandas as pd

import costshare as cs


class Unprintable:
    """Nobody can write it."""

    def __repr__(self):
        raise RuntimeError("no text")


class Endless(Mapping):
    """A mapping that holds itself, however deep one looks."""

    def __getitem__(self, _):
        return self

    def __iter__(self):
        return iter(["A"])

    def __len__(self):
        return 1


class Sized:
    """A list that says it is long and holds nothing."""

    def __len__(self):
        return 10**15

    def __getitem__(self, place):
        raise IndexError(place)


def _list_of_itself():
    itself = []
    itself.append(itself)
    return itself


def _dict_of_itself():
    itself = {}
    itself["A"] = itself
    return itself


def _series_with_repeated_labels():
    return pd.Series([1, 2], index=["A", "A"])


ODD = {
    "None": lambda: None,
    "True": lambda: True,
    "False": lambda: False,
    "5": lambda: 5,
    "-1": lambda: -1,
    "0": lambda: 0,
    "1.5": lambda: 1.5,
    "-0.0": lambda: -0.0,
    "nan": lambda: float("nan"),
    "inf": lambda: float("inf"),
    "-inf": lambda: float("-inf"),
    "tiny": lambda: 5e-324,
    "huge float": lambda: 1e308,
    "2**64": lambda: 2**64,
    "400 digits": lambda: 10**400,
    "5000 digits": lambda: 10**5000,
    "-5000 digits": lambda: -(10**5000),
    "complex": lambda: 1 + 2j,
    "NA": lambda: pd.NA,
    "NaT": lambda: pd.NaT,
    "Decimal NaN": lambda: Decimal("NaN"),
    "Decimal sNaN": lambda: Decimal("sNaN"),
    "Decimal inf": lambda: Decimal("Infinity"),
    "huge Decimal": lambda: Decimal("1e999999999999999999"),
    "tiny Decimal": lambda: Decimal("1e-999999999999999999"),
    "Fraction": lambda: Fraction(-7, 3),
    "huge Fraction": lambda: Fraction(10**5000, 3),
    "int64": lambda: np.int64(3),
    "uint8": lambda: np.uint8(3),
    "float32": lambda: np.float32(0.1),
    "longdouble": lambda: np.longdouble("0.1"),
    "bool_": lambda: np.bool_(True),
    "complex128": lambda: np.complex128(1),
    "datetime64": lambda: np.datetime64("2022-01-01"),
    "timedelta64": lambda: np.timedelta64(1, "D"),
    "numpy text": lambda: np.str_("x"),
    "0-d array": lambda: np.array(5),
    "0-d objects": lambda: np.array({"A": 1}, dtype=object),
    "empty array": lambda: np.array([]),
    "array": lambda: np.array([1, 2]),
    "2-d array": lambda: np.array([[1, 2], [3, 4]]),
    "3-d array": lambda: np.zeros((1, 1, 1)),
    "objects": lambda: np.array([None, "x", 1], dtype=object),
    "masked": lambda: np.ma.array([1, 2], mask=[0, 1]),
    "records": lambda: np.array([(1, 2.0)], dtype=[("a", int), ("b", float)]),
    "''": lambda: "",
    "blank": lambda: " \t",
    "'x'": lambda: "x",
    "'A'": lambda: "A",
    "NUL": lambda: "A\0B",
    "surrogate": lambda: "A\ud800",
    "invisible": lambda: "\u200b",
    "long text": lambda: "x" * 100_000,
    "digits": lambda: "1" * 100_000,
    "huge exponent": lambda: "1e1000000000000000000",
    "blanks": lambda: "1" + " " * 100_000 + "x",
    "braces": lambda: "{0.__class__}{",
    "bytes": lambda: b"x",
    "bytearray": lambda: bytearray(b"12"),
    "memoryview": lambda: memoryview(b"12"),
    "[]": list,
    "[1]": lambda: [1],
    "[None]": lambda: [None],
    "[{}]": lambda: [{}],
    "['A', 'A']": lambda: ["A", "A"],
    "nested": lambda: [[[[1]]]],
    "deep": lambda: eval("[" * 80 + "]" * 80),  # noqa: S307 - a literal of our own
    "list of itself": _list_of_itself,
    "()": tuple,
    "(None,)": lambda: (None,),
    "{}": dict,
    "{1: 2}": lambda: {1: 2},
    "{None: None}": lambda: {None: None},
    "{'A': None}": lambda: {"A": None},
    "{'A': {'x': None}}": lambda: {"A": {"x": None}},
    "{'A': 5000 digits}": lambda: {"A": 10**5000},
    "{5000 digits: 1}": lambda: {10**5000: 1},
    "{('A',): 1}": lambda: {("A",): 1},
    "{'A': [1]}": lambda: {"A": [1]},
    "dict of itself": _dict_of_itself,
    "mapping of itself": Endless,
    "MappingProxy": lambda: MappingProxyType({"A": 1}),
    "UserDict": lambda: UserDict({"A": 1}),
    "set": lambda: {1},
    "frozenset": frozenset,
    "deque": lambda: deque([1]),
    "range": lambda: range(3),
    "long range": lambda: range(10**18),
    "longer range": lambda: range(10**30),
    "generator": lambda: (each for each in [1]),
    "endless": itertools.count,
    "iterator": lambda: iter([1, 2]),
    "file": lambda: SimpleNamespace(read=lambda: ""),
    "object": object,
    "unprintable": Unprintable,
    "sized": Sized,
    "class": lambda: float,
    "our class": lambda: cs.Flat,
    "function": lambda: len,
    "lambda": lambda: lambda *_: 1,
    "module": lambda: cs,
    "exception": lambda: ValueError("x"),
    "ellipsis": lambda: ...,
    "slice": lambda: slice(1),
    "date": lambda: dt.date(2022, 1, 1),
    "first date": lambda: dt.date.min,
    "last date": lambda: dt.date.max,
    "datetime": lambda: dt.datetime(2022, 1, 1, 12),
    "aware datetime": lambda: dt.datetime(2022, 1, 1, tzinfo=dt.UTC),
    "time": lambda: dt.time(12),
    "timedelta": lambda: dt.timedelta(days=1),
    "no time": lambda: dt.timedelta(0),
    "Timestamp": lambda: pd.Timestamp("2022-01-01"),
    "period": lambda: pd.Period("2022"),
    "DataFrame": pd.DataFrame,
    "frame of text": lambda: pd.DataFrame({"A": ["x"]}),
    "frame of repeated columns": lambda: pd.DataFrame([[1, 2]], columns=["A", "A"]),
    "frame of levels": lambda: pd.DataFrame(
        [[1]], index=pd.MultiIndex.from_tuples([("A", 1)]), columns=["x"]
    ),
    "Series": lambda: pd.Series(dtype=float),
    "Series of objects": lambda: pd.Series([None, {}, 1], index=["A", "B", None]),
    "Series of repeated labels": _series_with_repeated_labels,
    "categories": lambda: pd.Series(["A"], dtype="category"),
    "index": lambda: pd.Index(["A"]),
    "path": lambda: PurePosixPath("x"),
    "member": lambda: cs.Member(name="A"),
    "model": cs.Flat,
}
