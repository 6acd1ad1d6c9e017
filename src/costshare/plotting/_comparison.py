"""What pictures need of a comparison, as a protocol: its class is in a layer above."""

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
    """Scenarios side by side; a member without a fee in a scenario has a missing value there."""

    @property
    def title(self) -> str:
        """What is compared."""

    @property
    def currency(self) -> str | None:
        """Currency of every amount."""

    @property
    def scenarios(self) -> Sequence[str]:
        """Names of the scenarios, including the baseline."""

    @property
    def baseline(self) -> str:
        """Name of the scenario that the others are compared with."""

    @property
    def driver(self) -> str:
        """Driver that fees are divided by, such as population."""

    @property
    def figures(self) -> Mapping[str, Mapping[str, Fraction]]:
        """The driver by scenario and member."""

    def fees(self) -> "pd.DataFrame":
        """Fees, members × scenarios."""

    def changes(self, pool: str | None = None) -> "pd.DataFrame":
        """Changes against the baseline, members × scenarios, of one pool or over all."""


def some_scenarios(comparison: Comparison, scenario: str | None) -> list[str]:
    """Read the scenario to draw; all but the baseline if left out."""
    others = [name for name in comparison.scenarios if name != comparison.baseline]
    if not others:
        msg = f"the comparison has no scenario but {comparison.baseline}; compare it with another"
        raise CostshareError(msg)
    if scenario is None:
        return others
    given_as(str, scenario, "scenario", "its name")
    if scenario == comparison.baseline:
        msg = f"scenario {scenario!r} is the baseline and cannot be compared with itself; "
        raise CostshareError(msg + f"name one of: {', '.join(others)}")
    if scenario not in others:
        raise unknown_name("scenario", scenario, others)
    return [scenario]


def cells(frame: "pd.DataFrame", column: str) -> dict[str, Fraction | Decimal | None]:
    """Read a column by member: exact amounts, None if missing."""
    import pandas as pd

    return {
        str(name): None if pd.isna(value) else exact_cell(value, f"{column} of {name}")
        for name, value in frame[column].items()
    }


def exact_cell(value: object, name: str) -> Fraction | Decimal:
    """Read one amount of a frame; a Decimal keeps its decimals."""
    return value if isinstance(value, Decimal) else read_amount(value, name)
