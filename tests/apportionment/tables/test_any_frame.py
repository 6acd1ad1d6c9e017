"""Tables of other libraries come in, and go out in the same library."""

import pandas as pd
import pyarrow as pa
import pytest

from costshare.apportionment.tables import apportion_table, instalments
from costshare.errors import CostshareError

TABLE = pa.table({"name": ["A", "B"], "mail": ["1.5", "0.5"], "web": ["0.5", "1.5"]})


def test_a_table_comes_back_with_its_column_of_names_first():
    rounded = apportion_table(TABLE.select(["mail", "name", "web"]), member="name")
    assert rounded.to_pydict() == {"name": ["A", "B"], "mail": [2, 0], "web": [0, 2]}
    assert apportion_table(TABLE.drop(["name"])).to_pydict() == {"mail": [2, 0], "web": [0, 2]}
    assert apportion_table([{"mail": "2.0"}]) == [{"mail": 2}]


def test_instalments_come_back_in_the_library_of_the_fees():
    parts = instalments(pa.table({"name": ["A"], "mail": [3]}), 2, member="name")
    assert parts.to_pydict() == {
        "name": ["A", "A"],
        "pool": ["mail", "mail"],
        "period": [1, 2],
        "amount": [1, 2],
    }
    assert instalments(pa.array([3]), 2) == [[1, 2]]


@pytest.mark.parametrize(
    "call", [apportion_table, lambda given, **more: instalments(given, 2, **more)]
)
def test_a_column_of_names_is_named_and_there(call):
    with pytest.raises(CostshareError, match="pass member='name'"):
        call(TABLE)
    with pytest.raises(CostshareError, match=r"unknown column of the frame, for member=: 'town'"):
        call(pd.DataFrame({"x": [1]}), member="town")
    with pytest.raises(CostshareError, match="member='name' names a column, and"):
        call({"A": {"x": 1}}, member="name")
