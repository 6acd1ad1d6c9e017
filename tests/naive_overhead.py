"""Costs passed on by other formulas than those of costshare: by origin, and by Gauss.

Shares are of all service, and what a department serves itself is kept in the equations.
"""

from fractions import Fraction

from hypothesis import strategies as st


def ends(costs, weights, later):
    """What ends where, if each giver passes on to `later(giver)` and operating departments."""

    def of(giver):
        own = {
            to: Fraction(each)
            for to, each in weights[giver].items()
            if each and to != giver and (to not in weights or to in later(giver))
        }
        ended = {}
        for to, each in own.items():
            further = of(to) if to in weights else {to: 1}
            for last, part in further.items():
                ended[last] = ended.get(last, 0) + each / sum(own.values()) * part
        return ended

    by_origin = {giver: of(giver) for giver in weights if costs[giver]}
    return {
        name: own + sum(costs[giver] * ended.get(name, 0) for giver, ended in by_origin.items())
        for name, own in costs.items()
        if name not in weights
    }


def simultaneous(costs, weights):
    """What ends on each operating department, by Gauss on shares that include self-service."""
    givers = list(weights)
    shares = {
        giver: {to: Fraction(each) / sum(map(Fraction, own.values())) for to, each in own.items()}
        for giver, own in weights.items()
    }
    rows = [
        [Fraction(one == other) - shares[other].get(one, 0) for other in givers]
        + [Fraction(costs[one])]
        for one in givers
    ]
    for at in range(len(givers)):
        pivot = next(row for row in range(at, len(givers)) if rows[row][at])
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [each / rows[at][at] for each in rows[at]]
        for row in range(len(givers)):
            if row != at:
                factor = rows[row][at]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[at], strict=True)]
    gross = {giver: row[-1] for giver, row in zip(givers, rows, strict=True)}
    return {
        name: own + sum(gross[giver] * shares[giver].get(name, 0) for giver in givers)
        for name, own in costs.items()
        if name not in weights
    }


SMALL = st.one_of(st.just(0), st.integers(0, 9), st.sampled_from([Fraction(1, 3), Fraction(5, 2)]))
QUANTITIES = SMALL | st.just(10**20)


@st.composite
def towns(draw, between=SMALL):
    """Costs and services; each support department serves an operating one, `between` each other."""
    givers = [f"S{at}" for at in range(draw(st.integers(1, 4)))]
    others = [f"O{at}" for at in range(draw(st.integers(1, 3)))]
    amounts = st.one_of(st.integers(-99, 999), st.fractions(-50, 500, max_denominator=9))
    costs = {name: draw(amounts) for name in draw(st.permutations([*givers, *others]))}
    services = {}
    for giver in draw(st.permutations(givers)):
        own = {name: draw(between) for name in givers}
        own |= {name: draw(QUANTITIES) for name in others}
        if not any(own[name] for name in others):
            own[draw(st.sampled_from(others))] = draw(st.integers(1, 9))
        services[giver] = own
    return costs, services
