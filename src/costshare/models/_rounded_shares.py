"""RoundedShares: any model, with shares in per cent that are rounded first, then multiplied."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import model_validator

from costshare.amounts import plain
from costshare.apportionment import RoundingRule, TieRule
from costshare.errors import CostshareError, quoted
from costshare.fields import OneOf
from costshare.models._draw import Draw
from costshare.models._facts import Facts
from costshare.models._model import AroundModel, ModelLike, add_terms, needed, terms_of
from costshare.models._share_rounding import ShareMethod, SharePlaces, ShareRounding
from costshare.models._term import Term, exactly, share_difference
from costshare.models._within_bounds import sizes_of
from costshare.words import say, say_some


class RoundedShares(AroundModel):
    """Round each share in per cent first, then multiply it by the total.

    A share is a member's quota by another model, divided by the total. It is rounded to `places`
    decimals of a per cent, and the quota is the rounded share × the total. So a published scale
    such as 24.36 % gives every fee again by one multiplication.

    Parameters
    ----------
    model : model
        Model whose shares are rounded; bounds on shares are put inside:
        ``RoundedShares(model=Bounded(…), places=3)``.
    places : int
        Decimals of a share in per cent, from 0 to 15: with 3, shares are multiples of 0.001 %.
    method : {"largest_remainder", "each"}
        By largest remainder the rounded shares sum to 100 %. By ``"each"`` every share is rounded
        on its own, so that they may miss 100 %. The fees then miss the total, and the pool needs
        ``method="each"`` too.
    ties : {"listed", "largest", "smallest", "error"}, optional
        Rule that breaks ties between equal remainders of shares, as in `apportion`; ``"listed"``
        where left out. The label of the term names ties that were broken, and an explanation
        says who won them.
    rounding : {"half_up", "half_even", "half_down", "up", "down"}, optional
        Rule that rounds a share on its own; ``"half_up"`` where left out.

    Raises
    ------
    CostshareError
        If a setting would have no effect, a quota has another sign than the total, or the model
        inside rounds its shares so that they miss the total, and these are to sum to 100 %.

    Examples
    --------
    >>> from costshare import PerCapita
    >>> members = {"A": {"population": 1}, "B": {"population": 2}}
    >>> model = RoundedShares(model=PerCapita(), places=1)
    >>> model.quotas(members, 10_000)
    {'A': Fraction(3330, 1), 'B': Fraction(6670, 1)}
    """

    kind: Literal["rounded_shares"] = "rounded_shares"
    places: SharePlaces
    method: Annotated[ShareMethod, OneOf("method", ShareMethod)] = "largest_remainder"
    ties: Annotated[TieRule, OneOf("tie rule", TieRule)] | None = None
    rounding: Annotated[RoundingRule, OneOf("rounding", RoundingRule)] | None = None

    def __init__(
        self,
        *,
        model: ModelLike,
        places: int,
        method: str = "largest_remainder",
        ties: str | None = None,
        rounding: str | None = None,
    ) -> None: ...

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """Raise if a setting would have no effect."""
        unused = "ties" if self.method == "each" else "rounding"
        if getattr(self, unused) is not None:
            method = "each" if unused == "rounding" else "largest_remainder"
            msg = f"{unused}={quoted(getattr(self, unused))} has no effect by method "
            raise CostshareError(f"{msg}{self.method!r}; leave it out, or pass method={method!r}")
        return self

    @classmethod
    def _drawn(cls, draw: Draw) -> Self | None:
        """Draw a model and a number of decimals."""
        if draw.is_inside or draw.total is None:
            return None
        return cls(model=draw.inside(), places=draw.whole(0, 4))

    def terms(self, facts: Facts, total: Fraction | None) -> tuple[Term, ...]:
        """Return the model's terms, and one for what the rounding of shares changes."""
        whole = needed(total, "RoundedShares")
        inner = terms_of(self.model, facts, whole)
        if self.method != "each" and (off := share_difference(inner)):
            msg = f"rounded shares miss the total by {plain(off)}, and by largest remainder they "
            msg += "would be rounded again, to sum to 100 %; round the inner shares by "
            raise CostshareError(msg + "method='largest_remainder', or these by method='each'")
        quotas = add_terms(facts, inner)
        _, sizes = sizes_of(quotas)
        if not whole:
            return inner
        rounding = ShareRounding(
            shares={name: size / abs(whole) for name, size in sizes.items()},
            places=self.places,
            method=self.method,
            ties=None if self.method == "each" else self.ties or "listed",
            rounding=self.rounding or "half_up" if self.method == "each" else None,
        )
        shares, ties = rounding.rounded()
        changes = {name: whole * share - quotas[name] for name, share in shares.items()}
        label = say("share rounded to {step} %", step=exactly(rounding.unit * 100))
        for tie in ties:
            label = say("{label} (a tie: {names})", label=label, names=say_some(tie.tied, 3))
        term = Term(
            role="rounded",
            label=label,
            driver=None,
            amount=sum(changes.values(), Fraction(0)),
            weights=shares,
            rate=whole,
            quotas=changes,
            share_rounding=replace(rounding, broken_ties=ties),
        )
        return (*inner, term)
