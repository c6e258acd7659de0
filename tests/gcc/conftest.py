# SPDX-License-Identifier: GPL-2.0-or-later
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import gccplugin  # noqa: E402


@pytest.fixture
def gcc(labcheck, tmp_path):
    return gccplugin.Gcc(labcheck.plugin.resolve(), tmp_path)
