# SPDX-License-Identifier: GPL-2.0-or-later
#
# fuzz-rules: random programs through labcheck and through the judge. N of
# them, those of SEED; what the two do not agree on is shrunk and printed.

N ?= 1000
SEED ?= 1

.PHONY: fuzz-rules
fuzz-rules: $(OUT)/judge $(OUT)/labcheck $(OUT)/labcheck.so
	$(Q)$(PYTHON) tests/fuzz_rules --build $(OUT) -n $(N) --seed $(SEED)
