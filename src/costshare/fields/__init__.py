"""What users declare (models, members, pools) as frozen pydantic data with exact numbers."""

from costshare.fields._declared import Declared
from costshare.fields._exact import Exact, Name, NonNegative, ShareOfOne, UnitSize, read_name
from costshare.fields._messages import validation_message

__all__ = [
    "Declared",
    "Exact",
    "Name",
    "NonNegative",
    "ShareOfOne",
    "UnitSize",
    "read_name",
    "validation_message",
]
