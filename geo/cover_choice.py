"""Which few of many places reach most children: quickly and nearly best, or best and proven."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from data.timed import Bools

GUARANTEE = 1 - 1 / np.e
"""What picking the most useful place again and again reaches at least, of the best possible."""
SECONDS = 10.0
"""How long an exact answer is looked for."""
_NOTHING = 1e-9

Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """What there is to choose from: ``reach`` is (places, things reached), of 0 and 1.

    ``weights`` says how much each of those things counts; it counts once, however often reached.
    """

    reach: csr_array
    weights: Weights

    def __len__(self) -> int:
        """Count the places."""
        return int(self.reach.shape[0])

    def value(self, places: tuple[int, ...]) -> float:
        """Give how much some places reach together."""
        reached = self.reach[list(places)].sum(axis=0) > 0
        return float(self.weights[reached].sum())

    def only(self, things: Bools) -> Choice:
        """Give the same choice where only some things count."""
        return Choice(self.reach, np.where(things, self.weights, 0.0))

    def merged(self) -> Choice:
        """Give a smaller choice that is the same: what equal places reach is one thing."""
        kept = self.weights > 0
        columns = self.reach.tocsc()[:, kept]
        columns.sort_indices()
        weights: dict[bytes, float] = {}
        ends = columns.indptr.tolist()
        rows = columns.indices.astype(np.int32)
        for weight, begin, end in zip(self.weights[kept].tolist(), ends, ends[1:], strict=False):
            if begin < end:
                places = rows[begin:end].tobytes()
                weights[places] = weights.get(places, 0.0) + weight
        found = [np.frombuffer(places, np.int32) for places in weights]
        thing = np.repeat(np.arange(len(found)), [len(places) for places in found])
        place = np.concatenate([np.empty(0, np.int32), *found])
        reach = csr_array((np.ones(len(place)), (place, thing)), shape=(len(self), len(found)))
        return Choice(reach, np.array(list(weights.values()), np.float64))


@dataclass(frozen=True)
class Answer:
    """The places chosen, as rows in order, and what each adds to those before it.

    ``bound`` is proven: no choice of as many places reaches more. ``proven`` says that this choice
    is known to be the best.
    """

    places: tuple[int, ...]
    gains: tuple[float, ...]
    bound: float
    proven: bool = False

    @property
    def value(self) -> float:
        """How much they reach together."""
        return sum(self.gains)

    @property
    def of_best(self) -> float:
        """The share of the best possible that is proven to be reached, 0 to 1."""
        return min(1.0, self.value / self.bound) if self.bound > _NOTHING else 1.0


def greedy(choice: Choice, count: int) -> Answer:
    """Choose up to ``count`` places, each time the one that adds most; the first of equals.

    It reaches at least GUARANTEE of the best possible (Nemhauser, Wolsey and Fisher, 1978), and
    the run itself proves more: what is reached so far, with the greatest gains that are left, is
    more than any choice can reach. Stops early where no place adds anything.
    """
    left = choice.weights.copy()
    places: list[int] = []
    gains: list[float] = []
    bound = np.inf
    while True:
        gain = choice.reach @ left
        bound = min(bound, sum(gains) + float(np.sort(gain)[::-1][:count].sum()))
        if len(places) >= count or not len(gain) or gain.max() <= _NOTHING:
            break
        best = int(gain.argmax())
        places.append(best)
        gains.append(float(gain[best]))
        left[_reached_by(choice, best)] = 0.0
    bound = max(min(bound, sum(gains) / GUARANTEE), sum(gains))
    return Answer(tuple(places), tuple(gains), bound, proven=bound <= sum(gains) + _NOTHING)


def exact(choice: Choice, count: int, seconds: float = SECONDS) -> Answer:
    """Choose the best ``count`` places (HiGHS), or the best that was found in some seconds.

    ``proven`` says whether it is known to be the best; if not, ``bound`` how much more there may
    be. Never worse than what ``greedy`` finds.
    """
    quick = greedy(choice, count)
    small = choice.merged()
    if quick.proven or not len(small.weights):
        return quick
    solved = _solve(small, min(count, len(small)), seconds)
    chosen = quick.places
    if solved.x is not None:
        found = tuple(np.flatnonzero(solved.x[: len(small)] > 0.5).tolist())
        if choice.value(found) > quick.value:
            chosen = found
    ordered, gains = _in_order(choice, chosen)
    value = sum(gains)
    dual = solved.mip_dual_bound
    bound = quick.bound if dual is None else min(quick.bound, -float(dual))
    proven = solved.status == 0 and bound - value <= 1e-6 * max(1.0, value)
    return Answer(ordered, gains, value if proven else max(bound, value), proven)


def _solve(small: Choice, count: int, seconds: float) -> OptimizeResult:
    """Maximise what is reached: a thing is where one of the places that reach it is chosen."""
    places, things = small.reach.shape
    covered = hstack([-small.reach.T, eye_array(things)])
    chosen = hstack([csr_array(np.ones((1, places))), csr_array((1, things))])
    most = np.concatenate([np.zeros(things), [count]])
    return milp(
        np.concatenate([np.zeros(places), -small.weights]),
        integrality=np.concatenate([np.ones(places), np.zeros(things)]),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(vstack([covered, chosen]).tocsr(), -np.inf, most),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )


def _in_order(choice: Choice, places: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Put places in the order in which each adds most."""
    rows = np.array(places, np.intp)
    own = greedy(Choice(choice.reach[rows], choice.weights), len(rows))
    return tuple(rows[list(own.places)].tolist()), own.gains


def _reached_by(choice: Choice, place: int) -> NDArray[np.int32]:
    begin, end = choice.reach.indptr[place : place + 2]
    found: NDArray[np.int32] = choice.reach.indices[begin:end]
    return found
