"""One file a noun: what a page shows is asked of the use-cases, and handed to its template."""

from fastapi import APIRouter

from clearwater.web.console.assets import assets
from clearwater.web.console.routers.groups import groups
from clearwater.web.console.routers.investigate import investigate
from clearwater.web.console.routers.preferences import preferences
from clearwater.web.console.routers.signing_in import signing_in

CONSOLE: tuple[APIRouter, ...] = (assets, signing_in, preferences, groups, investigate)
"""Every page, and the files that they are made of."""
