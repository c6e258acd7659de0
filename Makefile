# SPDX-License-Identifier: GPL-2.0-or-later
#
# make            build/labcheck and build/labcheck.so
# make lint       the main job on the sample driver; installs what is missing
# make test       all tests; installs what is missing
# make help       the rest
#
# V=1 shows the commands, DEVELOPER=1 makes warnings errors, OUT=DIR builds
# elsewhere. The rooms add their own parts in fragments (FRAGMENTS below); a
# fragment may use OUT, CORE_LIB, CORE_CPPFLAGS, WARN, Q, say and FORCE, and
# may add to ALL (what `make` builds), TESTS (what `make test` runs before
# pytest) and LINTS.

OUT ?= build
ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin CXX),default)
CXX := g++
endif
AR ?= ar
PYTHON ?= /usr/bin/python3
CFLAGS ?= -O2 -g

WARN := -Wall -Wextra -Wvla
CWARN := $(WARN) -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
ifdef DEVELOPER
WARN += -Werror
CWARN += -Werror
endif

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-7s %s\n' '$(1)' '$(2)'
endif

CORE_LIB := $(OUT)/libcore.a
CORE_CPPFLAGS := -D_GNU_SOURCE
CORE_SRC := $(sort $(wildcard plugin/core/*/*.c))
CLI_SRC := $(sort $(wildcard plugin/cli/*.c plugin/fix/*.c))
MODELS := $(sort $(wildcard plugin/models/*.model))
PAGE := $(sort $(wildcard plugin/core/render/page/*))
RULE_DOCS := $(sort $(wildcard docs/rules/*.md))
COCCI_FILES := $(sort $(wildcard semantic-patches/*.cocci)) semantic-patches/macros.h
GEN := $(OUT)/gen

CORE_OBJ := $(CORE_SRC:%.c=$(OUT)/obj/%.o) $(GEN)/builtin-model.o $(GEN)/page-parts.o
CLI_OBJ := $(CLI_SRC:%.c=$(OUT)/obj/%.o) $(GEN)/rule-texts.o $(GEN)/cocci-patches.o

ALL :=
TESTS :=
LINTS := layers check-style
FRAGMENTS := plugin/gcc/gcc.mk corpus/allocator/allocator.mk \
	     tests/core/core.mk tests/gcc/gcc.mk tests/kernel/kernel.mk \
	     scripts/install.mk tests/matrix/matrix.mk \
	     tests/fuzz_rules/fuzz-rules.mk

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:

-include $(wildcard $(FRAGMENTS))

ALL += $(if $(CLI_SRC),$(OUT)/labcheck)
ALL += $(if $(wildcard plugin/gcc/gcc.mk),$(OUT)/labcheck.so)

.PHONY: all
all: $(sort $(ALL))

.PHONY: FORCE
FORCE:

# ---- objects -------------------------------------------------------------

# Changed flags rebuild everything: each object depends on this file, which
# is written only when its content would be another one.
FLAGS := $(CC) $(CXX) $(CFLAGS) $(CXXFLAGS) $(CPPFLAGS) $(LDFLAGS) $(CWARN)
$(OUT)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(subst ','\'',$(FLAGS))' | cmp -s - $@ || \
		echo '$(subst ','\'',$(FLAGS))' > $@

C_FLAGS = -std=c11 -fPIC -fvisibility=hidden $(CORE_CPPFLAGS) $(CPPFLAGS) \
	  $(CWARN) $(CFLAGS)

$(OUT)/obj/plugin/%.o: plugin/%.c $(OUT)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(C_FLAGS) -MMD -MP -c -o $@ $<

$(GEN)/%.o: $(GEN)/%.c $(OUT)/flags
	$(call say,CC,$<)
	$(Q)$(CC) $(C_FLAGS) -I. -c -o $@ $<

# What is built in, as C: the model, and the rules' pages. The list of files
# is part of FORCE-d commands, so that a removed file is noticed too.
$(GEN)/builtin-model.c: $(MODELS) scripts/embed FORCE
	@mkdir -p $(@D)
	@scripts/embed lab_model_builtin $@ $(MODELS)

$(GEN)/page-parts.c: $(PAGE) scripts/embed FORCE
	@mkdir -p $(@D)
	@scripts/embed lab_page_parts $@ $(PAGE)

$(GEN)/rule-texts.c: $(RULE_DOCS) scripts/embed FORCE
	@mkdir -p $(@D)
	@scripts/embed lab_rule_pages $@ $(RULE_DOCS)

$(GEN)/cocci-patches.c: $(COCCI_FILES) scripts/embed FORCE
	@mkdir -p $(@D)
	@scripts/embed lab_cocci_patches $@ $(COCCI_FILES)

$(CORE_LIB): $(CORE_OBJ)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

# Moved into place whole: a check or a kernel build may be using the old one.
$(OUT)/labcheck: $(CLI_OBJ) $(CORE_LIB)
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@.new $^ -lelf -ljansson -lsqlite3 -lzstd && mv $@.new $@

-include $(wildcard $(patsubst %.o,%.d,$(CORE_OBJ) $(CLI_OBJ)))

# ---- what people run -----------------------------------------------------

.PHONY: help
help:
	@sed -n 's/^#: //p' $(firstword $(MAKEFILE_LIST))

#: make                 build build/labcheck and build/labcheck.so
#: make lint            run labcheck on the sample driver and show its findings
#: make lint DIR=drivers/x KERNEL=SRC BUILD=OBJ   ... on a directory of yours
#: make test            all tests
#: make test-core       the core's own tests (where tests/core is built)
#: make fuzz-rules N=20000 SEED=1   random programs: labcheck against the judge
#: make bench           CPU time against the plain compiler
#: make known-bugs TABLE=FILE  real bugs found and missed, into docs/results
#: make bench-link OBJECTS=DIR  time and memory of labcheck link on DIR
#: make fuzz-unit       fuzz the reader of units, FUZZ_SECONDS=60
#: make layers          check #include lines against docs/layers.md
#: make check-style     licence heads, length of files, white space
#: make readme          put the command's real output into the README
#: make readings        put each rule's share of false findings into its page
#: make sample          which findings in ten driver folders to read, and what those read were
#: make sample STORED=DIR   ... of runs that tests/sample --keep=DIR left
#: make install         install below PREFIX=/usr/local (and DESTDIR); uninstall
#: make plugins         a plugin for each GCC here that has its plugin headers
#: make deb             a Debian package, in build/deb
#: make test-deb        install that package here, use it, purge it
#: make test-matrix     all cases with GCC 10 to 16, in a root of their own
#: make deps            install what is missing (Debian, root or sudo)
#: make clean           remove build
#: V=1 shows commands, DEVELOPER=1 makes warnings errors, OUT=DIR builds there

.PHONY: deps
deps:
	@scripts/deps all

.PHONY: lint
lint:
	@scripts/deps build
	@+$(MAKE) --no-print-directory all
	@scripts/lint $(OUT)/labcheck '$(DIR)' '$(KERNEL)' '$(BUILD)'

.PHONY: test
test: deps
	@+$(MAKE) --no-print-directory all
	@+$(MAKE) --no-print-directory test-parts
	@tests/run $(OUT)

.PHONY: test-parts
test-parts: $(TESTS)

.PHONY: bench
bench:
	@+$(MAKE) --no-print-directory all
	@$(PYTHON) tests/bench.py $(OUT)

# TABLE: bugs of real kernels, see tests/known-bugs; their trees are prepared
CLASSES ?= AB
.PHONY: known-bugs
known-bugs:
	@+$(MAKE) --no-print-directory all
	@test -n "$(TABLE)" || { echo "known-bugs: give TABLE=FILE" >&2; exit 2; }
	@mkdir -p docs/results
	@$(PYTHON) tests/known-bugs $(OUT)/labcheck $(TABLE) $(CLASSES) > $(OUT)/known-bugs.md
	@cp $(OUT)/known-bugs.md docs/results/known-bugs.md
	@sed -n '/^| class/,$$p' docs/results/known-bugs.md

# OBJECTS: folders with objects that were compiled with the plugin
.PHONY: bench-link
bench-link:
	@+$(MAKE) --no-print-directory all
	@$(PYTHON) tests/bench-link $(OUT) $(OBJECTS)

.PHONY: readme
readme: all
	@$(PYTHON) scripts/readme $(OUT)/labcheck

.PHONY: readings
readings:
	@$(PYTHON) scripts/readings

.PHONY: sample
sample: $(if $(STORED),,$(OUT)/labcheck $(OUT)/labcheck.so)
	@tests/sample $(if $(STORED),--stored=$(STORED)) $(OUT)

.PHONY: layers
layers:
	@$(PYTHON) scripts/layers

.PHONY: check-style
check-style:
	@$(PYTHON) scripts/check-style

.PHONY: clean
clean:
	rm -rf $(OUT)
