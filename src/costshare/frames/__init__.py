"""Frames: a column of numbers of any type, read exactly."""

from costshare.frames._exact_column import Numbers, exact_column, values_of
from costshare.frames._whole import Bools, Wide, narrow, scale

__all__ = [
    "Bools",
    "Numbers",
    "Wide",
    "exact_column",
    "narrow",
    "scale",
    "values_of",
]
