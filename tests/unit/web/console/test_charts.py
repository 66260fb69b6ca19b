"""Plotly.js as it is installed writes no style into a page that charts.js has prepared."""

from __future__ import annotations

import re
from importlib.resources import files

SCRIPT = files("clearwater.web.console").joinpath("static", "scripts", "charts.js").read_text()
PLOTLY = files("plotly").joinpath("package_data", "plotly.min.js").read_text()


def test_every_style_that_it_would_write_is_there_already() -> None:
    prepared = re.search(r"STYLES_OF_OTHERS = \[(.*?)\]", SCRIPT)
    assert prepared is not None
    names = set(re.findall(r'"([^"]+)"', prepared[1]))
    written = set(re.findall(r'getElementById\("([0-9a-f]{64})"\)', PLOTLY))
    assert len(written) == 1
    assert names == {"plotly.js-style-global", *written}
    assert PLOTLY.count('createElement("style")') == 2
    assert 'matches(".no-inline-styles")' in PLOTLY
