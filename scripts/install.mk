# SPDX-License-Identifier: GPL-2.0-or-later
#
# make man, install, uninstall, deb, test-deb. What is installed is listed
# once, by scripts/files; nothing is left that is not in that list.

PREFIX ?= /usr/local
DESTDIR ?=
INSTALL_ARGS = --build '$(OUT)' --prefix '$(PREFIX)' --destdir '$(DESTDIR)'

# Made from what the command says of itself.
PAGES := $(OUT)/pages.made
PAGE_SRC := scripts/manual scripts/completion scripts/helptext.py scripts/roff.py \
	    $(wildcard docs/man/*.md) docs/model-format.md docs/plugin.md

$(PAGES): $(OUT)/labcheck $(PAGE_SRC)
	$(call say,PAGES,$(OUT)/man $(OUT)/completion)
	$(Q)$(PYTHON) scripts/manual $(OUT)/labcheck $(OUT)/man
	$(Q)$(PYTHON) scripts/completion $(OUT)/labcheck $(OUT)/completion
	@touch $@

.PHONY: man
man: $(PAGES)

.PHONY: install
install: all plugins $(PAGES)
	$(Q)$(PYTHON) scripts/files install $(INSTALL_ARGS)

.PHONY: uninstall
uninstall:
	$(Q)$(PYTHON) scripts/files uninstall $(INSTALL_ARGS)

.PHONY: deb
deb:
	@scripts/deps package
	@+scripts/deb '$(OUT)'

# On this very system: installed, used, purged.
.PHONY: test-deb
test-deb: deb
	@tests/deb-install '$(OUT)'
