"""The lines of a fee: what is rounded on its own where a contract rounds each line."""

from collections.abc import Sequence
from fractions import Fraction

from costshare.models._term import Term


def lines_of(terms: Sequence[Term], member: str) -> tuple[tuple[Term, ...], ...]:
    """Group the terms of a model into the lines of one member's fee.

    All that is charged for one resource is one line: tiers, a free allowance, a commitment and a
    minimum are parts of it. A bound is on the whole fee, so who is held at one has a single line.
    """
    if any(member in (term.binding or ()) and term.quotas[member] for term in terms):
        return (tuple(terms),)
    lines: dict[str | int, list[Term]] = {}
    for position, term in enumerate(terms):
        lines.setdefault(position if term.line is None else term.line, []).append(term)
    return tuple(map(tuple, lines.values()))


def line_quota(line: Sequence[Term], member: str) -> Fraction:
    """One member's exact amount of a line."""
    return sum((term.quotas[member] for term in line), Fraction(0))
