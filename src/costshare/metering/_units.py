"""Units of data and computing, and exact conversion between those that measure the same thing.

Decimal prefixes are powers of 1000 and binary ones of 1024: IEC 80000-13:2008, clause 4 (kibi to
exbi; 1 GiB = 1 073 741 824 B), and for bytes and bits items 13-9.b and 13-9.c, 1 B = 8 bit. The
factors are also in Red Hat Enterprise Linux 7, Installation Guide, appendix G. "KB" and "Mb"
are not units here: some mean 1000 by them and some 1024, some bits and some bytes.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from costshare.amounts import read_amount
from costshare.errors import CostshareError, unknown_name
from costshare.fields import given_as

# Names of time, in seconds. A day is 24 hours: a unit cannot know of daylight saving. A month has
# no exact length, and is left out.
SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}

_DECIMAL = {prefix: 1000**power for power, prefix in enumerate(("", "k", "M", "G", "T", "P", "E"))}
_BINARY = {f"{p}i": 1024**power for power, p in enumerate(("K", "M", "G", "T", "P", "E"), 1)}
_SIZES = {
    **{f"{prefix}B": ("data", 8 * by) for prefix, by in (_DECIMAL | _BINARY).items()},
    **{f"{prefix}bit": ("data", by) for prefix, by in (_DECIMAL | _BINARY).items()},
    # A core and a vCPU (often one thread of a core) are not the same thing: no conversion.
    "core": ("core", 1),
    "vCPU": ("vCPU", 1),
}
_FORM = re.compile(r"(?P<size>[A-Za-z]+)(?:-(?P<times>[a-z]+?)s?|/(?P<per>[a-z]+))?")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit measures, and how much of it.

    Parameters
    ----------
    kind : str
        Data, core or vCPU.
    time : int
        1 where it is multiplied by time (core-hours), -1 where it is divided by it (Mbit/s).
    factor : Fraction
        Its size in bits or cores, and seconds.
    """

    kind: str
    time: int
    factor: Fraction

    def per(self, seconds: int) -> "Unit":
        """Divide by a time in seconds: the unit of a rate."""
        return Unit(self.kind, self.time - 1, self.factor / seconds)


def read_unit(text: object) -> Unit:
    """Read a unit such as ``GiB``, ``core``, ``core-hours``, ``GB-days`` or ``Mbit/s``."""
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    if not found or found["size"] not in _SIZES:
        size = found["size"] if found else text
        raise unknown_name("unit", size, _SIZES)
    kind, factor = _SIZES[found["size"]]
    word = found["times"] or found["per"]
    if word is None:
        return Unit(kind, 0, Fraction(factor))
    word = "second" if word == "s" and found["per"] else word
    if word not in SECONDS:
        raise unknown_name(f"time in unit {text!r}:", word, SECONDS)
    if found["times"]:
        return Unit(kind, 1, Fraction(factor) * SECONDS[word])
    return Unit(kind, -1, Fraction(factor, SECONDS[word]))


def read_time(word: object, *more: str) -> str:
    """Read a unit of time, ``s`` among them, or one more word."""
    known = (*SECONDS, *more)
    word = "second" if given_as(str, word, "per", "'hour' or 'day'") == "s" else word
    if word not in known:
        raise unknown_name("unit of time", word, known)
    return str(word)


def conversion(unit: str, to: str) -> Fraction:
    """Find the number of the one unit that makes up the other; exact, or an error."""
    one, other = read_unit(unit), read_unit(to)
    if (one.kind, one.time) != (other.kind, other.time):
        raise different(unit, to)
    return one.factor / other.factor


def different(unit: str, to: str) -> CostshareError:
    """Say that nothing converts one unit to the other."""
    msg = f"{unit} and {to} measure different things; convert within one of them"
    return CostshareError(msg)


def convert(quantity: object, unit: str, to: str) -> Fraction:
    """Convert a quantity to another unit of the same thing, exactly.

    Units are B and bit with decimal (k to E) or binary (Ki to Ei) prefixes, core and vCPU; each
    of them times seconds, minutes, hours or days (``core-hours``), or per one of these
    (``Mbit/s``).

    Parameters
    ----------
    quantity : number
        How much.
    unit, to : str
        The unit it is in, and the new one.

    Returns
    -------
    Fraction
        The same quantity in the other unit.

    Raises
    ------
    CostshareError
        If a unit is unknown, or two units do not measure the same thing.

    References
    ----------
    IEC 80000-13:2008, Quantities and units, part 13: Information science and technology,
    clause 4, prefixes for binary multiples.

    Examples
    --------
    >>> from costshare.metering import convert
    >>> convert(1, "GiB", "GB")
    Fraction(2097152, 1953125)
    >>> convert(36, "core-hours", "core-days")
    Fraction(3, 2)
    >>> convert(1, "GB", "core")
    Traceback (most recent call last):
    costshare.errors.CostshareError: GB and core measure different things; convert within one of \
them
    """
    return read_amount(quantity, "quantity") * conversion(unit, to)
