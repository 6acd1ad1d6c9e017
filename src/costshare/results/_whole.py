"""Replace files whole: a reader finds the old content or the new, never a part of it."""

import os
from contextlib import suppress
from errno import ELOOP
from pathlib import Path

_MOST_LINKS = 40  # as many as Linux follows


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file by new content, or create it. If that fails, the old file stays whole.

    The content is written to a temporary file beside the old one, flushed to the disk, and moved
    into place. The mode stays, and a symbolic link stays a link to the file that is replaced. A
    device or a pipe cannot be replaced, so it is written directly. A process that is killed in
    between leaves the temporary file, ``.costshare-….tmp``, and the old file as it was.

    Raises
    ------
    OSError
        If the file cannot be written; nothing else is left behind.
    """
    target = _target(path)
    if target is None:
        path.write_bytes(content)
        return
    exists = target.exists()
    if exists:
        with target.open("r+b"):  # a file that may not be written may not be replaced either
            pass
    temporary = target.with_name(f".costshare-{os.urandom(8).hex()}.tmp")
    try:
        with temporary.open("xb") as file:
            if exists:
                _keep_mode(target, temporary)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException as error:
        with suppress(OSError):  # the first error counts
            temporary.unlink()
        if isinstance(error, OSError) and error.filename is not None:
            # Not the temporary file's name; a second name would be shown even where it is None.
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise


def is_special(path: Path) -> bool:
    """Return whether a path is a device, a pipe or an open descriptor, which no file replaces."""
    return _target(path) is None


def _target(path: Path) -> Path | None:
    """Follow links to the file to replace; None for a device, a pipe or an open descriptor."""
    for _ in range(_MOST_LINKS):
        path = Path(os.path.realpath(path.parent)) / path.name
        # /dev/stdout may be a regular file, but one that others hold open: replacing it loses text.
        if path.parent == Path("/dev") or path.parts[1:2] == ("proc",):
            return None
        if not path.is_symlink():
            return None if path.exists() and not (path.is_file() or path.is_dir()) else path
        path = path.parent / path.readlink()
    raise OSError(ELOOP, os.strerror(ELOOP), str(path))


def _keep_mode(old: Path, new: Path) -> None:
    """Give the new file the owner, the mode and the access list of the old one."""
    was = old.stat()
    with suppress(PermissionError):  # only root may give a file away
        if hasattr(os, "chown"):
            os.chown(new, was.st_uid, was.st_gid)
    from shutil import copystat  # late: it loads every archive format

    copystat(old, new)
