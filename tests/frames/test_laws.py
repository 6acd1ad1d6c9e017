"""Any content goes through every library unchanged, and any fees come out the same."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

import costshare as cs
from costshare.frames import as_pandas, like
from frames_local import FRAMES, PANDAS

WIDE = st.decimals(-(10**20), 10**20, places=3, allow_nan=False)
CELLS = {
    "int": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "unsigned": (pa.uint64(), st.integers(0, 2**64 - 1)),
    "cents": (pa.decimal128(38, 3), WIDE),
    "float": (pa.float64(), st.floats(allow_nan=False, allow_infinity=False)),
    "text": (pa.string(), st.text(alphabet="abcåäö,. ", max_size=5)),
    "flag": (pa.bool_(), st.booleans()),
    "day": (pa.date32(), st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))),
    "kind": (pa.dictionary(pa.int32(), pa.string()), st.sampled_from(["a", "b"])),
}
# A pandas frame is not converted.
OTHERS = [kind for kind in FRAMES if kind not in PANDAS]


@st.composite
def tables(draw):
    size = draw(st.integers(0, 4))
    names = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=4, unique=True))
    columns = {
        name: pa.array(
            draw(st.lists(st.none() | CELLS[name][1], min_size=size, max_size=size)),
            CELLS[name][0],
        )
        for name in names
    }
    return pa.table(columns)


def plain(frame):
    return {
        name: [None if pd.isna(each) else each for each in frame[name]] for name in frame.columns
    }


@settings(max_examples=20)
@given(tables())
def test_every_value_survives_every_library(table):
    values = table.to_pydict()
    # An empty list of dicts has no columns.
    for kind in OTHERS if len(table) else set(OTHERS) - {"dicts"}:
        frame = as_pandas(FRAMES[kind](table))
        assert plain(frame) == values, kind
        assert plain(as_pandas(like(frame, FRAMES[kind](table)))) == values, kind


@settings(max_examples=20)
@given(
    st.dictionaries(
        st.text(alphabet="abcåäö", min_size=1, max_size=4),
        st.integers(1, 2**62) | st.none(),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([pa.int64(), pa.uint64(), pa.decimal128(38, 2)]),
    st.integers(-(10**12), 10**12),
)
def test_fees_are_those_of_a_mapping(population, kind, total):
    table = pa.table(
        {
            "name": pa.array(population).dictionary_encode(),
            "population": pa.array(
                [
                    each if each is None or not pa.types.is_decimal(kind) else Decimal(each)
                    for each in population.values()
                ],
                kind,
            ),
        }
    )

    def fees(members, **more):
        try:
            return cs.allocate(total, cs.PerCapita(), members, **more).member_totals
        except cs.CostshareError as error:
            return type(error)

    expected = fees({name: {"population": each} for name, each in population.items()})
    for make in FRAMES.values():
        assert fees(make(table), member="name") == expected
