"""The page Settings, from the settings table."""

from __future__ import annotations

from clearwater.app.settings import SETTINGS
from docs_build.markdown import NOTICE, code, table

INTRO = """# Settings

The same table serves the command line, Python and this page. In Python the names have underscores
and values may be typed as text (`"10min"`, `"1%"`) or as numbers.

"""


def settings_page() -> str:
    """Return the page."""
    rows = [(code(s.option), s.shown_default, s.allowed, s.unit, s.help) for s in SETTINGS.values()]
    return NOTICE + INTRO + table(("option", "default", "allowed", "unit", "what it does"), rows)
