"""``python -m clearwater.cli``: the command line where no script was installed."""

from clearwater.cli.main import run

run()
