"""How far, and how long on foot: an estimate, and always shown as one."""

from __future__ import annotations

import numpy as np

from data.columns import Metres
from data.timelines import Ints

STREETS_ARE_LONGER = 1.3
WALKING_METRES_PER_MINUTE = 75.0
"""4.5 km an hour."""


def walking_minutes(metres: Metres) -> Ints:
    """Estimate minutes on foot for straight-line metres, rounded up, at least 1.

    Streets are taken to be 1.3 times as long as the straight line. Rivers, railways and gates
    are not known here.
    """
    minutes = np.ceil(metres * STREETS_ARE_LONGER / WALKING_METRES_PER_MINUTE)
    rounded: Ints = np.maximum(minutes, 1).astype(np.int32)
    return rounded


def metres_within(minutes: int) -> float:
    """Give the straight-line metres that can be walked in so many minutes.

    >>> int(metres_within(15))
    865
    """
    return minutes * WALKING_METRES_PER_MINUTE / STREETS_ARE_LONGER
