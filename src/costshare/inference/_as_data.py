"""An inference as plain data, for JSON."""

from typing import TYPE_CHECKING, Any

from costshare.amounts import plain
from costshare.models import write_model

if TYPE_CHECKING:
    from costshare.inference._inference import Inference


def as_data(inference: "Inference") -> dict[str, Any]:
    """Write everything found; exact numbers are strings."""
    question = inference.question
    data: dict[str, Any] = {
        "kind": inference.kind,
        "unit": plain(question.unit.size),
        "method": question.method,
        "ties": question.ties if question.method else None,
        "rounding": question.rounding,
        "fees": {name: f"{fee:f}" for name, fee in inference.fees.items()},
        "left_out": list(inference.left_out),
        "drivers": {
            name: dict(zip(question.members, map(plain, column), strict=True))
            for name, column in question.drivers.items()
        },
        "exact": inference.exact,
    }
    if inference.exact:
        data["model"] = write_model(inference.model())
    if inference.flat_share is not None and inference.closed is not None:
        data["flat_share"] = [str(end) for end in inference.flat_share]
        data["closed"] = list(inference.closed)
    if inference.vertices is not None:
        data["vertices"] = [[str(value) for value in corner] for corner in inference.vertices]
        data["corners_belong"] = list(inference.corners_belong or ())
        data["edges_belong"] = list(inference.edges_belong or ())
    contradiction, least = inference.contradiction, inference.least_change
    if contradiction is not None:
        data["contradiction"] = {
            "members": list(contradiction.members),
            "fewest": contradiction.fewest,
            "text": contradiction.text,
            "conditions": [
                {
                    "coefficients": [str(each) for each in condition.coefficients],
                    "bound": str(condition.bound),
                    "strict": condition.strict,
                    "members": [question.members[at] for at in condition.members],
                    "multiplier": str(multiplier),
                }
                for condition, multiplier in zip(
                    contradiction.proof.conditions, contradiction.proof.multipliers, strict=True
                )
            ],
        }
    if inference.conflicts is not None and not inference.exact:
        data["conflicts"] = inference.conflicts
    if least is not None and not inference.exact:
        data["least_change"] = {
            "model": write_model(least.model),
            "at_least": least.at_least,
            "changes": {
                name: [f"{one:f}", f"{other:f}"] for name, (one, other) in least.changes.items()
            },
        }
    return data
