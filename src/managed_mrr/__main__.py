"""``python -m managed_mrr``: the command line."""

import sys

from managed_mrr.cli import main

if __name__ == "__main__":
    sys.exit(main())
