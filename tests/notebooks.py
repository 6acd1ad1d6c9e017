"""Run the notebooks and store what they show: `python tests/notebooks.py`."""

from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

DOCS = Path(__file__).parents[1] / "docs"
NOTEBOOKS = sorted(DOCS.rglob("*.ipynb"))


def executed(path: Path) -> nbformat.NotebookNode:
    """Run a notebook in its folder; what differs from run to run is left out."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": path.parent}}).execute()
    for cell in notebook.cells:
        cell.metadata = nbformat.NotebookNode()
    notebook.metadata.pop("language_info", None)
    return notebook


def outputs(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    """Return what the cells show, in order."""
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def texts(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the texts and tables that are shown, as people read them."""
    shown = []
    for output in outputs(notebook):
        kinds = output.get("data", {"text": output.get("text", "")})
        shown += [text for kind, text in sorted(kinds.items()) if not kind.startswith("image/")]
    return [text.replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ") for text in shown]


def pictures(notebook: nbformat.NotebookNode) -> int:
    """Count the pictures."""
    return sum("image/png" in each.get("data", {}) for each in outputs(notebook))


if __name__ == "__main__":
    for each in NOTEBOOKS:
        nbformat.write(executed(each), each)
