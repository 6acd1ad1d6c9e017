"""A model within bounds: what they cut off is shared by the others, in the model's proportions."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from costshare.amounts import plain
from costshare.apportionment import scale_to_whole, share_within
from costshare.errors import CostshareError, some_of
from costshare.models._bounds import Bound, Bounds, FixedPart, Reach, bounds_of, strictest
from costshare.models._facts import Facts
from costshare.models._model import AroundModel, Model, add_terms, terms_of
from costshare.models._term import Term, share_difference, shared
from costshare.words import say, say_some


@dataclass(frozen=True, slots=True)
class Declared:
    """What a model of bounds and those inside it declare.

    Attributes
    ----------
    bounds : tuple of Bound
        Bounds; all apply.
    fixed : tuple of FixedPart
        What is fixed for some members.
    facts : Facts or None
        Facts of the others, who share the rest by the innermost model; None if there are no others.
    rest : Fraction or None
        Rest of the total, of zero or more; None without a total.
    """

    bounds: tuple[Bound, ...]
    fixed: tuple[FixedPart, ...]
    facts: Facts | None
    rest: Fraction | None

    @property
    def of_all(self) -> list[Bound]:
        """The bounds, with what is fixed as bounds of both sides."""
        return [*self.bounds, *(bound for part in self.fixed for bound in part.bounds)]

    @property
    def of_fees(self) -> dict[str, Bounds]:
        """The least and the most fee of every member that has a bound on its fee."""
        return bounds_of([bound for bound in self.of_all if bound.is_of_fees])


@dataclass(frozen=True, slots=True)
class _Within:
    """What a model charges, and what it is within bounds: sizes, of one sign.

    Attributes
    ----------
    charged, sizes : mapping of str to Fraction
        By member, what the model charges, and what is left of it, or added to it, within bounds.
    free : set of str
        Members that no bound binds.
    sign : int
        1 for charges, -1 for credits.
    """

    charged: Mapping[str, Fraction]
    sizes: Mapping[str, Fraction]
    free: set[str]
    sign: int

    def moves(self, declared: Sequence[Bound]) -> Iterator[Term]:
        """Yield a term for each binding bound, and one for what the others take over."""
        sizes, free, sign = self.sizes, self.free, self.sign
        changes = {name: sign * (sizes[name] - each) for name, each in self.charged.items()}
        binding = {
            name: _binding(declared, name, size) for name, size in sizes.items() if name not in free
        }
        taken = {n: each if n in free else Fraction(0) for n, each in self.charged.items()}
        yield from _bound_terms(declared, binding, changes, sign)
        yield from taken_over(taken, changes, sign)


class WithinBounds(AroundModel):
    """Base of models that keep the quotas of another model within bounds.

    A quota is clamp(λ × the other model's quota), with the one λ that gives the total. Without a
    total λ is 1, and the total follows. Bounds are on sizes: they are the same for a credit as
    for a charge. Where the fees of some members are fixed, the model shares the rest of the total
    among the others, as if these were all members.
    """

    @abstractmethod
    def own_bounds(self, facts: Facts, total: Fraction | None) -> list[Bound]:
        """Return the bounds that this model declares; `total` is zero or more."""

    def own_fixed(self, facts: Facts, total: Fraction | None) -> list[FixedPart]:
        """Return what this model fixes for some members; `total` is zero or more."""
        return []

    @abstractmethod
    def way_out(self, sizes: Mapping[str, Fraction], total: Fraction, *, is_maximum: bool) -> str:
        """Say what to do where the total does not fit the minima, or the maxima."""

    @property
    def core(self) -> Model:
        """The innermost model, which has no bounds itself."""
        return self.model.core if isinstance(self.model, WithinBounds) else self.model

    def declared(self, facts: Facts, total: Fraction | None) -> Declared:
        """Return what this model and the models of bounds inside it declare.

        A model inside one that fixes something is about the others, and about the rest.
        """
        rest = None if total is None else abs(total)
        fixed = self.own_fixed(facts, rest)
        others: Facts | None = facts
        if fixed:
            others, rest = _rest(fixed, facts, rest)
        if others is None:
            return Declared((), tuple(fixed), None, rest)
        bounds = self.own_bounds(others, None if total is None else abs(total))
        if not isinstance(self.model, WithinBounds):
            return Declared(tuple(bounds), tuple(fixed), others, rest)
        inner = self.model.declared(others, rest)
        return replace(inner, bounds=(*bounds, *inner.bounds), fixed=(*fixed, *inner.fixed))

    def bounds(self, facts: Facts, total: Fraction | None) -> dict[str, Bounds]:
        """Return the least and the most fee of every member that has a bound on its fee."""
        return self.declared(facts, total).of_fees

    def quotas_and_bounds(
        self, facts: Facts, total: Fraction | None
    ) -> tuple[dict[str, Fraction], dict[str, Bounds]]:
        """Return the quotas and the bounds of fees without the terms, for many runs."""
        declared, _, within = self._shared(facts, total)
        quotas = {name: within.sign * size for name, size in within.sizes.items()}
        for part in declared.fixed:
            quotas |= {name: within.sign * size for name, size in part.amounts.items()}
        return {name: quotas[name] for name in facts.names}, declared.of_fees

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return what is fixed, the model's terms, one for each binding bound, what others take."""
        declared, inner, within = self._shared(facts, total)
        terms = (*inner, *within.moves(declared.bounds))
        if not declared.fixed:
            return terms
        fixed = [_fixed_term(part, within.sign) for part in declared.fixed]
        return tuple(_for_all(term, facts) for term in (*fixed, *terms))

    def _shared(
        self, facts: Facts, total: Fraction | None
    ) -> tuple[Declared, tuple[Term, ...], _Within]:
        """Share what is not fixed by the innermost model, and put it within the bounds."""
        declared = self.declared(facts, total)
        bounds = bounds_of(declared.of_all)
        sign = -1 if total is not None and total < 0 else 1
        if declared.facts is None:
            return declared, (), _Within({}, {}, set(), sign)
        rest = None if declared.rest is None else sign * declared.rest
        inner = terms_of(self.core, declared.facts, rest)
        of_quotas, charged = sizes_of(add_terms(declared.facts, inner))
        sign = of_quotas if any(charged.values()) else sign
        if rest is None:
            sizes = {name: bounds.get(name, Bounds()).clamp(each) for name, each in charged.items()}
            free = {name for name, each in charged.items() if sizes[name] == each}
        else:
            if off := share_difference(inner):
                msg = f"rounded shares miss the total by {plain(off)}, which bounds would share "
                msg += "again; put RoundedShares around the bounds, or round the shares by "
                raise CostshareError(msg + "method='largest_remainder'")
            its = {name: bounds[name] for name in charged if name in bounds}
            self._check_reach(its, charged, abs(rest), "rest" if declared.fixed else "total")
            sizes, free = _filled(charged, its, abs(rest))
        return declared, inner, _Within(charged, sizes, free, sign)

    def _check_reach(
        self,
        bounds: Mapping[str, Bounds],
        sizes: Mapping[str, Fraction],
        total: Fraction,
        what: str,
    ) -> None:
        """Raise if the members cannot pay the total within their bounds."""
        reach = Reach.of(bounds, sizes)
        for reason, is_maximum in (
            (reach.too_little(total, what), False),
            (reach.too_much(total, what), True),
        ):
            if reason is not None:
                raise CostshareError(
                    f"{reason}; {self.way_out(sizes, total, is_maximum=is_maximum)}"
                )


def _rest(
    fixed: Sequence[FixedPart], facts: Facts, total: Fraction | None
) -> tuple[Facts | None, Fraction | None]:
    """Return the facts of the others, and what they share; raise where that does not fit."""
    amounts = {name: amount for part in fixed for name, amount in part.amounts.items()}
    is_for_all = len(amounts) == len(facts.names)
    others = None if is_for_all else facts.without(amounts)
    if total is None:
        return others, None
    rest = total - sum(amounts.values(), Fraction(0))
    each = some_of([f"{name} {plain(amount)}" for name, amount in amounts.items()])
    if rest < 0:
        msg = (
            f"what is fixed sums to {plain(total - rest)} ({each}), {plain(-rest)} more than the "
            f"total {plain(total)}; lower a fixed share or amount, or raise the total"
        )
        raise CostshareError(msg)
    if is_for_all and rest:
        msg = (
            f"what is fixed for all members sums to {plain(total - rest)} ({each}), {plain(rest)} "
            f"less than the total {plain(total)}; fix nothing for one of them, which pays the rest"
        )
        raise CostshareError(msg)
    return others, rest


def sizes_of(quotas: Mapping[str, Fraction]) -> tuple[int, dict[str, Fraction]]:
    """Return the sign of quotas, -1 for credits, and their sizes; raise if they have both signs."""
    sign = -1 if sum(quotas.values()) < 0 else 1
    sizes = {name: sign * quota for name, quota in quotas.items()}
    for name, size in sizes.items():
        if size < 0:
            msg = (
                f"quota of {name} is {plain(quotas[name])}, of another sign than the sum; put "
                "charges and credits in pools of their own"
            )
            raise CostshareError(msg)
    return sign, sizes


def _fixed_term(part: FixedPart, sign: int) -> Term:
    """Make the term of what is fixed."""
    quotas = {name: sign * amount for name, amount in part.amounts.items()}
    is_amount = part.rate == 1
    return Term(
        role="fixed",
        label=part.label,
        driver=None,
        amount=sum(quotas.values(), Fraction(0)),
        weights=quotas if is_amount else part.weights,
        rate=Fraction(1) if is_amount else sign * part.rate,
        quotas=quotas,
        binding=quotas,
    )


def _for_all(term: Term, facts: Facts) -> Term:
    """Let a term name all members: those that it is not about have a weight of zero."""
    out = [name for name in facts.names if name not in term.quotas]

    def filled(amounts: Mapping[str, Fraction]) -> dict[str, Fraction]:
        return {name: amounts.get(name, Fraction(0)) for name in facts.names}

    its = term.use
    if term.driver is not None:
        # A record keeps the driver of a member that it does not charge by.
        known = [name for name in out if term.driver in facts.of(name)]
        read = facts.only(known).read(term.driver) if known else {}
        its = {**term.driver_values, **read} if read else its
    return replace(
        term,
        weights=filled(term.weights),
        quotas=filled(term.quotas),
        use=None if its is None else filled(its),
    )


def _filled(
    sizes: Mapping[str, Fraction], bounds: Mapping[str, Bounds], total: Fraction
) -> tuple[dict[str, Fraction], set[str]]:
    """Share a total within bounds, in proportion to sizes; also name the free members."""
    names = list(sizes)
    every = [bounds.get(name, Bounds()) for name in names]
    parts, free = share_within(
        total,
        list(map(Fraction, scale_to_whole(list(sizes.values())))),
        [each.lowest for each in every],
        [each.highest for each in every],
        _in_proportion,
    )
    return dict(zip(names, parts, strict=True)), {names[position] for position in free}


def _in_proportion(total: Fraction, weights: Sequence[Fraction]) -> list[Fraction]:
    """Share a total in proportion to whole weights."""
    below = total.denominator * sum(weight.numerator for weight in weights)
    return [Fraction(total.numerator * weight.numerator, below) for weight in weights]


def _binding(declared: Sequence[Bound], member: str, size: Fraction) -> Bound | None:
    """Find the binding bound of a member; None for one that is charged nothing and need not pay."""
    most = strictest(declared, member, is_maximum=True)
    if most is not None and most.amounts[member] == size:
        return most
    return strictest(declared, member, is_maximum=False) if size else None


def _bound_terms(
    declared: Sequence[Bound],
    binding: Mapping[str, Bound | None],
    changes: Mapping[str, Fraction],
    sign: int,
) -> Iterator[Term]:
    """Make a term for each bound that binds, or has a driver, which a reader must see."""
    for bound in declared:
        bound_at = {name: sign * bound.amounts[name] for name, by in binding.items() if by is bound}
        if bound_at or bound.driver is not None:
            its = {name: changes[name] if name in bound_at else Fraction(0) for name in changes}
            yield Term(
                role="bound",
                label=bound.label,
                driver=bound.driver,
                amount=sum(its.values(), Fraction(0)),
                weights=its if bound.weights is None else bound.weights,
                rate=Fraction(1) if bound.rate is None else bound.rate,
                quotas=its,
                binding=bound_at,
                prorated=bound.prorated,
            )


def taken_over(
    weights: Mapping[str, Fraction], changes: Mapping[str, Fraction], sign: int
) -> Iterator[Term]:
    """Share what free members take over, or are relieved of, in the model's proportions."""
    amount = sum((changes[name] for name, weight in weights.items() if weight), Fraction(0))
    if amount:
        # Members whose bound takes them below the model, or above it.
        why = [name for name, change in changes.items() if change * amount < 0]
        names = say_some(why, 3)
        label = (
            say("taken over from {names}", names=names)
            if sign * amount > 0
            else say("taken off by {names}", names=names)
        )
        term = shared(label, None, amount, weights)
        yield replace(term, role="taken_over")
