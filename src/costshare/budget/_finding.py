"""What does not add up in a budget report: in itself, and against the fees of an allocation."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from costshare.amounts import Unit, exact_decimal
from costshare.budget._item import BudgetItem
from costshare.fields import Sentence, Value
from costshare.results import in_units, number
from costshare.words import say, say_all

BudgetFindingKind = Literal[
    "stated_variance",
    "stated_total",
    "income_differs",
    "item_without_fees",
    "pool_without_item",
]

_CENTS = Unit(Fraction(1, 100))


@dataclass(frozen=True, slots=True)
class BudgetFinding(Sentence, Value):
    """Something that does not add up.

    Attributes
    ----------
    kind : str
        ``stated_variance`` or ``stated_total``: another amount is printed elsewhere.
        ``income_differs``: the fee income of the item is not the sum of its pools' fees.
        ``item_without_fees``: the item has a fee income, but no pool.
        ``pool_without_item``: the pool has fees, but no item.
    item, pool : str or None
        Item and pool that the finding is about.
    expected, found : Decimal
        Amount that the other figures give, and amount that is stated.
    difference : Decimal
        Found less expected.
    message : str
        The finding in a sentence.
    """

    kind: BudgetFindingKind
    item: str | None
    pool: str | None
    expected: Decimal
    found: Decimal
    difference: Decimal
    message: str


def largest_first(findings: Iterable[BudgetFinding]) -> tuple[BudgetFinding, ...]:
    """Sort findings by the size of their difference."""
    return tuple(sorted(findings, key=lambda each: -abs(Fraction(each.difference))))


def stated_variances(items: Iterable[BudgetItem]) -> Iterator[BudgetFinding]:
    """Find the items whose variance is stated as another one elsewhere."""
    for item in items:
        stated, actual = item.stated_variance, Fraction(item.variance)
        if stated is not None and stated != actual:
            yield _finding(
                "stated_variance",
                (item.name, None),
                (actual, Fraction(stated)),
                say(
                    "{item}: the variance is {amount}, stated elsewhere as {stated}, {away}.",
                    item=item.name,
                    amount=_text(actual),
                    stated=_text(stated),
                    away=_away(stated, actual),
                ),
            )


def stated_totals(totals: Mapping[str, tuple[Decimal | None, Decimal]]) -> Iterator[BudgetFinding]:
    """Find the totals whose stated amount is not the actual one; both are given by word."""
    for word, (stated, actual) in totals.items():
        if stated is not None and stated != actual:
            yield _finding(
                "stated_total",
                (None, None),
                (Fraction(actual), Fraction(stated)),
                say(
                    "The items' {figures} sums to {amount}, the stated total is {stated}, {away}.",
                    figures=word,
                    amount=_text(actual),
                    stated=_text(stated),
                    away=_away(stated, actual),
                ),
            )


def against_fees(
    items: Sequence[BudgetItem], fees: Mapping[str, Fraction], labels: Mapping[str, str]
) -> Iterator[BudgetFinding]:
    """Find where the fee income of the items is not the fees of the pools."""
    taken: set[str] = set()
    for item in items:
        pools, income = item.pools_in(fees), Fraction(item.fee_income)
        taken.update(pools)
        charged = sum((fees[pool] for pool in pools), Fraction(0))
        if not pools and income:
            yield _finding(
                "item_without_fees",
                (item.name, None),
                (charged, income),
                say(
                    "{item}: an income of {income}, but no fees behind it; name its pools, or the "
                    "sources of the income.",
                    item=item.name,
                    income=_text(income),
                ),
            )
        elif income != charged:
            places = {
                "item": item.name,
                "income": _text(income),
                "pools": say_all([labels.get(pool, pool) for pool in pools]),
                "fees": _text(charged),
                "amount": _text(abs(income - charged)),
            }
            much = say(
                "{item}: an income of {income}, but the fees of {pools} sum to {fees}: {amount} "
                "too much.",
                **places,
            )
            little = say(
                "{item}: an income of {income}, but the fees of {pools} sum to {fees}: {amount} "
                "too little.",
                **places,
            )
            yield _finding(
                "income_differs",
                (item.name, pools[0] if len(pools) == 1 else None),
                (charged, income),
                much if income > charged else little,
            )
    for pool, charged in fees.items():
        if pool not in taken and charged:
            yield _finding(
                "pool_without_item",
                (None, pool),
                (charged, Fraction(0)),
                say(
                    "{pool}: fees of {fees}, but no item of the budget report has them as its "
                    "income.",
                    pool=labels.get(pool, pool),
                    fees=_text(charged),
                ),
            )


def _finding(
    kind: BudgetFindingKind,
    place: tuple[str | None, str | None],
    amounts: tuple[Fraction, Fraction],
    message: str,
) -> BudgetFinding:
    """Make a finding about an item and a pool from what is expected and what is found."""
    expected, found, off = (
        exact_decimal(each, "amount") for each in (*amounts, amounts[1] - amounts[0])
    )
    return BudgetFinding(kind, *place, expected, found, off, message)


def _text(amount: Fraction | Decimal) -> str:
    """Write an amount: whole, or with hundredths at least."""
    exact = Fraction(amount)
    return number(exact) if exact.denominator == 1 else in_units(exact, _CENTS)


def _away(stated: Decimal, actual: Decimal | Fraction) -> str:
    """Say how far a stated amount is from the actual one."""
    off = Fraction(stated) - Fraction(actual)
    amount = _text(abs(off))
    if off > 0:
        return say("which is {amount} higher", amount=amount)
    return say("which is {amount} lower", amount=amount)
