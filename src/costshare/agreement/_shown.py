"""Numbers of a derivation as they are shown: results, and sums of parts."""

from collections.abc import Sequence
from fractions import Fraction

from costshare.results import APPROXIMATELY, digits_of, number
from costshare.words import Figure, join


def equals(exact: Fraction, shown: Fraction) -> Figure:
    """Write "= 1.5", or "≈ 0.333333" where digits are left out."""
    return Figure(f"{'=' if exact == shown else APPROXIMATELY} {digits_of(exact, shown)}")


def result(exact: Fraction, shown: Fraction) -> Figure:
    """Write what is shown of a number, marked where digits are left out."""
    return digits_of(exact, shown) if shown == exact else equals(exact, shown)


def sum_of(parts: Sequence[Fraction], exact: Fraction, shown: Fraction) -> str:
    """Write the sum of parts as shown; one part is its own sum."""
    if len(parts) == 1:
        return result(exact, shown)
    subtracts = max(parts) > 0
    first, *others = parts
    added: list[str] = [number(first)]
    for part in others:
        added += ["-", number(-part)] if part < 0 and subtracts else ["+", number(part)]
    return join(" ", [*added, equals(exact, shown)])
