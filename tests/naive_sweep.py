"""The sweep told naively: every share at which two claims can change places, one by one."""

from fractions import Fraction
from functools import partial
from math import ceil, floor

import costshare as cs


def fees_at(total, members, share, **rules):
    return cs.allocate(total, cs.Mixed(flat_share=share), members, **rules).member_totals


def fees_between(total, members, share, models, **rules):
    first, second = models
    blend = cs.Blend(parts=[(1 - share, first), (share, second)])
    return cs.allocate(total, blend, members, **rules).member_totals


def naive_pieces(total, members, models=None, **rules):
    """Fees at and between all shares where two quotas differ by a whole number, or one is whole."""
    if models is None:
        fees_of = fees_at
        ends = [cs.Mixed(flat_share=share).quotas(members, total) for share in (0, 1)]
    else:
        fees_of = partial(fees_between, models=models)
        ends = [model.quotas(members, total) for model in models]
    size = Fraction(rules.get("unit", 1))
    lines = [(ends[0][name] / size, ends[1][name] / size) for name in members]
    lines += [(a - c, b - d) for a, b in lines for c, d in lines]
    shares = {Fraction(0), Fraction(1)}
    for first, last in lines:
        if first != last:
            low, high = sorted((first, last))
            shares |= {
                (whole - first) / (last - first) for whole in range(ceil(low), floor(high) + 1)
            }
    ordered = sorted(shares)
    pieces = []
    for share, following in zip(ordered, [*ordered[1:], None], strict=True):
        pieces.append((share, fees_of(total, members, share, **rules)))
        if following is not None:
            pieces.append((None, fees_of(total, members, (share + following) / 2, **rules)))
    return pieces
