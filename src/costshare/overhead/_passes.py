"""How support departments pass costs on, by each method: exact, and never rounded.

A method says who passes what on to whom, as `Pass` values; amounts, the matrix and each derivation
follow from these.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

from costshare.apportionment import scale_to_whole
from costshare.errors import CostshareError, some_of
from costshare.overhead._read import ByDepartment, Services
from costshare.overhead._solve import solve

Use = Mapping[str, Mapping[str, int]]
"""What each giver serves others, in whole numbers; without itself and without zeros."""


class Part(NamedTuple):
    """Costs that are passed on by one kind of use: all costs, or the fixed or variable ones.

    Attributes
    ----------
    name : str or None
        "fixed" or "variable"; None where costs are not parted.
    costs : mapping of str to Fraction
        Own costs of each giver.
    use : mapping of str to mapping of str to int
        What each giver serves others.
    """

    name: str | None
    costs: ByDepartment
    use: Use

    @classmethod
    def of(cls, name: str | None, costs: ByDepartment, services: Services) -> "Part":
        """Take the costs of the givers, and leave out what a department serves itself.

        What it serves itself changes no amount: of what it passes on, that much comes back, and is
        passed on again in the same proportions.
        """
        use = {}
        for giver, own in services.items():
            others = {to: each for to, each in own.items() if each and to != giver}
            use[giver] = dict(zip(others, scale_to_whole([*others.values()]), strict=True))
        return cls(name, {giver: costs[giver] for giver in use}, use)

    def use_by(self, others: Collection[str], giver: str) -> dict[str, int]:
        """Return what a giver serves operating departments, and those support departments."""
        own = self.use[giver]
        return {name: own[name] for name in own if name not in self.use or name in others}


class Pass(NamedTuple):
    """What one department passes on at one time, in proportion to what it serves some others.

    Attributes
    ----------
    giver : str
        Name of the department.
    part : str or None
        Which of its costs these are, as in `Part`.
    amount : Fraction
        All that it passes on.
    to : mapping of str to int
        Weight of each receiver.
    """

    giver: str
    part: str | None
    amount: Fraction
    to: Mapping[str, int]

    @property
    def rate(self) -> Fraction:
        """Amount for each unit of weight."""
        return self.amount / sum(self.to.values())


def received(passes: Collection[Pass]) -> dict[str, Fraction]:
    """Add up what each department receives, over one common denominator."""
    rates = [each.rate for each in passes]
    common = lcm(*(rate.denominator for rate in rates))
    sums: dict[str, int] = {}
    for rate, each in zip(rates, passes, strict=True):
        above = rate.numerator * (common // rate.denominator)
        for name, weight in each.to.items():
            sums[name] = sums.get(name, 0) + above * weight
    return {name: Fraction(above, common) for name, above in sums.items()}


def direct(part: Part) -> list[Pass]:
    """Pass on to operating departments alone."""
    return _in_turn(
        part,
        ((giver, part.use_by((), giver)) for giver in part.use),
        "serves no operating department, to which alone the direct method passes costs on",
        "use step_down or reciprocal",
    )


def step_down(part: Part, order: Sequence[str]) -> list[Pass]:
    """Pass on to operating departments, and to those support departments that follow."""
    return _in_turn(
        part,
        ((giver, part.use_by(order[at:], giver)) for at, giver in enumerate(order, start=1)),
        f"serves none that follow it in the order {some_of(list(order))}",
        "place it earlier",
    )


def _in_turn(
    part: Part, turns: Iterable[tuple[str, dict[str, int]]], why: str = "", way_out: str = ""
) -> list[Pass]:
    """Pass on, one department after the other, what each has by then."""
    has = dict(part.costs)
    passes = []
    for giver, to in turns:
        if not has[giver]:
            continue
        if not to:
            raise _cannot_pass([giver], part, why, way_out)
        done = Pass(giver, part.name, has[giver], to)
        passes.append(done)
        for name, weight in to.items():
            if name in has:
                has[name] += done.rate * weight
    return passes


def reciprocal(part: Part) -> list[Pass]:
    """Pass on at once what the simultaneous equations give."""
    givers = _passing(part)
    if not givers:
        return []
    place = {giver: at for at, giver in enumerate(givers)}
    # One column for each giver, in cost for each unit of weight: the totals that it passes on,
    # less what it passes on to each other giver.
    matrix = [[0] * len(givers) for _ in givers]
    for giver, at in place.items():
        matrix[at][at] = sum(part.use[giver].values())
        for name, weight in part.use[giver].items():
            if name in place:
                matrix[place[name]][at] = -weight
    scale = lcm(*(part.costs[giver].denominator for giver in givers))
    rates, below = solve(matrix, [int(part.costs[giver] * scale) for giver in givers])
    below *= scale
    return [
        Pass(giver, part.name, Fraction(rate * matrix[at][at], below), part.use[giver])
        for at, (giver, rate) in enumerate(zip(givers, rates, strict=True))
        if rate
    ]


class Round(NamedTuple):
    """One round of repeated distribution, and what the support departments then have."""

    passes: list[Pass]
    left: dict[str, Fraction]


def rounds(part: Part) -> Iterator[Round]:
    """Pass on to all others, one department after the other, again and again."""
    givers = _passing(part)
    # Amounts are whole numbers over a common denominator, which grows with each pass.
    below = lcm(*(part.costs[giver].denominator for giver in givers))
    has = {giver: int(part.costs[giver] * below) for giver in givers}
    while True:
        passes = []
        for giver in givers:
            amount, to = has[giver], part.use[giver]
            if not amount:
                continue
            total = sum(to.values())
            passes.append(Pass(giver, part.name, Fraction(amount, below), to))
            below *= total
            has = {name: each * total for name, each in has.items()}
            has[giver] = 0
            for name, weight in to.items():
                if name in has:
                    has[name] += amount * weight
        common = gcd(below, *has.values())
        below //= common
        has = {name: each // common for name, each in has.items()}
        yield Round(passes, {name: Fraction(each, below) for name, each in has.items()})


def last_round(part: Part, left: ByDepartment) -> list[Pass]:
    """Pass on what is left to operating departments alone, where one serves any.

    A department that serves only support departments passes its rest on, before their turn, to
    those of them that are nearer to an operating department.
    """
    steps = _steps_to_operating(part)
    nearer = {
        giver: [name for name, count in steps.items() if count < steps[giver]] for giver in steps
    }
    turns = (
        (giver, part.use_by(nearer[giver], giver))
        for giver in sorted(steps, key=lambda giver: -steps[giver])
    )
    return _in_turn(Part(part.name, left, part.use), turns)


def _steps_to_operating(part: Part) -> dict[str, int]:
    """Count the passes from each giver to the nearest operating department; skip those without."""
    steps: dict[str, int] = {}
    new = [giver for giver in part.use if part.use_by((), giver)]
    count = 1
    while new:
        steps |= dict.fromkeys(new, count)
        count += 1
        left = [giver for giver in part.use if giver not in steps]
        new = [giver for giver in left if steps.keys() & part.use[giver]]
    return steps


def _passing(part: Part) -> list[str]:
    """Find the givers whose costs all reach operating departments; the others have none.

    Raises
    ------
    CostshareError
        If costs would go round for ever among departments that serve no operating one: then the
        simultaneous equations have no solution, or many.
    """
    steps = _steps_to_operating(part)
    stuck = [giver for giver in part.use if giver not in steps]
    lost = set(stuck)
    while new := {giver for giver in part.use.keys() - lost if lost & part.use[giver].keys()}:
        lost |= new
    sources = [giver for giver in part.use if giver in lost and part.costs[giver]]
    if sources:
        others = [giver for giver in sources if giver not in stuck]
        from_others = f", and receive costs of {some_of(others)}" if others else ""
        only = "nobody but each other" if len(stuck) > 1 else "nobody else"
        verb = "serve" if len(stuck) > 1 else "serves"
        raise _cannot_pass(stuck, part, f"{verb} {only}{from_others}")
    return [giver for giver in part.use if giver not in lost]


def _cannot_pass(names: Sequence[str], part: Part, why: str, way_out: str = "") -> CostshareError:
    """Build the error for departments whose costs cannot be passed on.

    Without a way out, other departments that they serve are asked for.
    """
    which = "" if part.name is None else f"{part.name} "
    is_one = len(names) == 1
    if is_one and not part.use[names[0]]:
        why, way_out = "serves nobody", ""
    it, its, serve, keep = (
        ("it", "its", "serves", "keeps") if is_one else ("they", "their", "serve", "keep")
    )
    way_out = way_out or f"add to services what {it} {serve} other departments"
    them = "it" if is_one else "them"
    listed = some_of(list(names))
    return CostshareError(
        f"{which}costs of {listed} cannot be passed on: {listed} {why}; {way_out}, or leave "
        f"{them} out of services, so that {it} {keep} {its} costs"
    )
