"""A model within bounds: what they cut off is shared by the others, in the model's proportions."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Self

from costshare.amounts import plain
from costshare.apportionment import share_within
from costshare.errors import CostshareError, some_of
from costshare.models._bounds import Bounds, Limit, Reach, bounds_of, tightest
from costshare.models._facts import Facts
from costshare.models._model import AnyModel, Model, RuleModel, add_terms, terms_of
from costshare.models._term import Term, shared


class Limited(RuleModel):
    """Base of models that hold another one's quotas within bounds.

    A quota is clamp(λ × the other model's quota), with the one λ that gives the total. Without a
    total λ is 1, and the total follows. Bounds are on sizes: they hold for a credit as they do for
    a charge.
    """

    model: AnyModel

    @abstractmethod
    def own_limits(self, facts: Facts, total: Fraction | None) -> list[Limit]:
        """The bounds that this model declares; `total` is zero or more."""

    @abstractmethod
    def way_out(self, sizes: Mapping[str, Fraction], total: Fraction, *, is_maximum: bool) -> str:
        """What to do where the total does not fit the minima, or the maxima."""

    @property
    def inner(self) -> tuple[Model, ...]:
        """The model that the bounds are around."""
        return (self.model,)

    @property
    def core(self) -> Model:
        """The model that the bounds are around, which is none of bounds itself."""
        return self.model.core if isinstance(self.model, Limited) else self.model

    def limits(self, facts: Facts, total: Fraction | None) -> list[Limit]:
        """The bounds of this model, and those of the models of bounds inside it: all hold."""
        inner = self.model.limits(facts, total) if isinstance(self.model, Limited) else []
        return [*self.own_limits(facts, None if total is None else abs(total)), *inner]

    def bounds(self, facts: Facts, total: Fraction | None) -> dict[str, Bounds]:
        """The least and the most of every member that has a bound, for its fee."""
        return bounds_of(self.limits(facts, total))

    def times(self, factor: Fraction) -> Self:
        """The same around the model with its amounts multiplied."""
        model = self.model
        return self.replace(model=model.times(factor) if isinstance(model, RuleModel) else model)

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """The other model's terms, one for each bound that holds somebody, and what others take."""
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
        limits = self.limits(facts, total)
        bounds = bounds_of(limits)
        if total is None:
            within = {name: bounds.get(name, Bounds()).hold(size) for name, size in sizes.items()}
            free = {name for name, size in sizes.items() if within[name] == size}
        else:
            self._check_reach(bounds, sizes, abs(total))
            within, free = _filled(sizes, bounds, abs(total))
        steps = {name: sign * (within[name] - size) for name, size in sizes.items()}
        tight = {name: _tight(limits, name, within[name]) for name in sizes if name not in free}
        taken = {name: size if name in free else Fraction(0) for name, size in sizes.items()}
        bound = tuple(_bound_terms(limits, tight, steps, sign))
        return (*inner, *bound, *_taken(taken, steps, sign))

    def _check_reach(
        self, bounds: Mapping[str, Bounds], sizes: Mapping[str, Fraction], total: Fraction
    ) -> None:
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
    factor = total / sum(weights, Fraction(0))
    return [factor * weight for weight in weights]


def _tight(limits: Sequence[Limit], member: str, size: Fraction) -> Limit | None:
    """The limit that holds a member; None for one that is charged nothing and need not pay."""
    if not size:
        is_zero = tightest(limits, member, is_maximum=True)
        return is_zero if is_zero is not None and not is_zero.amounts[member] else None
    most = tightest(limits, member, is_maximum=True)
    if most is not None and most.amounts[member] == size:
        return most
    return tightest(limits, member, is_maximum=False)


def _bound_terms(
    limits: Sequence[Limit],
    tight: Mapping[str, Limit | None],
    steps: Mapping[str, Fraction],
    sign: int,
) -> Iterator[Term]:
    """A term for each limit that holds somebody, or goes by a driver, which a reader must see."""
    for limit in limits:
        held = {name: sign * limit.amounts[name] for name, by in tight.items() if by is limit}
        if held or limit.driver is not None:
            its = {name: steps[name] if name in held else Fraction(0) for name in steps}
            yield Term(
                role="bound",
                label=limit.label,
                driver=limit.driver,
                amount=sum(its.values(), Fraction(0)),
                weights=its if limit.weights is None else limit.weights,
                rate=Fraction(1) if limit.rate is None else limit.rate,
                quotas=its,
                binding=held,
            )


def _taken(
    weights: Mapping[str, Fraction], steps: Mapping[str, Fraction], sign: int
) -> Iterator[Term]:
    """What those who are not held take over, or are relieved of, in the model's proportions."""
    amount = sum((steps[name] for name, weight in weights.items() if weight), Fraction(0))
    if amount:
        # Of those who are held: who pays less than the model says, or who pays more.
        why = [name for name, step in steps.items() if step * amount < 0]
        way = "taken over from" if sign * amount > 0 else "taken off by"
        term = shared(f"{way} {some_of(why, 3)}", None, amount, weights)
        yield replace(term, role="taken_over")
