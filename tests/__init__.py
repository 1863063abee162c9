"""The tests of the bot, of its sandbox, and of the documents."""

import os

# As the program itself has it (see `bot/__main__.py`), and before numpy is imported: on a busy
# machine its threads would spend their time on waiting for each other.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
