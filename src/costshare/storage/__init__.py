"""Plain data at rest: TOML and JSON files, and results as data and back."""

from costshare.storage._files import read_file, write_file
from costshare.storage._record import load_record, read_record, write_record

__all__ = ["load_record", "read_file", "read_record", "write_file", "write_record"]
