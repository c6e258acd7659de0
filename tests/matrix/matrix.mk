# SPDX-License-Identifier: GPL-2.0-or-later
#
# test-matrix: the plugin built for GCC 10 to 16 and for two cross compilers, all
# cases checked with each: the verdicts must be the same. MATRIX="gcc-10 gcc-16"
# chooses. matrix-record writes the result of a whole run into docs/compilers.md.

MATRIX ?=

.PHONY: test-matrix
test-matrix:
	@scripts/deps matrix
	@$(PYTHON) tests/matrix/run --out '$(OUT)/matrix' $(MATRIX)

.PHONY: matrix-record
matrix-record:
	@scripts/deps matrix
	@$(PYTHON) tests/matrix/run --out '$(OUT)/matrix' --record docs/compilers.md
