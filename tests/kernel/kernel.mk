# SPDX-License-Identifier: GPL-2.0-or-later
#
# test-kernel: the cases as modules in real kernels under qemu, their detectors
# against the judge. Installs what is missing, qemu too; fetches the sources
# and builds the kernels once (minutes), in the cache folder outside the repository. An
# interrupted run goes on where it was; $(OUT)/test-kernel holds what each function's
# kernel said, and the table of what came out.
#
#   make test-kernel MACHINES=1     so many at a time (2)
#   make record-kernel              what came out, as the run that the tests look at

MACHINES ?= 2

.PHONY: test-kernel-deps
test-kernel-deps:
	@scripts/deps kernel

.PHONY: test-kernel
test-kernel: test-kernel-deps
	@+$(MAKE) --no-print-directory judge
	$(Q)tests/kernel/run-cases --judge $(OUT)/judge -j $(MACHINES) \
		--keep $(OUT)/test-kernel --table $(OUT)/test-kernel/table

.PHONY: record-kernel
record-kernel: test-kernel
	$(Q)cp $(OUT)/test-kernel/table tests/kernel/recorded
