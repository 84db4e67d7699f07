"""The table of cases: each a fault, a promise, and how often it is tried in the quick and in the full form."""
from dataclasses import dataclass
from typing import Callable

# What holds in every case; the readers watch over the first two.
EVERYWHERE = "no wrong answer, no failed read, no manual repair"
NOT_OLDER = "after a restart the last published state, in less than a second"
RESTART_MS_MAX = 10_000  # asserted generously; the figures are in docs/RELIABILITY.md

CASES = []


@dataclass(frozen=True)
class Case:
    name: str
    fault: str
    promise: str
    quick: int  # 0: only in the full form
    full: int
    run: Callable  # of a world and the number of the run; begins with a started world unless `start` is False
    prepare: Callable = None  # of a world, before its server starts
    group: str = ""
    world: type = None  # of which class its world is; None for that of a repository


def case(group, fault, promise=EVERYWHERE, quick=1, full=10, prepare=None, world=None):
    """Enters a function into the table under its own name."""
    def enter(function):
        CASES.append(Case(function.__name__, fault, promise, quick, full, function, prepare, group, world))
        return function
    return enter
