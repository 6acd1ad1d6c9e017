"""A bill that does not fit in memory: split from Parquet to Parquet, batch by batch."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from costshare.amounts import Amount, read_word, take_items
from costshare.errors import CostshareError, quoted
from costshare.fields import given_as, read_path
from costshare.frames import AnyFrame, collect
from costshare.splitting._batches import no_lines, read_batches
from costshare.splitting._run import Run
from costshare.splitting._split import Unused
from costshare.splitting._splitter import Splitter, Unmatched, Zeros

PathLike: TypeAlias = str | os.PathLike[str]

# Rows of a group that is written, at most.
ROWS = 131_072
_MOST_FILES = 1_000_000


def split_parquet(
    source: PathLike | Sequence[PathLike],
    drivers: AnyFrame,
    target: PathLike,
    *,
    on: str | Sequence[str],
    amount: str | Sequence[str] = "amount",
    weight: str = "weight",
    unit: Amount | Mapping[str, Amount] = "0.01",
    unmatched: Unmatched = "error",
    unused: Unused = "ignore",
    zeros: Zeros = "error",
    method: str = "largest_remainder",
    rows_per_file: int = 5_000_000,
    progress: bool = False,
) -> Path:
    """Split cost lines that do not fit in memory: from Parquet files into a folder of them.

    The lines are read in batches, so that memory does not grow with them; the drivers are held
    in memory. All lines are checked first, so that an error leaves nothing behind. The rows are
    what `split` gives for all lines at once, in the same order.

    Parameters
    ----------
    source : path or list of paths
        A Parquet file, a folder of them, or several files in their order.
    drivers : frame
        As in `split`, and so are all arguments that are not listed here.
    target : path
        Folder that is made, which holds ``part-00000.parquet`` and so on. It must not exist: the
        rows are written beside it, in a folder whose name ends in ``.unfinished``, which gets its
        name when all is written. If a run is killed, the same call goes on after the last file
        that was finished.
    on, amount, weight, unit, unmatched, unused, zeros, method
        As in `split`.
    rows_per_file : int, default 5 000 000
        Rows after which another file begins.
    progress : bool, default False
        Whether to show a progress bar, which needs the extra ``progress``.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    CostshareError
        As in `split`; if a file cannot be read or the target exists; if an unfinished run is of
        another source, other drivers or other arguments; or if an extra is missing.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import pandas as pd
    >>> import costshare as cs
    >>> held = TemporaryDirectory()
    >>> folder = Path(held.name)
    >>> bill = pd.DataFrame({"resource": ["db", "db"], "amount": ["10.00", "-0.05"]})
    >>> bill.to_parquet(folder / "bill.parquet")
    >>> drivers = pd.DataFrame({"resource": ["db", "db"], "team": ["A", "B"], "weight": [1, 2]})
    >>> made = cs.split_parquet(folder / "bill.parquet", drivers, folder / "split", on="resource")
    >>> pd.read_parquet(made)[["team", "allocated"]]
      team allocated
    0    A      3.33
    1    B      6.67
    2    A     -0.02
    3    B     -0.03
    >>> held.cleanup()
    """
    unused = read_word(unused, "rule for unused drivers", Unused)
    if type(rows_per_file) is not int or rows_per_file < 1:
        msg = f"rows_per_file {quoted(rows_per_file)} is not a positive int; pass 5_000_000, say"
        raise CostshareError(msg)
    shown = given_as(bool, progress, "progress", "True or False")
    _require("pyarrow", "arrow")
    splitter = Splitter(
        drivers,
        on=on,
        amount=amount,
        weight=weight,
        unit=unit,
        unmatched=unmatched,
        zeros=zeros,
        method=method,
    )
    folder = Path(read_path(target))
    if folder.exists():
        msg = f"{folder} exists already; pass another target, or remove it"
        raise CostshareError(msg)
    files = _files(source)
    settings = {
        "on": splitter.on,
        "amount": dict(zip(splitter.amount, map(str, splitter.units), strict=True)),
        "allocated": splitter.allocated,
        "weight": splitter.weight,
        "rules": [splitter.unmatched, unused, splitter.zeros, splitter.method],
        "rows_per_file": rows_per_file,
    }
    run = Run.begin(folder, files, collect(drivers, "drivers"), settings)
    if run.rows is None:
        run.checked(_check(splitter, files, unused))
    with _bar(run.rows, run.done, shown=shown) as advance:
        for batch in read_batches(files, after=run.place):
            for piece in splitter.pieces(batch.lines, ROWS):
                run.write(piece)
                advance(piece.num_rows)
            run.reach(batch.place, rows_per_file)
        if run.is_empty:
            # Lines without rows make no pieces; the columns are written all the same.
            run.write(splitter.split(no_lines(files[0])))
    return run.finish()


def _check(splitter: Splitter, files: Sequence[Path], unused: Unused) -> int:
    """Look at every line, and count the rows that they become."""
    first_columns = no_lines(files[0]).schema
    for file in files:
        columns = no_lines(file).schema
        splitter.check_columns(columns.names)
        _require_same(file, columns, files[0], first_columns)
    rows, used = 0, splitter.used(np.zeros(0, dtype=np.int64))
    first: dict[int, int] = {}
    for batch in read_batches(files, columns=[*dict.fromkeys([*splitter.on, *splitter.amount])]):
        number = batch.place[0]
        start = first.get(number, 0)
        first[number] = start + batch.lines.num_rows
        try:
            matched = splitter.match(batch.lines)
        except CostshareError as error:
            msg = f"{files[number]}, rows {start} to {first[number] - 1}, counted from the first "
            raise CostshareError(f"{msg}of them: {error}") from None
        rows += int(matched.sizes.sum())
        used |= splitter.used(matched.groups)
    if unused == "error":
        splitter.refuse_unused(used)
    return rows


def _require_same(file: Path, columns: Any, first: Path, wanted: Any) -> None:
    """Refuse a file whose rows cannot follow those of the first: other columns, or other types."""
    apart = [name for name in [*wanted.names, *columns.names] if name not in columns.names]
    apart += [name for name in columns.names if name not in wanted.names]
    if apart:
        how = f"column {apart[0]!r} is in one of them only"
    elif columns.names != wanted.names:
        how = "the columns are in another order"
    else:
        pairs = zip(columns, wanted, strict=True)
        differing = [pair for pair in pairs if not pair[0].equals(pair[1])]
        if not differing:
            return
        kinds = [f"{each.type}{'' if each.nullable else ' not null'}" for each in differing[0]]
        how = f"column {differing[0][0].name!r} is of type {kinds[0]}, not {kinds[1]}"
    msg = f"{file} has other columns than {first}: {how}; write them alike, or split the files "
    raise CostshareError(f"{msg}into separate targets")


def _files(source: Any) -> list[Path]:
    """List the Parquet files of a source."""
    if isinstance(source, str | os.PathLike):
        path = Path(read_path(source))
        files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
        if not files:
            msg = f"{path} is a folder without Parquet files; pass another one, or a list of files"
            raise CostshareError(msg)
    else:
        given = take_items(source, "source", "paths", most=_MOST_FILES)
        files = [Path(read_path(each)) for each in given]
        if not files:
            msg = "source names no file; pass the path of a Parquet file, or of several"
            raise CostshareError(msg)
    return files


@contextmanager
def _bar(rows: int | None, done: int, *, shown: bool) -> Iterator[Any]:
    """Show a progress bar, if it is asked for; give what it is advanced by."""
    if not shown:
        yield int
        return
    _require("tqdm", "progress")
    from tqdm import tqdm

    with tqdm(total=rows, initial=done, unit=" rows", unit_scale=True) as bar:
        yield bar.update


def _require(module: str, extra: str) -> None:
    """Refuse to go on without an extra."""
    if find_spec(module) is None:
        msg = f'split_parquet needs {module} for this: pip install "costshare[{extra}]"'
        raise CostshareError(msg)
