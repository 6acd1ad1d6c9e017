"""What the annotations of public functions call a frame."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame


class ArrowStream(Protocol):
    """What streams Arrow data."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


AnyFrame: TypeAlias = "IntoFrame | ArrowStream | Sequence[Mapping[str, Any]]"
"""A frame of any library: pandas, Polars, PyArrow, DuckDB …, or a list of dicts, one a row."""
