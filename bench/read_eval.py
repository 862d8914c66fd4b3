"""How reading a folder of known files ends, against what was expected of each.

    python bench/read_eval.py FOLDER LIST.jsonl

LIST holds one JSON object per line with `path` (relative to FOLDER) and `expect`. Each file is
read in a process of its own with a time limit, so that a crash or a hang counts against it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

LIMIT_SECONDS = 30

STATUSES = {
    "text": ("ok", "partly"),
    "empty": ("empty",),
    "no_text_layer": ("scanned",),
    "garbled": ("garbled",),
    "corrupt": ("broken",),
    "needs_password": ("encrypted",),
}

ONE_FILE = (
    "import json, sys; from pathlib import Path; from ingest.outcomes import outcome_of; "
    "print(json.dumps(outcome_of(Path(sys.argv[1])).as_dict()))"
)


def read_one(path: Path) -> dict[str, object]:
    """Return the outcome, or a status that no reader gives: "crash" or "hang"."""
    command = [sys.executable, "-c", ONE_FILE, str(path)]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=LIMIT_SECONDS,
            cwd=Path(__file__).parents[1],
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"status": "hang", "reason": f"no end after {LIMIT_SECONDS} s"}
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines()
        return {"status": "crash", "reason": told[-1] if told else f"exit {done.returncode}"}
    outcome: dict[str, object] = json.loads(done.stdout)
    return outcome


def main(folder: Path, listing: Path) -> int:
    """Print one line per disagreement and a count; the exit code is 1 after a crash or hang."""
    counts: Counter[str] = Counter()
    for line in listing.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        started = time.perf_counter()
        outcome = read_one(folder.resolve() / entry["path"])
        seconds = time.perf_counter() - started
        status = str(outcome["status"])
        counts[status] += 1
        agreed = status in STATUSES[entry["expect"]]
        counts["as expected" if agreed else "otherwise"] += 1
        if not agreed:
            print(f"{entry['expect']:>14} -> {status:<12} {seconds:4.1f} s  {entry['path']}")
            print(f"{'':>18}{outcome['reason']}")
    print(", ".join(f"{name} {number}" for name, number in sorted(counts.items())))
    return 1 if counts["crash"] or counts["hang"] else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
