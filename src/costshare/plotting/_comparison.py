"""What pictures need of a comparison; `costshare.analysis`, which has them, lies above."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from costshare.amounts import read_amount
from costshare.errors import CostshareError, unknown_name
from costshare.fields import given_as

if TYPE_CHECKING:
    import pandas as pd


@runtime_checkable
class Comparison(Protocol):
    """Scenarios side by side; a member without a fee in one has a missing value there."""

    @property
    def title(self) -> str:
        """What is compared."""

    @property
    def currency(self) -> str | None:
        """Of all amounts."""

    @property
    def scenarios(self) -> Sequence[str]:
        """The names, the baseline among them."""

    @property
    def baseline(self) -> str:
        """The scenario that changes are counted from."""

    @property
    def driver(self) -> str:
        """What fees are set in relation to, such as population."""

    @property
    def figures(self) -> Mapping[str, Mapping[str, Fraction]]:
        """By scenario and member, the driver."""

    def fees(self) -> "pd.DataFrame":
        """Fees, members × scenarios."""

    def changes(self, pool: str | None = None) -> "pd.DataFrame":
        """Changes against the baseline, members × scenarios, of one pool or over all."""


def as_comparison(value: object, what: str) -> Comparison:
    """Take a comparison, or raise with the type that came instead."""
    if isinstance(value, Comparison):
        return value
    msg = f"{what} draws a Comparison from costshare.compare, and got a {type(value).__name__}"
    raise CostshareError(msg)


def some_scenarios(comparison: Comparison, scenario: str | None) -> list[str]:
    """Read the scenario asked for; where none is named, all but the baseline."""
    others = [name for name in comparison.scenarios if name != comparison.baseline]
    if not others:
        msg = f"the comparison holds {comparison.baseline} alone; compare it with another scenario"
        raise CostshareError(msg)
    if scenario is None:
        return others
    given_as(str, scenario, "scenario", "its name")
    if scenario == comparison.baseline:
        msg = f"scenario {scenario!r} is the baseline, and does not change against itself; "
        raise CostshareError(msg + f"name one of: {', '.join(others)}")
    if scenario not in others:
        raise unknown_name("scenario", scenario, others)
    return [scenario]


def cells(frame: "pd.DataFrame", column: str) -> dict[str, Fraction | Decimal | None]:
    """A column by member, exact, Decimals with their decimals; None where it is missing."""
    import pandas as pd

    return {
        str(name): None if pd.isna(value) else exact_cell(value, f"{column} of {name}")
        for name, value in frame[column].items()
    }


def exact_cell(value: object, name: str) -> Fraction | Decimal:
    """Read one amount of a frame; a Decimal keeps its decimals."""
    return value if isinstance(value, Decimal) else read_amount(value, name)
