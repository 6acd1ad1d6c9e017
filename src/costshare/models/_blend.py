"""Blend: any mix of models, each with its share of the total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from costshare.amounts import Amount, plain
from costshare.errors import CostshareError
from costshare.fields import ShareOfOne
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._model import AnyModel, Model, ModelLike, RuleModel, terms_of, times_of
from costshare.models._term import Term, labelled


class Blend(RuleModel):
    """Share parts of the total by different models.

    Parameters
    ----------
    parts : sequence of (share, model)
        Shares that sum to 1, also in per cent: ``"30%"``, each with the model that shares it.

    Raises
    ------
    CostshareError
        If the shares do not sum to 1.

    Examples
    --------
    >>> from costshare import Flat, PerCapita
    >>> blend = Blend(parts=[("0.3", Flat()), ("0.7", PerCapita())])
    >>> blend.quotas({"A": {"population": 1}, "B": {"population": 3}}, 100)
    {'A': Fraction(65, 2), 'B': Fraction(135, 2)}
    """

    kind: Literal["blend"] = "blend"
    parts: Annotated[tuple[tuple[ShareOfOne, AnyModel], ...], Field(min_length=1)]

    def __init__(
        self,
        *,
        parts: Iterable[tuple[Amount, ModelLike]],
    ) -> None: ...

    @model_validator(mode="after")
    def _sums_to_one(self) -> Self:
        """Raise if the shares do not sum to 1."""
        whole = sum((share for share, _ in self.parts), Fraction(0))
        if whole != 1:
            off = f"{plain(abs(whole - 1))} too {'much' if whole > 1 else 'little'}"
            msg = f"shares of the parts sum to {plain(whole)}, not to 1: {off}"
            raise CostshareError(msg)
        return self

    @property
    def _inner(self) -> tuple[Model, ...]:
        """The models of the parts."""
        return tuple(model for _, model in self.parts)

    def times(self, factor: Fraction) -> Self:
        """Return the same blend of models with their amounts multiplied."""
        parts = [(share, times_of(model, factor)) for share, model in self.parts]
        return self.replace(parts=parts)

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:
        """Draw up to three parts."""
        if draw.is_inside:
            return None
        cuts = sorted(draw.whole(0, 100) for _ in range(draw.whole(0, 2)))
        shares = [Fraction(b - a, 100) for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
        return cls(parts=[(share, draw.inside(share)) for share in shares])

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return the terms of all parts, each at its share."""
        terms: list[Term] = []
        for share, model in self.parts:
            if not share:
                continue
            if total is None:
                inner: Sequence[Term] = [
                    term.scaled(share) for term in terms_of(model, facts, None)
                ]
            else:
                inner = terms_of(model, facts, share * total)
            terms.extend(labelled(term, share) for term in inner)
        return tuple(terms)
