"""A model within bounds: what they cut off is shared by the others, in the model's proportions."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Self

from costshare.amounts import plain
from costshare.apportionment import share_within
from costshare.errors import CostshareError
from costshare.models._bounds import Bound, Bounds, Reach, bounds_of, strictest
from costshare.models._facts import Facts
from costshare.models._model import AnyModel, Model, RuleModel, add_terms, terms_of
from costshare.models._term import Term, share_difference, shared
from costshare.words import say, say_some


class WithinBounds(RuleModel):
    """Base of models that keep the quotas of another model within bounds.

    A quota is clamp(λ × the other model's quota), with the one λ that gives the total. Without a
    total λ is 1, and the total follows. Bounds are on sizes: they are the same for a credit as
    for a charge.
    """

    model: AnyModel

    @abstractmethod
    def own_bounds(self, facts: Facts, total: Fraction | None) -> list[Bound]:
        """Return the bounds that this model declares; `total` is zero or more."""

    @abstractmethod
    def way_out(self, sizes: Mapping[str, Fraction], total: Fraction, *, is_maximum: bool) -> str:
        """Say what to do where the total does not fit the minima, or the maxima."""

    @property
    def _inner(self) -> tuple[Model, ...]:
        """The model that the bounds are around."""
        return (self.model,)

    @property
    def core(self) -> Model:
        """The innermost model, which has no bounds itself."""
        return self.model.core if isinstance(self.model, WithinBounds) else self.model

    def declared_bounds(self, facts: Facts, total: Fraction | None) -> list[Bound]:
        """Return the bounds of this model and of the models of bounds inside it; all apply."""
        inner = (
            self.model.declared_bounds(facts, total) if isinstance(self.model, WithinBounds) else []
        )
        return [*self.own_bounds(facts, None if total is None else abs(total)), *inner]

    def bounds(self, facts: Facts, total: Fraction | None) -> dict[str, Bounds]:
        """Return the least and the most fee of every member that has a bound."""
        return bounds_of(self.declared_bounds(facts, total))

    def times(self, factor: Fraction) -> Self:
        """Return the same bounds around the model with its amounts multiplied."""
        model = self.model
        return self.replace(model=model.times(factor) if isinstance(model, RuleModel) else model)

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return the model's terms, one for each binding bound, and what others take over."""
        inner = terms_of(self.core, facts, total)
        quotas = add_terms(facts, inner)
        sign = -1 if sum(quotas.values()) < 0 else 1
        sizes = {name: sign * quota for name, quota in quotas.items()}
        for name, size in sizes.items():
            if size < 0:
                msg = (
                    f"quota of {name} is {plain(quotas[name])}, of another sign than the sum; put "
                    "charges and credits in pools of their own"
                )
                raise CostshareError(msg)
        declared = self.declared_bounds(facts, total)
        bounds = bounds_of(declared)
        if total is None:
            within = {name: bounds.get(name, Bounds()).clamp(size) for name, size in sizes.items()}
            free = {name for name, size in sizes.items() if within[name] == size}
        else:
            if off := share_difference(inner):
                msg = f"rounded shares miss the total by {plain(off)}, which bounds would share "
                msg += "again; put RoundedShares around the bounds, or round the shares by "
                raise CostshareError(msg + "method='largest_remainder'")
            self._check_reach(bounds, sizes, abs(total))
            within, free = _filled(sizes, bounds, abs(total))
        changes = {name: sign * (within[name] - size) for name, size in sizes.items()}
        binding = {
            name: _binding(declared, name, within[name]) for name in sizes if name not in free
        }
        taken = {name: size if name in free else Fraction(0) for name, size in sizes.items()}
        moves = _bound_terms(declared, binding, changes, sign)
        return (*inner, *moves, *_taken(taken, changes, sign))

    def _check_reach(
        self, bounds: Mapping[str, Bounds], sizes: Mapping[str, Fraction], total: Fraction
    ) -> None:
        """Raise if the members cannot pay the total within their bounds."""
        reach = Reach.of(bounds, sizes)
        for reason, is_maximum in (
            (reach.too_little(total), False),
            (reach.too_much(total), True),
        ):
            if reason is not None:
                raise CostshareError(
                    f"{reason}; {self.way_out(sizes, total, is_maximum=is_maximum)}"
                )


def _filled(
    sizes: Mapping[str, Fraction], bounds: Mapping[str, Bounds], total: Fraction
) -> tuple[dict[str, Fraction], set[str]]:
    """Share a total within bounds, in proportion to sizes; also name the free members."""
    names = list(sizes)
    every = [bounds.get(name, Bounds()) for name in names]
    parts, free = share_within(
        total,
        list(sizes.values()),
        [each.lowest for each in every],
        [each.highest for each in every],
        _in_proportion,
    )
    return dict(zip(names, parts, strict=True)), {names[position] for position in free}


def _in_proportion(total: Fraction, weights: Sequence[Fraction]) -> list[Fraction]:
    """Share a total in proportion to weights."""
    factor = total / sum(weights, Fraction(0))
    return [factor * weight for weight in weights]


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
            )


def _taken(
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
