"""The word of each solution, as people read it."""

from costshare.words import say

RULE_WORDS = {
    "shapley": say("Shapley value"),
    "nucleolus": say("nucleolus"),
    "per_capita_nucleolus": say("per-capita nucleolus"),
    "prenucleolus": say("prenucleolus"),
    "least_core": say("least core"),
    "tau_value": say("τ-value"),
    "dutta_ray": say("Dutta–Ray"),
    "scrb": say("separable costs, remaining benefits"),
    "alternative_cost_avoided": say("alternative cost avoided"),
    "equal_gains": say("equal gains"),
    "proportional_gains": say("proportional gains"),
}
