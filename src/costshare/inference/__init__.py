"""Which model made published fees: exact parameters, or a proof that there are none."""

from costshare.inference._candidate import Candidate
from costshare.inference._evidence import Contradiction, LeastChange
from costshare.inference._infer import infer
from costshare.inference._infer_mixed import infer_blend, infer_mixed
from costshare.inference._inference import Inference
from costshare.inference._ranking import Ranking

__all__ = [
    "Candidate",
    "Contradiction",
    "Inference",
    "LeastChange",
    "Ranking",
    "infer",
    "infer_blend",
    "infer_mixed",
]
