"""The rules: models that turn facts and a total into exact quotas.

They round nothing but shares in per cent, where the rule itself says so: by the kernel.
"""

from costshare.models import _registry
from costshare.models._bounds import Bounds, Reach
from costshare.models._draw import Draw
from costshare.models._facts import Facts, Party, read_facts, read_frame, refuse_member
from costshare.models._idle import IDLE_WORDS
from costshare.models._model import AnyModel, Model, ModelLike, RuleModel, add_terms, terms_of
from costshare.models._price import Price, Tier, reach_words
from costshare.models._quantity import Idle, Quantity
from costshare.models._registry import *  # noqa: F403 - the models, which it names
from costshare.models._registry import MODELS, own_model, read_written, write_model
from costshare.models._share_rounding import MOST_SHARE_PLACES, BrokenTie, ShareRounding
from costshare.models._term import (
    Term,
    drivers_of,
    exactly,
    given,
    line_quota,
    lines_of,
    share_difference,
    share_words,
    shared,
)
from costshare.models._within_bounds import WithinBounds

__all__ = [
    "IDLE_WORDS",
    "MODELS",
    "MOST_SHARE_PLACES",
    "AnyModel",
    "Bounds",
    "BrokenTie",
    "Draw",
    "Facts",
    "Idle",
    "Model",
    "ModelLike",
    "Party",
    "Price",
    "Quantity",
    "Reach",
    "RuleModel",
    "ShareRounding",
    "Term",
    "Tier",
    "WithinBounds",
    "add_terms",
    "drivers_of",
    "exactly",
    "given",
    "line_quota",
    "lines_of",
    "own_model",
    "reach_words",
    "read_facts",
    "read_frame",
    "read_written",
    "refuse_member",
    "share_difference",
    "share_words",
    "shared",
    "terms_of",
    "write_model",
]
__all__ += _registry.__all__
