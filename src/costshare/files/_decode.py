"""The bytes of a text file as text, in the encoding that the caller names."""

from pathlib import Path

from costshare.errors import CostshareError, quoted
from costshare.fields import given_as


def decode(path: Path, data: bytes, encoding: str) -> str:
    """Decode a file.

    Raises
    ------
    CostshareError
        If the encoding is unknown, or the file is not in it.
    """
    encoding = given_as(str, encoding, "encoding", "its name, such as 'utf-8'")
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        reason = getattr(error, "reason", error)
        msg = f"{path.name} is not in {encoding}: {reason}; pass its encoding=…"
        raise CostshareError(msg) from None
    except (LookupError, ValueError):
        msg = f"encoding {quoted(encoding)} is unknown; pass one like 'utf-8', 'cp1252' or 'cp437'"
        raise CostshareError(msg) from None
