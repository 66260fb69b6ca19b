"""The store of the demo: made-up people who have worked on the demo's findings for two weeks."""

from clearwater.app.demo_store.filling import DemoStore, fill, found_again
from clearwater.app.demo_store.people import HERE, YOU

__all__ = ["HERE", "YOU", "DemoStore", "fill", "found_again"]
