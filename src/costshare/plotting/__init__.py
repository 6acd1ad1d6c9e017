"""Pictures of results (extra ``plot``): each function draws on Axes and returns them.

matplotlib is imported when a picture is drawn, not before.
"""

from costshare.plotting._budget import budget
from costshare.plotting._changes import changes
from costshare.plotting._comparison import Comparison
from costshare.plotting._fee_change import FeeChange, fee_change
from costshare.plotting._fees import fees
from costshare.plotting._flat_shares import Ranking, flat_shares
from costshare.plotting._flows import flows
from costshare.plotting._per_driver import per_driver
from costshare.plotting._projection import Projection, projection
from costshare.plotting._solutions import solutions
from costshare.plotting._sweep import Sweep, sweep
from costshare.plotting._waterfall import waterfall

__all__ = [
    "Comparison",
    "FeeChange",
    "Projection",
    "Ranking",
    "Sweep",
    "budget",
    "changes",
    "fee_change",
    "fees",
    "flat_shares",
    "flows",
    "per_driver",
    "projection",
    "solutions",
    "sweep",
    "waterfall",
]
