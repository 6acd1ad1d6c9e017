"""What does not add up in a budget report: with itself, and with the fees of the allocation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from costshare.agreement import Allocation, same_currency, same_period
from costshare.amounts import exact_decimal
from costshare.fields import given_as
from costshare.results import number

if TYPE_CHECKING:
    from costshare.budget._budget_report import BudgetReport

BudgetFindingKind = Literal[
    "stated_variance",
    "stated_total",
    "income_differs",
    "item_without_fees",
    "pool_without_item",
]


@dataclass(frozen=True, slots=True)
class BudgetFinding:
    """Something that does not add up.

    Parameters
    ----------
    kind : str
        ``stated_variance`` or ``stated_total``: printed otherwise elsewhere.
        ``income_differs``: the item's fee income is not what its pools' fees sum to.
        ``item_without_fees``: fee income, but no pool behind it.
        ``pool_without_item``: fees that no item takes up.
    item, pool : str or None
        Where.
    expected, found : Decimal
        What should stand there, and what does.
    difference : Decimal
        Found less expected.
    message : str
        All of it in a sentence.
    """

    kind: BudgetFindingKind
    item: str | None
    pool: str | None
    expected: Decimal
    found: Decimal
    difference: Decimal
    message: str

    def __str__(self) -> str:
        return self.message


def find_differences(
    report: "BudgetReport", allocation: Allocation | None
) -> tuple[BudgetFinding, ...]:
    """Find everything that does not add up, the largest difference first."""
    findings = [*_stated(report), *_totals(report)]
    if allocation is not None:
        given_as(Allocation, allocation, "allocation", "what allocate() gave")
        same_currency(allocation.currency, report.currency, "the budget report")
        same_period(allocation, report.period, "the budget report")
        # The board's own income holds only what the host bills.
        fees = {
            pool.name: Fraction(pool.amount) if pool.billed_by == "host" else Fraction(0)
            for pool in allocation.pools
        }
        findings += [*_against_fees(report, fees), *_pools_left(report, fees)]
    return tuple(sorted(findings, key=lambda each: -abs(Fraction(each.difference))))


def _stated(report: "BudgetReport") -> Iterator[BudgetFinding]:
    for item in report.items:
        stated, actual = item.stated_variance, Fraction(item.variance)
        if stated is not None and stated != actual:
            yield _finding(
                "stated_variance",
                (item.name, None),
                (actual, stated),
                f"{item.name}: the variance is {_text(actual)}, stated elsewhere as "
                f"{_text(stated)}, {_away(stated - actual)}.",
            )


def _totals(report: "BudgetReport") -> Iterator[BudgetFinding]:
    for word, stated, amount in (
        ("income", report.stated_income, report.income),
        ("cost", report.stated_cost, report.cost),
        ("variance", report.stated_variance, report.variance),
    ):
        actual = Fraction(amount)
        if stated is not None and stated != actual:
            yield _finding(
                "stated_total",
                (None, None),
                (actual, stated),
                f"The items' {word} sums to {_text(actual)}, the stated total is "
                f"{_text(stated)}, {_away(stated - actual)}.",
            )


def _against_fees(report: "BudgetReport", fees: Mapping[str, Fraction]) -> Iterator[BudgetFinding]:
    for item in report.items:
        pools, income = item.pools_in(fees), item.fee_income
        charged = sum((fees[pool] for pool in pools), Fraction(0))
        if not pools and income:
            yield _finding(
                "item_without_fees",
                (item.name, None),
                (charged, income),
                f"{item.name}: an income of {_text(income)}, but no fees behind it; name its "
                "pools, or the sources of the income.",
            )
        elif income != charged:
            names = _listed(pools)
            yield _finding(
                "income_differs",
                (item.name, pools[0] if len(pools) == 1 else None),
                (charged, income),
                f"{item.name}: an income of {_text(income)}, but the fees of {names} sum to "
                f"{_text(charged)}: {_off(income - charged)}.",
            )


def _pools_left(report: "BudgetReport", fees: Mapping[str, Fraction]) -> Iterator[BudgetFinding]:
    taken = {pool for item in report.items for pool in item.pools_in(fees)}
    for pool, charged in fees.items():
        if pool not in taken and charged:
            yield _finding(
                "pool_without_item",
                (None, pool),
                (charged, Fraction(0)),
                f"{pool}: fees of {_text(charged)}, but no item of the budget report takes "
                "them up.",
            )


def _finding(
    kind: BudgetFindingKind,
    place: tuple[str | None, str | None],
    amounts: tuple[Fraction, Fraction],
    message: str,
) -> BudgetFinding:
    item, pool = place
    expected, found = amounts
    return BudgetFinding(
        kind=kind,
        item=item,
        pool=pool,
        expected=exact_decimal(expected, "expected"),
        found=exact_decimal(found, "found"),
        difference=exact_decimal(found - expected, "difference"),
        message=message,
    )


def _text(amount: Fraction) -> str:
    return number(exact_decimal(amount, "amount"))


def _off(difference: Fraction) -> str:
    return f"{_text(abs(difference))} too {'much' if difference > 0 else 'little'}"


def _away(difference: Fraction) -> str:
    return f"which is {_text(abs(difference))} {'higher' if difference > 0 else 'lower'}"


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
