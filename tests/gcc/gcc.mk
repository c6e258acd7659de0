# SPDX-License-Identifier: GPL-2.0-or-later
#
# fuzz-gcc: N programs of csmith, from SEED on, compiled with the plugin and
# without; what fails stays in OUT/fuzz-gcc.
N ?= 100
SEED ?= 1

.PHONY: fuzz-gcc
fuzz-gcc: $(OUT)/labcheck $(OUT)/labcheck.so
	$(Q)$(PYTHON) tests/gcc/fuzz $(OUT) --count $(N) --seed $(SEED)
