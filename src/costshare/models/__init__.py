"""The rules: models that turn facts and a total into exact quotas. They never round."""

from costshare.models._blend import Blend
from costshare.models._bounded import Bounded
from costshare.models._bounds import Bounds, Reach
from costshare.models._capacity import Capacity
from costshare.models._damped import Damped
from costshare.models._facts import Facts, Party, read_facts, refuse_dates_of_membership
from costshare.models._fixed import Fixed
from costshare.models._flat import Flat
from costshare.models._indexed import Indexed
from costshare.models._limited import Limited
from costshare.models._lines import line_quota, lines_of
from costshare.models._mixed import Mixed
from costshare.models._model import Model, ModelLike, RuleModel, add_terms, terms_of
from costshare.models._price import Price, Tier
from costshare.models._proportional import PerCapita, Proportional
from costshare.models._registry import AnyModel, check_written, own_model, write_model
from costshare.models._tariff import Tariff
from costshare.models._term import Term
from costshare.models._tiered import Tiered

__all__ = [
    "AnyModel",
    "Blend",
    "Bounded",
    "Bounds",
    "Capacity",
    "Damped",
    "Facts",
    "Fixed",
    "Flat",
    "Indexed",
    "Limited",
    "Mixed",
    "Model",
    "ModelLike",
    "Party",
    "PerCapita",
    "Price",
    "Proportional",
    "Reach",
    "RuleModel",
    "Tariff",
    "Term",
    "Tier",
    "Tiered",
    "add_terms",
    "check_written",
    "line_quota",
    "lines_of",
    "own_model",
    "read_facts",
    "refuse_dates_of_membership",
    "terms_of",
    "write_model",
]
