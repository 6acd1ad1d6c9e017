"""Files that commands take, each read as what it is."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from costshare.agreement import Agreement, Allocation
from costshare.errors import CostshareError
from costshare.results import Record, read_file

_KINDS = (".toml", ".json")


def format_of(path: Path) -> str | None:
    """Return the format that a saved result states; None for an agreement."""
    stated = read_file(path, _KINDS).get("format")
    return stated if isinstance(stated, str) else None


def read_fees(path: Path) -> Allocation:
    """Read fees that were saved, or compute those of an agreement."""
    stated = format_of(path)
    if stated is None:
        return Agreement.load(path).allocate()
    return Allocation.load(path)


def read_record(path: Path, stated: str) -> Record:
    """Read a saved result of any class, and prove its sums."""
    import costshare as cs

    for name in dir(cs):
        public = getattr(cs, name)
        if isinstance(public, type) and issubclass(public, Record):
            own = public.format.partition("/")[0]
            if stated.partition("/")[0] == own:
                return public.load(path)
    raise CostshareError(f"{path.name} has the format {stated!r}, which no result of costshare has")


def read_columns(given: Sequence[str] | None) -> dict[str, str] | None:
    """Read ``FIELD=HEADER`` options as a mapping."""
    columns: dict[str, str] = {}
    for each in given or ():
        field, sign, header = each.partition("=")
        if not sign:
            msg = f"--column {each} has no equals sign; write --column FIELD=HEADER, such as "
            raise CostshareError(f"{msg}--column member=Kommun")
        columns[field] = header
    return columns or None


def without_none(**options: Any) -> Mapping[str, Any]:
    """Keep the options that were given."""
    return {name: value for name, value in options.items() if value is not None}
