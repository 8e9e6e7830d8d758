"""When each way to reach a service is listed as open. It asks the same function as places do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from data.freshness import channel_firm_until, service_checked_until
from data.records import Channel, Service, Status
from data.state import PlaceState, place_states
from data.timed import Listing, TimedColumns


@dataclass(frozen=True)
class Line:
    """One way to reach a service, and what is known of it at a moment."""

    channel: Channel
    state: PlaceState


@dataclass(frozen=True)
class ChannelHours:
    """The hours of the channels of some services, as arrays in the order of the services."""

    services: tuple[Service, ...]
    columns: TimedColumns

    @classmethod
    def of(cls, services: Sequence[Service]) -> ChannelHours:
        """Build the arrays."""
        listings = [_listing(s, channel) for s in services for channel in s.channels]
        return cls(tuple(services), TimedColumns.of(listings))

    def lines(self, at: datetime) -> Mapping[str, tuple[Line, ...]]:
        """Give the lines of each service (by its id) at a moment, which needs a time zone."""
        rows = np.arange(len(self.columns.hours), dtype=np.int32)
        states = iter(place_states(self.columns, rows, at))
        return {
            s.id: tuple(Line(channel, next(states)) for channel in s.channels)
            for s in self.services
        }


def _listing(service: Service, channel: Channel) -> Listing:
    """Only a service that is known to run is ever called open."""
    return Listing(
        channel.opening_hours if service.status is Status.ACTIVE else None,
        channel_firm_until(service, channel),
        service_checked_until(service),
        service.status is Status.TEMPORARILY_CLOSED,
    )
