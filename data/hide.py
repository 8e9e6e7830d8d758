"""``python -m data.hide``: takes a place off the public pages at once, from the server's shell.

For whoever is on duty when no member of staff can sign in. The history says "command line". Showing
it again takes two people, at the staff page, as ever.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from data import clock
from data.changes import ChangeError
from data.database import DatabaseError
from data.live import store
from data.records import Visibility
from data.revisions import RecordKind
from data.roles import Actor, Role

COMMAND_LINE = Actor("command line", Role.EDITOR)


def main(arguments: Sequence[str] | None = None) -> int:
    """Hide one place; say so, or why not."""
    parser = argparse.ArgumentParser(prog="python -m data.hide", description=__doc__)
    parser.add_argument("id", help="of the place: the first column of /data/places.csv")
    parser.add_argument("--why", required=True, help="in a few words, for the history")
    given = parser.parse_args(arguments)
    key = (RecordKind.PLACE, given.id)
    now = clock.real()
    try:
        records = store()
        values = records.timeline().values(key, now) or {}
        if values and values.get("visibility") != Visibility.PUBLIC:
            print(f"{given.id} is not public. Nothing was changed.")
            return 0
        hidden = {"visibility": Visibility.DRAFT.value}
        records.amend(COMMAND_LINE, key, hidden, given.why, now)
    except (ChangeError, DatabaseError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{given.id} is hidden. Within 5 seconds no server shows it any more.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
