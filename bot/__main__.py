"""`python -m bot` is the program `footnote`."""

import gc
import os
import sys

from bot.exit_status import ExitStatus


def main() -> None:
    """Run the program; one thread for numpy, whose matrices here are too small to share out."""
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    gc.set_threshold(100_000, 20, 20)  # what is imported and kept stays: it is seldom walked
    try:
        from bot.terminal.main import main as command_line
    except KeyboardInterrupt:  # while importing; from then on the program sees to it
        sys.exit(ExitStatus.INTERRUPTED)
    command_line()


if __name__ == "__main__":
    main()
