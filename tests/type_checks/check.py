"""Check that type checkers accept what the documentation shows, and refuse mistakes.

Call it from the root of the repository: ``python tests/type_checks/check.py``. It exits with 1 and
prints each error at its page and line. mypy runs without a plugin, as it does for most users.

- Every Python block of the README, the pages under docs/ and the notebooks, in default mode. An
  example that shows an error (its expected output is a traceback) is left out.
- examples/ in strict mode.
- `good_calls.py` without an error, and `bad_calls.py` with an error on each marked line and on no
  other.
"""

import doctest
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
_HERE = Path(__file__).parent
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SHOWS_AN_ERROR = "shown(lambda:"  # docs/reference/errors.md prints errors without a traceback
_NOT_HERE = re.compile(r'Import "pyspark')  # it has an environment of its own
_MISTAKE = re.compile(r"# error\b")
_MYPY = re.compile(r"^(?P<file>.+?):(?P<line>\d+): error: (?P<message>.+)$", re.MULTILINE)


class Problem(NamedTuple):
    """What a checker reports."""

    file: str
    line: int
    checker: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.checker}: {self.message}"


def code_of_page(text: str) -> str:
    """Keep the Python code of a Markdown page, each line at its own number."""
    lines = [""] * (text.count("\n") + 1)
    for block in _BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(1))
        for number, source in _statements(block[1]):
            rows = source.splitlines()
            start = first + number
            lines[start : start + len(rows)] = rows
    return "\n".join(lines) + "\n"


def _statements(block: str) -> Iterator[tuple[int, str]]:
    """Yield each statement of a block that is expected to run, with its line in the block."""
    if ">>>" not in block:
        yield 0, block
        return
    for example in doctest.DocTestParser().get_examples(block):
        if example.exc_msg is None and not example.source.startswith(_SHOWS_AN_ERROR):
            yield example.lineno, example.source


def code_of_notebook(text: str) -> str:
    """Join the code cells of a notebook."""
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    return "\n\n".join("".join(cell["source"]) for cell in cells) + "\n"


def documented() -> dict[str, str]:
    """Collect the code of every page and notebook by the page's path."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    code = {str(page.relative_to(ROOT)): code_of_page(page.read_text("utf-8")) for page in pages}
    for notebook in sorted((ROOT / "docs").rglob("*.ipynb")):
        code[str(notebook.relative_to(ROOT))] = code_of_notebook(notebook.read_text("utf-8"))
    return {page: source for page, source in code.items() if source.strip()}


def mypy(files: Iterable[Path], folder: Path, *, strict: bool = False) -> list[Problem]:
    """Run mypy without a plugin."""
    config = folder / "mypy.ini"
    settings = f"strict = {strict}\nmypy_path = {ROOT / 'src'}"
    # That pyarrow has no types is not for us to correct.
    others = "[mypy-pyspark.*]\nignore_missing_imports = True\n"
    config.write_text(f"[mypy]\n{settings}\ndisable_error_code = import-untyped\n{others}")
    command = [sys.executable, "-m", "mypy", "--config-file", str(config), "--no-error-summary"]
    shape = ["--cache-dir", str(ROOT / ".mypy_cache"), "--no-pretty", "--show-absolute-path"]
    ran = _run([*command, *shape, *map(str, files)])
    return [
        Problem(found["file"], int(found["line"]), "mypy", found["message"])
        for found in _MYPY.finditer(ran)
    ]


def pyright(files: Iterable[Path]) -> list[Problem]:
    """Run pyright with its default rules."""
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable]
    report = json.loads(_run([*command, *map(str, files)]))
    return [
        Problem(found["file"], found["range"]["start"]["line"] + 1, "pyright", found["message"])
        for found in report["generalDiagnostics"]
        if found["severity"] == "error" and not _NOT_HERE.match(found["message"])
    ]


def _run(command: list[str]) -> str:
    """Run a checker; both exit with 1 where they find an error, and above where they fail."""
    ran = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    if ran.returncode not in {0, 1}:
        sys.exit(f"{' '.join(command[:4])} failed:\n{ran.stdout}{ran.stderr}")
    return ran.stdout


def _unexpected(problems: list[Problem], bad_calls: Path) -> list[Problem]:
    """Keep the errors that are not expected, and add one for each expected error not found."""
    rows = bad_calls.read_text("utf-8").splitlines()
    marked = {number for number, row in enumerate(rows, start=1) if _MISTAKE.search(row)}
    found = {
        checker: {each.line for each in problems if each[0::2] == (str(bad_calls), checker)}
        for checker in ("mypy", "pyright")
    }
    missing = [
        Problem(str(bad_calls), line, checker, "this mistake is accepted")
        for checker, lines in found.items()
        for line in sorted(marked - lines)
    ]
    others = [each for each in problems if each.file != str(bad_calls) or each.line not in marked]
    return others + missing


def _at_pages(problems: list[Problem], pages: Mapping[str, str]) -> list[str]:
    named = [each._replace(file=pages.get(each.file, each.file)) for each in problems]
    return [str(each).replace(f"{ROOT}/", "") for each in sorted(named)]


def main() -> int:
    """Run both checkers, print what they report, and return the exit code."""
    # One folder at all times, since mypy's cache remembers where a module was; pyright skips hidden
    # folders.
    folder = ROOT / "build" / "documentation"
    folder.mkdir(parents=True, exist_ok=True)
    pages = {}
    for page, code in documented().items():
        module = folder / (re.sub(r"\W", "_", page) + ".py")
        module.write_text(code, "utf-8")
        pages[str(module)] = page
    calls = [_HERE / "good_calls.py", _HERE / "bad_calls.py"]
    # marimo's cells have no annotations; the rest of the explorer is checked.
    examples = sorted(
        {*(ROOT / "examples").rglob("*.py")} - {ROOT / "examples/explorer/explorer.py"}
    )
    default = [*map(Path, pages), *calls]
    problems = mypy(default, folder) + mypy(examples, folder, strict=True)
    problems += pyright([*default, *examples])
    reports = _at_pages(_unexpected(problems, calls[1]), pages)
    sys.stdout.write("\n".join([*reports, f"{len(pages)} pages, {len(reports)} errors\n"]))
    return 1 if reports else 0


if __name__ == "__main__":
    sys.exit(main())
