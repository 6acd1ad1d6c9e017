"""A list of dicts as a pandas frame."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from costshare.frames._values import series_of

if TYPE_CHECKING:
    import pandas as pd


def frame_of_rows(rows: Sequence[Mapping[Any, Any]]) -> "pd.DataFrame":
    """Make a frame with a column for each key; a key that a row lacks is missing there."""
    import pandas as pd

    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: series_of([row.get(name) for row in rows]) for name in names}
    return pd.DataFrame(columns, index=range(len(rows)))
