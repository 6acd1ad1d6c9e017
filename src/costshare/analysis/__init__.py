"""Analysis: the fees that other rules, members or figures would give."""

from costshare.analysis._change import Change
from costshare.analysis._compare import compare
from costshare.analysis._comparison import Comparison
from costshare.analysis._criteria import Criteria
from costshare.analysis._difference import Difference
from costshare.analysis._explain_change import explain_change
from costshare.analysis._fee_change import FeeChange
from costshare.analysis._fee_steps import BreakEven, Jump, Step
from costshare.analysis._paradox import Paradox, Paradoxes
from costshare.analysis._paradoxes import paradoxes
from costshare.analysis._project import project
from costshare.analysis._projection import Projection
from costshare.analysis._score import Score
from costshare.analysis._simulate import simulate
from costshare.analysis._simulation import FeeRange, Simulation
from costshare.analysis._stand_alone import StandAlone
from costshare.analysis._summary import Summary
from costshare.analysis._sweep import sweep
from costshare.analysis._swept import Sweep
from costshare.analysis._what_if import what_if
from costshare.analysis._winners import Winners
from costshare.analysis._year_fees import YearFee

__all__ = [
    "BreakEven",
    "Change",
    "Comparison",
    "Criteria",
    "Difference",
    "FeeChange",
    "FeeRange",
    "Jump",
    "Paradox",
    "Paradoxes",
    "Projection",
    "Score",
    "Simulation",
    "StandAlone",
    "Step",
    "Summary",
    "Sweep",
    "Winners",
    "YearFee",
    "compare",
    "explain_change",
    "paradoxes",
    "project",
    "simulate",
    "sweep",
    "what_if",
]
