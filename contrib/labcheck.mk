# SPDX-License-Identifier: GPL-2.0-or-later
# A kbuild fragment: include it at the end of a module's Makefile, the one that
# calls the kernel's. `make labcheck` says what is new, `make
# labcheck-baseline` accepts what there is. KDIR is the kernel's build folder.
LABCHECK ?= labcheck
KDIR ?= /lib/modules/$(shell uname -r)/build

.PHONY: labcheck labcheck-baseline labcheck-findings
labcheck-findings:
	@$(LABCHECK) check --build $(KDIR) --format=jsonl --ledger \
		--output=labcheck.jsonl $(CURDIR) || test $$? -eq 1

labcheck: labcheck-findings
	@$(LABCHECK) gate --baseline labcheck.baseline labcheck.jsonl

labcheck-baseline: labcheck-findings
	@$(LABCHECK) gate --update --baseline labcheck.baseline labcheck.jsonl
