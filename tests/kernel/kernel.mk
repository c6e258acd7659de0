# SPDX-License-Identifier: GPL-2.0-or-later
#
# test-kernel: the cases as modules in real kernels under qemu, their detectors
# against the judge. Installs qemu and busybox; fetches the sources and builds the
# kernels once (minutes), in the cache folder outside the repository. An interrupted
# run goes on where it was; $(OUT)/test-kernel holds what each function's kernel said,
# and the table of what came out.

.PHONY: test-kernel
test-kernel: $(OUT)/judge
	$(Q)tests/kernel/run-cases --install --judge $(OUT)/judge \
		--keep $(OUT)/test-kernel --table $(OUT)/test-kernel/table
