"""Evidence: why no parameters reproduce the fees, and which fees would have to change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from costshare.apportionment import ROUNDING_WORDS
from costshare.fields import ReadOnly
from costshare.inference._least_change import Nearest
from costshare.inference._nearer import nearer
from costshare.inference._problem import Problem, Solution
from costshare.inference._proof import Proof
from costshare.inference._words import fees_text
from costshare.models import RuleModel, write_model
from costshare.results import number
from costshare.words import say


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Fees that no parameters of the model give together.

    Attributes
    ----------
    members : tuple of str
        The members with these fees; the fees of others do not matter.
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

    def to_dict(self, names: Sequence[str]) -> dict[str, Any]:
        """The contradiction as plain data, with the names of all members."""
        return {
            "members": list(self.members),
            "fewest": self.fewest,
            "text": str(self.text),
            "conditions": self.proof.to_list(names),
        }


@dataclass(frozen=True, slots=True)
class LeastChange:
    """What would have to change for the model to give the fees.

    Attributes
    ----------
    model : model
        The nearest model of the kind.
    changes : mapping of str to two Decimals
        By member whose fee differs: the published fee and the model's, the greatest difference
        first. Where a total was shared the model's fees sum to it.
    at_least : int
        How many fees must differ, whatever the parameters, as far as is proven.
    text : str
        All but the changes in words.
    rule : str
        The parameters of the nearest model in words; empty where it has none.
    """

    model: RuleModel
    changes: Mapping[str, tuple[Decimal, Decimal]]
    at_least: int
    text: str
    rule: str = ""

    @property
    def fewest(self) -> bool:
        """Whether it is proven that fewer changes are not enough."""
        return self.at_least == len(self.changes)

    def to_dict(self) -> dict[str, Any]:
        """The least change as plain data."""
        changes = {name: [f"{fee:f}" for fee in both] for name, both in self.changes.items()}
        model = write_model(self.model)
        return {"model": model, "at_least": self.at_least, "changes": changes}


def contradict(problem: Problem, found: Proof) -> Contradiction:
    """Find the fewest fees that exclude each other."""
    proof, fewest = problem.smallest_proof(found)
    members = tuple(problem.members[at] for at in proof.members)
    return Contradiction(members, fewest, proof, problem.explain(proof))


def change_least(problem: Problem) -> LeastChange | None:
    """Find the parameters with which the fewest fees differ."""
    nearest = nearer(problem, problem.closest)
    if nearest is None:
        return None
    changes, values = _compared(problem, nearest)
    least = max(nearest.at_least, len(problem.misprints))
    if least == len(changes):
        text = say("With {model}, {right} of {fees} agree, which is the most possible.", **values)
    else:
        text = say(
            "With {model}, {right} of {fees} agree. It is proven only that {least} or more differ.",
            least=fees_text(least),
            **values,
        )
    rule = values["model"] if problem.free else ""
    return LeastChange(problem.model(nearest.point), changes, least, text, rule)


def relative_difference(fee: Fraction, given: Fraction) -> Fraction:
    """How far a fee lies from what the model gives, in proportion to the fee; 1 for a fee of 0."""
    return abs(given - fee) / abs(fee or given)


def round_off(problem: Problem, found: Solution) -> LeastChange | None:
    """Find much rounder parameters than those that reproduce the fees, which give all but one."""
    nearest = problem.rounder(found)
    if nearest is None:
        return None
    changes, values = _compared(problem, nearest)
    text = say(
        "With {model}, a rounder rate, {right} of {fees} agree, rounded {rounding}.",
        rounding=ROUNDING_WORDS[problem.rounding or "half_up"],
        **values,
    )
    return LeastChange(problem.model(nearest.point), changes, 0, text)


def _compared(
    problem: Problem, nearest: Nearest
) -> tuple[Mapping[str, tuple[Decimal, Decimal]], dict[str, str]]:
    """The fees that differ, the greatest difference first, and what a text says of the others."""
    sign = -1 if problem.total < 0 else 1
    fees = [sign * fee for fee in nearest.fees]
    pairs = zip(problem.published.items(), map(problem.unit.decimal, fees), strict=True)
    changed = [(name, fee, given) for (name, fee), given in pairs if fee != given]
    changed.sort(key=lambda each: -abs(Fraction(each[1]) - Fraction(each[2])))
    changes = ReadOnly({name: (fee, given) for name, fee, given in changed})
    return changes, {
        "model": problem.in_words(nearest.point),
        "right": number(len(fees) - len(changes)),
        "fees": fees_text(len(fees)),
    }
