"""Corrections: late facts restate a period that is billed; what is left to charge or to credit."""

from costshare.correction._applied import (
    Charge,
    carried,
    cells_of,
    first_difference,
    lines_that_correct,
    own_fees,
    refuse_earlier,
    with_pools,
    written,
)
from costshare.correction._correct import correct
from costshare.correction._correction import Correction
from costshare.correction._explanation import CorrectionExplanation
from costshare.correction._line import CorrectionLine

__all__ = [
    "Charge",
    "Correction",
    "CorrectionExplanation",
    "CorrectionLine",
    "carried",
    "cells_of",
    "correct",
    "first_difference",
    "lines_that_correct",
    "own_fees",
    "refuse_earlier",
    "with_pools",
    "written",
]
