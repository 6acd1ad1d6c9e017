"""Cost lines split over driver rows: each line is conserved exactly."""

from costshare.splitting._explain import explain_split
from costshare.splitting._focus import read_focus
from costshare.splitting._parquet import split_parquet
from costshare.splitting._split import Unused, split
from costshare.splitting._split_focus import split_focus
from costshare.splitting._splitter import Splitter, Unmatched, Zeros

__all__ = [
    "Splitter",
    "Unmatched",
    "Unused",
    "Zeros",
    "explain_split",
    "read_focus",
    "split",
    "split_focus",
    "split_parquet",
]
