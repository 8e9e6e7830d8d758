"""On which terms others may use the public records, and whom to name: the words for every file.

Where the facts come from, ``data/reference/SOURCES.md`` and the source of each record say. Nothing
of the records comes from OpenStreetMap; borough and postcode points rest on open data of the ONS.
"""

from __future__ import annotations

from data import settings

PUBLISHER = "Somewhere Safe"
LICENCE_NAME = "Open Government Licence v3.0"
LICENCE_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
ATTRIBUTION = (
    "Somewhere Safe, and the source named in each record. Contains OS data © Crown copyright and "
    "database right, Royal Mail data © Royal Mail copyright and database right, and National "
    "Statistics data © Crown copyright and database right."
)
NOT_CONFIRMED = (
    "City Hall has not confirmed this licence yet. Ask before you rely on it for more than "
    "showing the list."
)
OF_OTHERS = (
    "The licence is for the list and for the words that we wrote. Each fact names its source; "
    "names, signs and words of a council, a charity or a shop stay theirs, and we don't know on "
    "which terms each of them may be copied."
)
HOW_TO_USE = (
    "Never show hours as plainly open after hours_firm_until, or where that is empty: write "
    "'check first'. On a bank holiday that the hours don't name, write that nobody knows. Show "
    "proposed places as proposed. Take the file anew each day, or more often: what is gone from it "
    "must leave your list at once. Show 999 beside the list."
)


def terms() -> str:
    """Say in sentences what the licence covers, and whether it is certain."""
    return OF_OTHERS if settings.current().licence_confirmed else f"{NOT_CONFIRMED} {OF_OTHERS}"
