"""The time that an import of costshare takes, beside an import of numpy and pydantic.

Run it with ``python benchmarks/imports.py``. Each pair of commands runs in turn, in processes of
its own, so that a change in the machine's speed meets both. The first round writes the bytecode
and is not counted.
"""

import os
import statistics
import subprocess
import sys
import time

ROUNDS = 9
BASE = "import numpy, pydantic"
MOST = {
    "import costshare": 1.2,
    "from costshare import apportion": 1.2,
    "import costshare as cs; cs.Agreement; cs.allocate; cs.Mixed": 2.0,
}


def seconds(code: str) -> float:
    """Time one process."""
    environment = {key: value for key, value in os.environ.items() if "BYTECODE" not in key}
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    return time.perf_counter() - begun


def main() -> None:
    """Compare times, pair by pair."""
    for code, most in MOST.items():
        pairs = [(seconds(code), seconds(BASE)) for _ in range(ROUNDS + 1)][1:]
        ours, theirs = (statistics.median(each) for each in zip(*pairs, strict=True))
        ratio = statistics.median(own / base for own, base in pairs)
        print(
            f"{code}: {ours:.3f} s; {BASE}: {theirs:.3f} s (ratio {ratio:.2f}; at most {most:.1f})"
        )
        assert ratio <= most, f"{code} takes {ratio:.2f} times as long as {BASE}"


if __name__ == "__main__":
    main()
