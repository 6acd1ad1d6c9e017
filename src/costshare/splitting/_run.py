"""What is written of a split: whole files and a manifest, so that a killed run can go on."""

import json
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from costshare.errors import CostshareError
from costshare.results import write_whole
from costshare.splitting._batches import Place
from costshare.splitting._kinds import Arrow

if TYPE_CHECKING:
    import narwhals as nw

_FORMAT = "costshare.split/1"
_MANIFEST = "manifest.json"


class Run:
    """A run that writes Parquet files into an unfinished folder, each whole or not at all.

    The manifest holds what is split, and for each file that is finished its rows and the place up
    to which the lines are in it. A file that a killed run left begun is written again.
    """

    def __init__(self, folder: Path, work: Path, manifest: dict[str, Any]) -> None:
        self._folder, self._work, self._manifest = folder, work, manifest
        self._writer: Any = None
        self._rows = 0
        self._place: Place | None = None

    @classmethod
    def begin(
        cls,
        folder: Path,
        files: Sequence[Path],
        drivers: "nw.DataFrame[Any]",
        settings: dict[str, Any],
    ) -> "Run":
        """Begin a run, or go on with an unfinished one of the same work.

        Raises
        ------
        CostshareError
            If the unfinished one is of other work, or its manifest cannot be read.
        """
        work = folder.with_name(f"{folder.name}.unfinished")
        task = {"source": _stamps(files), "drivers": _digest(drivers), "settings": settings}
        path = work / _MANIFEST
        if not path.exists():
            return cls(folder, work, {"format": _FORMAT, **task, "rows": None, "parts": []})
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            changed = [name for name, value in task.items() if manifest[name] != value]
        except (KeyError, TypeError, ValueError) as error:
            msg = f"{path} cannot be read ({error}); remove {work} to begin again"
            raise CostshareError(msg) from error
        if changed or manifest.get("format") != _FORMAT:
            what = " and ".join(changed) or "version of costshare"
            msg = f"{work} is of an unfinished run, and its {what} changed since; remove it to "
            raise CostshareError(f"{msg}begin again, or pass what it was begun with")
        return cls(folder, work, manifest)

    @property
    def rows(self) -> int | None:
        """Rows of the result; None before the lines are checked."""
        rows: int | None = self._manifest["rows"]
        return rows

    @property
    def done(self) -> int:
        """Rows in files that are finished."""
        return sum(part["rows"] for part in self._manifest["parts"])

    @property
    def place(self) -> Place | None:
        """Place of the last batch of which the rows are in finished files."""
        parts = self._manifest["parts"]
        return tuple(parts[-1]["place"]) if parts else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been written."""
        return not self._manifest["parts"] and self._writer is None

    def checked(self, rows: int) -> None:
        """Note that all lines can be split, and become so many rows.

        Raises
        ------
        CostshareError
            If the unfinished folder cannot be made.
        """
        self._manifest["rows"] = rows
        try:
            self._work.mkdir(parents=True, exist_ok=True)
            self._save()
        except OSError as error:
            msg = f"{self._work} cannot be written: {error.strerror}; pass another target"
            raise CostshareError(msg) from error

    def write(self, piece: Any) -> None:
        """Write rows as one group."""
        import pyarrow.parquet as pq

        if self._writer is None:
            self._writer = pq.ParquetWriter(self._begun, piece.schema)
        self._writer.write_table(piece, row_group_size=max(piece.num_rows, 1))
        self._rows += piece.num_rows

    def reach(self, place: Place, most: int) -> None:
        """Note that all rows up to a place are written; finish a file that has enough of them."""
        self._place = place
        if self._rows >= most:
            self._close()

    def finish(self) -> Path:
        """Finish the last file, and give the folder its name."""
        self._close()
        # In this order: a folder without its manifest would look like one that was never begun.
        self._work.rename(self._folder)
        (self._folder / _MANIFEST).unlink()
        return self._folder

    @property
    def _begun(self) -> Path:
        """The file that is being written."""
        return self._work / f"part-{len(self._manifest['parts']):05d}.parquet.begun"

    def _close(self) -> None:
        """Give the file that is being written its name, and note it."""
        if self._writer is None:
            return
        self._writer.close()
        whole = self._begun.with_suffix("")
        _to_disk(self._begun)
        self._begun.replace(whole)
        part = {"file": whole.name, "rows": self._rows, "place": self._place}
        self._manifest["parts"].append(part)
        self._writer, self._rows = None, 0
        self._save()

    def _save(self) -> None:
        """Replace the manifest, whole or not at all."""
        write_whole(self._work / _MANIFEST, json.dumps(self._manifest, indent=1).encode())


def _to_disk(path: Path) -> None:
    """Wait until a file is on the disk, so that its new name never stands for half of it."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _stamps(files: Sequence[Path]) -> list[list[Any]]:
    """Describe files by what changes when they do."""
    try:
        found = [(str(file.absolute()), file.stat()) for file in files]
    except OSError as error:
        msg = f"{error.filename} cannot be read: {error.strerror}; pass the path of a Parquet file"
        raise CostshareError(msg) from error
    return [[name, stat.st_size, stat.st_mtime_ns] for name, stat in found]


def _digest(frame: "nw.DataFrame[Any]") -> str:
    """Compute a digest of the values of a frame."""
    import pyarrow as pa

    table = Arrow().convert(frame).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sha256(sink.getvalue()).hexdigest()
