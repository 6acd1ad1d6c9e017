"""The price list that most fees fit: the deepest point among strips of the plane.

Each fee allows a strip of (base, rate). Where open ends are moved in by an endless little e, some
deepest point is a crossing of two borders, so all crossings are looked at. Numbers are x + y·e,
compared first by x, then by y.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from costshare.inference._condition import Condition
from costshare.inference._rounded import Rounded

# With more fees, the crossings of these many alone are looked at, and nothing is proven.
MOST_FEES = 24

_Line = tuple[int, int, int, int]
# The coordinates' x and y over one positive denominator.
_Crossing = tuple[int, int, int, int, int]


def most_fees(rule: Rounded, own: Sequence[Condition]) -> tuple[tuple[int, ...], bool]:
    """Find the most fees that one base and rate reproduce, and whether more is ruled out."""
    fees = range(len(rule.fees))
    strips = [[_line(each) for each in rule.of_fee(at)] for at in fees]
    sides = [_line(each) for each in own]
    step = -(-len(strips) // MOST_FEES)
    chosen = strips[::step]
    best: tuple[int, ...] = ()
    for point in _crossings([*sides, *(line for strip in chosen for line in strip)]):
        if all(_inside(side, point) for side in sides):
            fitting = _fitting(strips, point, len(fees) - len(best))
            if len(fitting) > len(best):
                best = fitting
    return best, len(chosen) == len(strips)


def _fitting(strips: Sequence[Sequence[_Line]], point: _Crossing, most: int) -> tuple[int, ...]:
    """The strips that a point lies in; some of them, where it is outside so many."""
    fitting: list[int] = []
    x, y, more_x, more_y, below = point
    for at, strip in enumerate(strips):
        # As `_inside`, written out: it is asked of all strips at each crossing.
        for a, b, bound, end in strip:
            excess = a * x + b * y - bound * below
            if excess > 0 or (not excess and a * more_x + b * more_y > end * below):
                if at + 1 - len(fitting) >= most:
                    return tuple(fitting)
                break
        else:
            fitting.append(at)
    return tuple(fitting)


def _line(condition: Condition) -> _Line:
    """a·x + b·y <= c + d·e, where d is -1 for an open end."""
    a, b = condition.coefficients
    return a, b, condition.bound, -1 if condition.strict else 0


def _crossings(lines: Sequence[_Line]) -> Iterator[_Crossing]:
    for (a, b, c, d), (p, q, r, s) in combinations(lines, 2):
        area = a * q - b * p
        if area:
            sign = 1 if area > 0 else -1
            yield (
                sign * (c * q - b * r),
                sign * (a * r - c * p),
                sign * (d * q - b * s),
                sign * (a * s - d * p),
                sign * area,
            )


def _inside(line: _Line, point: _Crossing) -> bool:
    a, b, bound, end = line
    x, y, more_x, more_y, below = point
    excess = a * x + b * y - bound * below
    return excess < 0 or (not excess and a * more_x + b * more_y <= end * below)
