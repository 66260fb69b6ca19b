"""The page Run folder: the schemas of its tables, and a sentence on every column."""

from __future__ import annotations

from clearwater.findings.tables import TABLES
from docs_build.markdown import NOTICE, code, table
from docs_build.run_folder_words import COLUMNS, SORTED_BY, WHAT

INTRO = """# Run folder

`clearwater scan` writes one folder. Everything in it can be read without Clearwater: `run.json`,
one Parquet file a table, and `report.html`, one page that opens without a network. A folder that
holds a `run.json` is whole. Columns may be added in later versions; none is removed or renamed.

The same input, settings and seed give the same bytes in the Parquet files, for any number of
threads and any order of the input rows. What depends on the clock or the machine stands in
`run.json` under `environment` and nowhere else.

```python
import clearwater as cw

run = cw.Run.load("run/")
run.findings.to_pandas()
```

"""


def run_folder_page() -> str:
    """Return the page."""
    parts = [NOTICE, INTRO]
    for name, schema in TABLES.items():
        rows = [(code(f.name), str(f.type), COLUMNS[name][f.name]) for f in schema]
        parts.append(f"## {name}.parquet\n\n{WHAT[name]} Sorted by {SORTED_BY[name]}.\n\n")
        parts.append(table(("column", "type", "what it is"), rows) + "\n")
    return "".join(parts).rstrip("\n") + "\n"
