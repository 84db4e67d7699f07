#!/usr/bin/env python3
"""The fault suite: the real server, real repositories, twenty readers, and one fault after another.

  faults_test.py PATH_OF_CAIRN_SERVER [--full] [--report FILE] [unittest arguments]

Every case of the table is a test: `Faults.test_directory_gone`. --full tries each as often as the table's second
number says, else the first. --report writes what was measured as JSON. CAIRN_FAULT_RUNS overrules both numbers,
CAIRN_FAULT_PAUSE the seconds that each reader rests between two questions.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import server_test  # noqa: E402
import cases_calls  # noqa: E402,F401
import cases_content  # noqa: E402,F401
import cases_disk  # noqa: E402,F401
import cases_hanging  # noqa: E402,F401
import cases_history  # noqa: E402,F401
import cases_kill  # noqa: E402,F401
import cases_native  # noqa: E402,F401
import cases_remote  # noqa: E402,F401
from checker import Wrong  # noqa: E402
from table import CASES, RESTART_MS_MAX  # noqa: E402
from world import World  # noqa: E402

FULL = False
REPORT = []
FAILURES_MAX = 3


class Faults(unittest.TestCase):
    """Filled from the table below."""


def test_of(entry):
    def test(self):
        runs = int(os.environ.get("CAIRN_FAULT_RUNS", entry.full if FULL else entry.quick))
        where = tempfile.mkdtemp(prefix="cairn-faults-")
        self.addCleanup(shutil.rmtree, where, ignore_errors=True)
        pause = float(os.environ.get("CAIRN_FAULT_PAUSE", 0.02 if FULL else 0.03))
        world = (entry.world or World)(where, pause=pause)
        world.full = FULL
        self.addCleanup(world.close)
        began = time.monotonic()
        failed, words = try_runs(world, entry, runs)
        outcome = {"name": entry.name, "fault": entry.fault, "promise": entry.promise, "runs": runs, "failures": failed,
                   "reads": world.reads, "seconds": round(time.monotonic() - began, 1),
                   "figures": {name: round(value, 1) for name, value in world.figures.items()}}
        REPORT.append(outcome)
        print(json.dumps({key: outcome[key] for key in ("name", "runs", "failures", "reads", "seconds", "figures")}), flush=True)
        self.assertEqual(failed, 0, "\n" + "\n".join(words))
        self.assertLess(world.figures.get("restart to first answer, ms", 0), RESTART_MS_MAX)
    test.__doc__ = f"{entry.fault}: {entry.promise}"
    return test


def try_runs(world, entry, runs):
    """How many runs failed, and the first words of each."""
    failed, words = 0, []
    if entry.prepare is not None:
        entry.prepare(world)
    world.publish()
    world.start()
    for run in range(runs):
        problems = []
        try:
            entry.run(world, run)
            world.let_readers_read()
        except (RuntimeError, Wrong, OSError, subprocess.SubprocessError) as problem:
            problems.append(f"run {run}: {problem}")
        problems += [f"run {run}: {complaint}" for complaint in world.stop_readers()]
        if problems:
            failed += 1
            words += [problem[:400] + " ... " + problem[-1600:] if len(problem) > 2000 else problem for problem in problems[:3]]
            if failed == FAILURES_MAX:
                break  # The rest would say the same.
        if run + 1 < runs:
            world.read_from(world.server.port)
    return failed, words


for one in CASES:
    setattr(Faults, f"test_{one.name}", test_of(one))


def main():
    global FULL
    server_test.SERVER = os.path.abspath(sys.argv.pop(1))
    FULL = "--full" in sys.argv
    report = sys.argv[sys.argv.index("--report") + 1] if "--report" in sys.argv else None
    arguments = [word for word in sys.argv if word not in ("--full", "--report", report)]
    groups = {one.group for one in CASES}
    chosen = [word for word in arguments[1:] if word in groups]
    for group in chosen:
        arguments.remove(group)
    arguments += [f"Faults.test_{one.name}" for one in CASES
                  if one.group in chosen and (FULL or one.quick > 0)]
    program = unittest.main(argv=arguments, verbosity=2, exit=False)
    if report:
        with open(report, "w", encoding="utf-8") as file:
            json.dump(REPORT, file, indent=1)
    sys.exit(not program.result.wasSuccessful())


if __name__ == "__main__":
    main()
