# SPDX-License-Identifier: GPL-2.0-or-later
#
# The reference allocator, the judge and their tests. A fragment of the
# Makefile at the top, and complete without it:
#
#   make -f corpus/allocator/allocator.mk test-allocator

OUT ?= build
ifeq ($(origin CC),default)
CC := gcc
endif
PYTHON ?= /usr/bin/python3
Q ?= @

AL := corpus/allocator
AL_OUT := $(OUT)/allocator

# Both sanitizers always. NULL and misaligned pointers are judged on use.
AL_SAN := -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	  -fno-sanitize=null,alignment,nonnull-attribute
AL_FLAGS := -std=gnu11 -g -O1 -Wall -Wextra -fno-omit-frame-pointer \
	    $(if $(DEVELOPER),-Werror) -MMD -MP
# The reference is kernel-like code: no libc header, no builtin function.
AL_REF_FLAGS := $(AL_FLAGS) -D__KERNEL__ -D__JUDGE__ -fno-builtin -Icorpus/include

AL_REF_OBJ := $(patsubst $(AL)/%.c,$(AL_OUT)/%.o,$(sort $(wildcard $(AL)/ref/*.c)))
AL_JUDGE_OBJ := $(patsubst $(AL)/%.c,$(AL_OUT)/%.o,$(sort $(wildcard $(AL)/judge/*.c)))
AL_TESTS := $(patsubst $(AL)/%.c,$(AL_OUT)/%,$(sort $(wildcard $(AL)/tests/t-*.c)))

.PHONY: judge
judge: $(OUT)/judge

$(AL_OUT)/ref/%.o: $(AL)/ref/%.c $(AL)/allocator.mk
	@mkdir -p $(@D)
	$(Q)$(CC) $(AL_REF_FLAGS) $(AL_SAN) -c -o $@ $<

# The one file of the reference that is libc code.
$(AL_OUT)/ref/host.o: $(AL)/ref/host.c $(AL)/allocator.mk
	@mkdir -p $(@D)
	$(Q)$(CC) $(AL_FLAGS) $(AL_SAN) -c -o $@ $<

# This one has to read what the sanitizer forbids.
$(AL_OUT)/judge/raw.o: $(AL)/judge/raw.c $(AL)/allocator.mk
	@mkdir -p $(@D)
	$(Q)$(CC) $(AL_FLAGS) -O2 -c -o $@ $<

$(AL_OUT)/judge/%.o: $(AL)/judge/%.c $(AL)/allocator.mk
	@mkdir -p $(@D)
	$(Q)$(CC) $(AL_FLAGS) $(AL_SAN) -DJUDGE_CC='"$(lastword $(CC))"' -c -o $@ $<

# Cases find the reference in the program that loads them: export all of it.
$(OUT)/judge: $(AL_JUDGE_OBJ) $(AL_REF_OBJ)
	$(Q)$(CC) $(AL_SAN) -rdynamic -o $@ $^ -ldl

$(AL_OUT)/tests/t-%: $(AL)/tests/t-%.c $(AL_REF_OBJ)
	@mkdir -p $(@D)
	$(Q)$(CC) $(AL_REF_FLAGS) $(AL_SAN) -O2 -o $@ $< $(AL_REF_OBJ)

# What tests/test_allocator.py runs.
.PHONY: allocator-tests
allocator-tests: $(OUT)/judge $(AL_TESTS)

.PHONY: test-allocator
test-allocator: allocator-tests
	$(Q)LABCHECK_BUILD=$(OUT) $(PYTHON) -m pytest -q -p no:cacheprovider \
		tests/test_allocator.py

# The same code without sanitizers and without choices.
$(AL_OUT)/bench: $(AL)/tests/bench.c $(sort $(wildcard $(AL)/ref/*.c))
	@mkdir -p $(@D)
	$(Q)$(CC) $(AL_FLAGS) -O2 -c -o $(AL_OUT)/bench-host.o $(AL)/ref/host.c
	$(Q)$(CC) $(AL_REF_FLAGS) -O2 -o $@ $(filter-out %/host.c,$^) $(AL_OUT)/bench-host.o

.PHONY: bench-allocator
bench-allocator: $(AL_OUT)/bench
	$(Q)$<

ALL += $(OUT)/judge

-include $(wildcard $(AL_OUT)/*/*.d)
