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
    fail_rest: int = 0  # all after the nth, too
    fail_others: int = 0
    early: int = 0
    leaks: int = 0      # whether to look afterwards for what was lost
    copy: int = 0       # of the module, in its session

    @property
    def loaded(self):
        """The name that the kernel knows the module by."""
        return f"{self.module}_{self.copy:02d}"

    def line(self, at):
        """What the guest reads; the number of the copy is AT this place of the file."""
        values = ",".join(map(str, self.inputs)) or "0"
        return (f"run {self.module} {self.copy:02d} {at} fn={self.function} inputs={values} "
                f"fail_nth={self.fail_nth} fail_rest={self.fail_rest} "
                f"fail_others={self.fail_others} early={self.early}")


def command(*argv, **options):
    return subprocess.run([str(a) for a in argv], capture_output=True, text=True, **options)
