"""Build the model that a question's kind and parameters stand for."""

from fractions import Fraction

from costshare.inference._family import Point
from costshare.inference._question import Question
from costshare.models import Blend, Flat, Mixed, PerCapita, Proportional, RuleModel, Tariff


def made(question: Question, point: Point) -> RuleModel:
    """The model at a point of the parameters."""
    kind = question.kind
    if kind == "flat":
        return Flat()
    name = next(iter(question.drivers))
    if kind == "proportional":
        return Proportional(driver=name)
    if kind == "per_capita":
        return PerCapita(driver=name)
    if kind == "mixed":
        return Mixed(flat_share=point[0], driver=name)
    if kind == "tariff":
        base, rate = point
        return Tariff(base=base, rates={name: rate})
    flat: Fraction = 1 - sum(point, Fraction(0))
    by = [Proportional(driver=driver) for driver in question.drivers]
    return Blend(parts=[(flat, Flat()), *zip(point, by, strict=True)])
