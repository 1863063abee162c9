"""`python -m bot` is the program `footnote`."""

import os


def main() -> None:
    """Run the program; one thread for numpy, whose matrices here are too small to share out."""
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    from bot.cli.main import main as command_line

    command_line()


if __name__ == "__main__":
    main()
