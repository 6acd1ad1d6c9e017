"""The answer: which parameters of a model reproduce the fees, or why none does."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from costshare.agreement import Allocation
from costshare.amounts import Amount, Unit, plain
from costshare.errors import CostshareError
from costshare.fields import read_fraction
from costshare.inference._as_data import as_data
from costshare.inference._contradiction import Proof
from costshare.inference._family import Point
from costshare.inference._interval import Interval
from costshare.inference._least_change import Nearest
from costshare.inference._made import made
from costshare.inference._polygon import Polygon
from costshare.inference._proof_text import proof_text
from costshare.inference._question import Kind, Question
from costshare.inference._roundest import roundest
from costshare.inference._search import Search
from costshare.inference._simplest import shortest_decimal, simplest_fraction
from costshare.inference._words import inference_html, inference_text
from costshare.models import RuleModel

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Fees that no parameter of the model gives together.

    Parameters
    ----------
    members : tuple of str
        Whose fees; the others' do not matter.
    fewest : bool
        Whether no proof from conditions on single fees and on pairs of them needs fewer. Fewer may
        contradict each other for reasons that involve the others.
    proof : Proof
        The conditions that exclude each other, with the multipliers that show it; ``proof.holds()``
        adds them up again.
    text : str
        All of it in words.
    """

    members: tuple[str, ...]
    fewest: bool
    proof: Proof
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class LeastChange:
    """What would have to change for the model to give the fees.

    Parameters
    ----------
    model : model
        Of the kind asked for.
    changes : mapping of str to two Decimals
        By member whose fee differs: the published fee and the model's, the greatest difference
        first. Where a total was shared the model's fees sum to it.
    at_least : int
        How many fees must differ, whatever the parameters: as far as is proven.
    """

    model: RuleModel
    changes: Mapping[str, tuple[Decimal, Decimal]]
    at_least: int

    @property
    def fewest(self) -> bool:
        """Whether it is proven that fewer changes are not enough."""
        return self.at_least == len(self.changes)


