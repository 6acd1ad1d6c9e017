"""costshare: exact, explainable cost sharing."""

from costshare.agreement import (
    Agreement,
    Allocation,
    Explanation,
    Member,
    Period,
    Pool,
    allocate,
)
from costshare.apportionment import apportion
from costshare.apportionment.arrays import apportion_array
from costshare.errors import ConservationError, CostshareError, TieError
from costshare.models import (
    Blend,
    Capacity,
    Fixed,
    Flat,
    Mixed,
    PerCapita,
    Proportional,
    Tariff,
)

__all__ = [
    "Agreement",
    "Allocation",
    "Blend",
    "Capacity",
    "ConservationError",
    "CostshareError",
    "Explanation",
    "Fixed",
    "Flat",
    "Member",
    "Mixed",
    "PerCapita",
    "Period",
    "Pool",
    "Proportional",
    "Tariff",
    "TieError",
    "allocate",
    "apportion",
    "apportion_array",
]
