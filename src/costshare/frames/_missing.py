"""A cell without a value."""

from decimal import Decimal

_TYPES = frozenset({"NAType", "NaTType"})


def is_missing(value: object) -> bool:
    """Return whether a value is missing: None, NaN, NaT, NA or blank text."""
    if isinstance(value, float):
        return value != value  # noqa: PLR0124 - NaN
    if isinstance(value, str):
        return not value.strip()
    if value is None or type(value).__name__ in _TYPES:
        return True
    if isinstance(value, Decimal):
        return value.is_nan()
    return type(value).__name__ == "datetime64" and str(value) == "NaT"
