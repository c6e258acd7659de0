# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel tree that tests use, in the cache folder (see tests/kernel-tree)."""
import os
import pathlib
import typing


class Tree(typing.NamedTuple):
    version: str
    src: pathlib.Path
    obj: pathlib.Path


def cache_folder():
    home = pathlib.Path.home() / ".cache/labcheck"
    return pathlib.Path(os.environ.get("LABCHECK_CACHE") or home)


def find_tree(series="6.1"):
    """The newest prepared tree of that series, or None."""
    def key(ready):
        return [int(n) for n in ready.parent.name.split(".")]
    ready = sorted(cache_folder().glob(f"kernels/{series}.*/ready"), key=key)
    if not ready:
        return None
    root = ready[-1].parent
    return Tree(root.name, root / "src", root / "obj")
