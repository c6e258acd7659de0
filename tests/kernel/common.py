# SPDX-License-Identifier: GPL-2.0-or-later
"""What the parts of run-cases share."""
import pathlib
import subprocess
import typing

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class CannotRun(Exception):
    """The reason, for the user."""


class Step(typing.NamedTuple):
    """One run of one function."""
    module: str
    function: str       # what is called
    inputs: tuple = ()
    fail_nth: int = 0
    fail_others: int = 0
    early: int = 0
    leaks: int = 0      # whether to look afterwards for what was lost

    def line(self):
        """What the guest reads."""
        values = ",".join(map(str, self.inputs)) or "0"
        return (f"run {self.module} fn={self.function} inputs={values} "
                f"fail_nth={self.fail_nth} fail_others={self.fail_others} early={self.early}")


def command(*argv, **options):
    return subprocess.run([str(a) for a in argv], capture_output=True, text=True, **options)
