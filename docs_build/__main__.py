"""``python -m docs_build``: write the reference pages anew."""

import sys

from docs_build import write_pages

for path in write_pages():
    sys.stderr.write(f"written: {path}\n")
