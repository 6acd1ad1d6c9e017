"""What a fair share is: games of what players cost together, and claims on too small an amount."""

from costshare.fairness import claims
from costshare.fairness._compare_solutions import compare_solutions
from costshare.fairness._core import Blocking, blocking, in_core
from costshare.fairness._egalitarian import dutta_ray
from costshare.fairness._estimate import Estimated, ShapleyEstimate, estimate_shapley
from costshare.fairness._excess_levels import ExcessLevel, ExcessLevels, ExcessRule, Weighed
from costshare.fairness._gains import (
    alternative_cost_avoided,
    equal_gains,
    proportional_gains,
    scrb,
)
from costshare.fairness._game import Game
from costshare.fairness._makers import (
    airport,
    joint_procurement,
    spanning_tree,
    stand_alone,
    tree,
)
from costshare.fairness._nucleolus import (
    excess_levels,
    least_core,
    nucleolus,
    per_capita_nucleolus,
    prenucleolus,
)
from costshare.fairness._property import Property
from costshare.fairness._shapley import shapley
from costshare.fairness._solutions import Solutions
from costshare.fairness._solutions import notes_of as notes_of
from costshare.fairness._solve import SOLUTIONS, Rule, fees, solve
from costshare.fairness._tau import tau_value
from costshare.fairness._words import RULE_WORDS

__all__ = [
    "RULE_WORDS",
    "SOLUTIONS",
    "Blocking",
    "Estimated",
    "ExcessLevel",
    "ExcessLevels",
    "ExcessRule",
    "Game",
    "Property",
    "Rule",
    "ShapleyEstimate",
    "Solutions",
    "Weighed",
    "airport",
    "alternative_cost_avoided",
    "blocking",
    "claims",
    "compare_solutions",
    "dutta_ray",
    "equal_gains",
    "estimate_shapley",
    "excess_levels",
    "fees",
    "in_core",
    "joint_procurement",
    "least_core",
    "nucleolus",
    "per_capita_nucleolus",
    "prenucleolus",
    "proportional_gains",
    "scrb",
    "shapley",
    "solve",
    "spanning_tree",
    "stand_alone",
    "tau_value",
    "tree",
]
