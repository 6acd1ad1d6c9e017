"""The agreement that the page opens with."""

from pathlib import Path

import costshare as cs

EXAMPLES = Path(__file__).parents[1] / "examples"
PAGE = EXAMPLES / "explorer" / "explorer.py"


def board() -> cs.Agreement:
    return cs.Agreement.load(EXAMPLES / "norrbotten_2022.toml")
