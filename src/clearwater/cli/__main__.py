"""``python -m clearwater.cli``: the command line where no script was installed."""

from clearwater.cli.main import run

if __name__ == "__main__":  # the processes of a server import this file, too
    run()
