# SPDX-License-Identifier: GPL-2.0-or-later
#
# test-kernel: the cases as modules in a real kernel under qemu, its detectors
# against the judge. Installs qemu and busybox; builds the kernel once (minutes),
# in the cache folder outside the repository.

.PHONY: test-kernel
test-kernel: $(OUT)/judge
	$(Q)tests/kernel/run-cases --install --judge $(OUT)/judge
