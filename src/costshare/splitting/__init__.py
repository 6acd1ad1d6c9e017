"""Cost lines split over driver rows: each line is conserved exactly."""

from costshare.splitting._explain import explain_split
from costshare.splitting._parquet import split_parquet
from costshare.splitting._split import split
from costshare.splitting._splitter import Splitter

__all__ = ["Splitter", "explain_split", "split", "split_parquet"]
