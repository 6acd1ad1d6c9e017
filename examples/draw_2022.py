"""Draw the fees of Norrbottens e-nämnd 2022: the picture of the README.

    python examples/draw_2022.py [FOLDER]

writes fees_2022.svg into the folder, docs/images where none is named.
"""

import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

import costshare as cs

ROOT = Path(__file__).parents[1]

# Text stays text, and the same picture is the same file.
STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "costshare", "font.family": "sans-serif"}


def draw() -> Figure:
    """The fees of every member, pool by pool."""
    fees = cs.Agreement.load(ROOT / "examples" / "norrbotten_2022.toml").allocate()
    figure = Figure(figsize=(8.5, 5.2), layout="constrained")
    cs.plotting.fees(fees, ax=figure.add_subplot())
    return figure


def main(folder: Path) -> None:
    """Write the picture."""
    path = folder / "fees_2022.svg"
    with mpl.rc_context(STYLE):
        draw().savefig(path, metadata={"Date": None})
    print(f"{path.name}: {path.stat().st_size // 1024 + 1} KB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
