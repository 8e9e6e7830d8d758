"""What the pages of services say around their list."""

from __future__ import annotations

PAGE = 8
"""Services shown at once."""
INTRO = "You can ask what stays private before you say who you are. You can stop when you want."
FROM_LINK = "The link leads to this service"
UNKNOWN_BOROUGH = "The link names a borough that we don't know. This is for all of London."
