"""The study: what other rules, members or figures would do to the fees."""

from costshare.analysis._change import Change
from costshare.analysis._compare import compare
from costshare.analysis._comparison import Comparison
from costshare.analysis._summary import Summary
from costshare.analysis._sweep import BreakEven, Jump, Step, Sweep, sweep

__all__ = [
    "BreakEven",
    "Change",
    "Comparison",
    "Jump",
    "Step",
    "Summary",
    "Sweep",
    "compare",
    "sweep",
]
