"""Run the command line as `python -m coder.cli`."""

import sys

from coder.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