@dataclass(frozen=True, repr=False)
class Inference:
    """Which parameters of one kind of model reproduce published fees; `infer_mixed` makes it.

    It says what the figures prove and no more: that a model reproduces the fees does not show that
    it was used.

    Parameters
    ----------
    question : Question
        What was asked. The answer follows from it, so two with equal questions are equal.

    Examples
    --------
    >>> import costshare as cs
    >>> inference = cs.infer_mixed({"A": 34, "B": 66}, {"A": 1, "B": 3})
    >>> inference.exact, inference.flat_share
    (True, (Fraction(17, 50), Fraction(19, 50)))
    >>> inference.model()
    Mixed(kind='mixed', flat_share=Fraction(9, 25), flat_amount=None, driver='driver')
    """

    question: Question

    def __post_init__(self) -> None:
        """Find the parameters at once; contradictions and the like wait until they are read."""
        self._answer  # noqa: B018 - worked out and kept

    @cached_property
    def _search(self) -> Search:
        return Search(self.question)

    @cached_property
    def _answer(self) -> Interval | Polygon | Proof | None:
        return self._search.region()

    @property
    def _region(self) -> Interval | Polygon | None:
        return None if isinstance(self._answer, Proof) else self._answer

    @property
    def kind(self) -> Kind:
        """The kind of model that was tried, such as ``mixed``."""
        return self.question.kind

    @property
    def unit(self) -> Decimal:
        """The step of the fees."""
        return self._step.decimal(1)

    @property
    def _step(self) -> Unit:
        return self.question.unit

    @property
    def fees(self) -> dict[str, Decimal]:
        """The fees that were to be explained, by member."""
        amounts = map(self._step.decimal, self.question.units)
        return dict(zip(self.question.members, amounts, strict=True))

    @property
    def left_out(self) -> tuple[str, ...]:
        """The members without a fee, who take no part."""
        return self.question.left_out

    @property
    def exact(self) -> bool:
        """Whether some parameters reproduce every fee."""
        return self._region is not None

    @property
    def flat_share(self) -> tuple[Fraction, Fraction] | None:
        """The lowest and highest flat share that reproduce the fees; `closed` says if they do.

        None where no share does, and for models that have none.
        """
        region = self._region
        return (region.low, region.high) if isinstance(region, Interval) else None

    @property
    def closed(self) -> tuple[bool, bool] | None:
        """Whether the lowest and the highest flat share reproduce the fees themselves.

        An end that does not is one where a tie goes the other way: every share inside reproduces
        the fees all the same.
        """
        return self._region.closed if isinstance(self._region, Interval) else None

    @property
    def simplest(self) -> Fraction | None:
        """The flat share with the smallest denominator."""
        return simplest_fraction(self._region) if isinstance(self._region, Interval) else None

    @property
    def shortest(self) -> Fraction | None:
        """The flat share with the fewest decimals, the nearest to the middle of several."""
        return shortest_decimal(self._region) if isinstance(self._region, Interval) else None

    @property
    def vertices(self) -> tuple[Point, ...] | None:
        """The corners of all (base, rate), or of all shares of two drivers, in order."""
        return self._region.vertices if isinstance(self._region, Polygon) else None

    @property
    def corners_belong(self) -> tuple[bool, ...] | None:
        """Whether each corner reproduces the fees itself."""
        return self._region.corners if isinstance(self._region, Polygon) else None

    @property
    def edges_belong(self) -> tuple[bool, ...] | None:
        """Whether the points between each corner and the next reproduce the fees themselves."""
        return self._region.edges if isinstance(self._region, Polygon) else None

    @cached_property
    def roundest(self) -> Point | None:
        """The (base, rate), or shares of two drivers, with the fewest digits.

        Where the polygon is hardly more than a line there may be none.
        """
        if not isinstance(self._region, Polygon):
            return None
        return roundest(self._region, self._search.reproduces)

    def reproduces(self, *parameters: Amount) -> bool:
        """Whether a flat share, a base and rate, or two drivers' shares give every fee.

        Examples
        --------
        >>> import costshare as cs
        >>> inference = cs.infer_mixed({"A": 34, "B": 66}, {"A": 1, "B": 3})
        >>> inference.reproduces("0.36"), inference.reproduces("0.39")
        (True, False)
        """
        point = tuple(read_fraction(value, "parameter") for value in parameters)
        count = len(self._search.rule.family.slopes[0])
        if len(point) != count:
            msg = f"{self.kind} has {count} parameter{'s' * (count > 1)}; pass that many"
            raise CostshareError(msg)
        if min(point) < 0 or (self.kind != "tariff" and sum(point) > 1):
            return False
        return self._search.reproduces(point)

    def model(self, *parameters: Amount) -> RuleModel:
        """A model that reproduces the fees.

        Parameters
        ----------
        *parameters : number, optional
            Of the model: a flat share, or a base and a rate, or the shares of two drivers. Left
            out, those with the fewest digits.

        Returns
        -------
        model
            `Mixed`, `Tariff`, `Flat` …

        Raises
        ------
        CostshareError
            Where no parameters reproduce the fees, or those given do not.
        """
        if parameters:
            point = tuple(read_fraction(each, "parameter") for each in parameters)
            if not self.reproduces(*parameters):
                shown = ", ".join(map(plain, point))
                raise CostshareError(f"{self.kind} at {shown} does not reproduce the fees")
            return made(self.question, point)
        region = self._region
        if region is None:
            why = self.contradiction or "they do not sum to the total"
            msg = f"no {self.kind} model reproduces these fees: {why}"
            raise CostshareError(msg)
        if isinstance(region, Polygon):
            return made(self.question, self.roundest or region.middle)
        return made(self.question, (self.shortest or region.low,))

    def allocate(self, *parameters: Amount) -> Allocation:
        """Run a model that reproduces the fees, with its working."""
        return self.question.allocate(self.model(*parameters))

    @cached_property
    def contradiction(self) -> Contradiction | None:
        """Fees that the model cannot give together, with the proof; None where it gives all.

        Looks at every pair of fees. None too where the fees do not sum to the total that was
        given: that is the contradiction.
        """
        if self.exact or self.question.over:
            return None
        found = self._answer if isinstance(self._answer, Proof) else None
        proof, fewest = self._search.smallest_proof(found)
        members = tuple(self.question.members[at] for at in proof.members)
        return Contradiction(members, fewest, proof, proof_text(self.question, proof))

    @cached_property
    def conflicts(self) -> dict[str, int] | None:
        """With how many of the other fees each contradicts, the most first.

        A fee that no parameter gives contradicts all others, and theirs with it is not counted as
        their own. Not counted for price lists, blends and cumulative rounding: None.
        """
        counts = self._search.conflicts()
        if counts is None:
            return None
        by_member = dict(zip(self.question.members, counts, strict=True))
        return dict(sorted(by_member.items(), key=lambda each: -each[1]))

    @cached_property
    def least_change(self) -> LeastChange | None:
        """The fewest fees that differ from the model's, over all its parameters.

        None where it is not worked out: for blends, and where ties stop the model.
        """
        nearest: Nearest | None
        if self._region is None:
            nearest = self._search.nearest()
        else:
            point = self._region.middle
            nearest = Nearest(
                point if isinstance(point, tuple) else (point,), self.question.sizes, 0, 0
            )
        if nearest is None:
            return None
        sign = -1 if self.question.total < 0 else 1
        changed = [
            (name, published, sign * given)
            for name, published, given in zip(
                self.question.members, self.question.units, nearest.fees, strict=True
            )
            if published != sign * given
        ]
        changed.sort(key=lambda each: -abs(each[1] - each[2]))
        model = self.model() if self.exact else made(self.question, nearest.point)
        decimal = self._step.decimal
        changes = {name: (decimal(one), decimal(other)) for name, one, other in changed}
        return LeastChange(model, changes, nearest.at_least)

    def to_frame(self) -> "pd.DataFrame":
        """The published fees beside those of the model, or of the nearest one.

        Returns
        -------
        DataFrame
            A row for each member: ``fee``, ``model`` and ``difference``.
        """
        from costshare.inference._frames import fees_frame

        return fees_frame(self)

    def to_dict(self) -> dict[str, Any]:
        """Everything found as plain data; exact numbers are strings."""
        return as_data(self)

    def __repr__(self) -> str:
        """Say what it is in one line; `print` shows all of it."""
        found = "exact" if self.exact else "not exact"
        return f"<Inference of {self.kind}: {found}, {len(self.question.members)} fees>"

    def __str__(self) -> str:
        return inference_text(self)

    def _repr_html_(self) -> str:
        return inference_html(self)
