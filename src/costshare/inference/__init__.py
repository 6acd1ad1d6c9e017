"""Which model made published fees: exact parameters, or a proof that there are none."""

from costshare.inference._candidate import Candidate
from costshare.inference._evidence import Contradiction, LeastChange
from costshare.inference._infer import infer
from costshare.inference._infer_mixed import infer_blend, infer_mixed
from costshare.inference._inference import Inference
from costshare.inference._ranking import Ranking
from costshare.inference._year_fit import Cell, YearFit
from costshare.inference._yearly_ranking import YearlyRanking
from costshare.inference._yearly_rule import YearlyRule

__all__ = [
    "Candidate",
    "Cell",
    "Contradiction",
    "Inference",
    "LeastChange",
    "Ranking",
    "YearFit",
    "YearlyRanking",
    "YearlyRule",
    "infer",
    "infer_blend",
    "infer_mixed",
]
