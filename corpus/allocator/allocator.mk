# SPDX-License-Identifier: GPL-2.0-or-later
# The reference allocator, the judge and their tests. Included by the Makefile
# at the top, and complete without it:
#   make -f corpus/allocator/allocator.mk test-allocator

ifndef Q
Q := @
endif
CC ?= gcc
AL := corpus/allocator
AL_BUILD := build/allocator
AL_PYTHON ?= $(firstword $(wildcard /usr/bin/python3) python3)

AL_SAN := -fsanitize=address,undefined -fno-sanitize=null,alignment \
	-fno-sanitize-recover=undefined
AL_COMMON := -std=gnu11 -g -O1 -Wall -Wextra -fno-omit-frame-pointer
AL_DEPS = -MMD -MP
# The reference is kernel-like code: no libc header, no builtin of the compiler.
AL_REF_FLAGS := $(AL_COMMON) $(AL_SAN) -D__KERNEL__ -fno-builtin -Icorpus/include
AL_HOST_FLAGS := $(AL_COMMON) $(AL_SAN)

AL_REF_SRC := $(filter-out $(AL)/ref/host.c,$(wildcard $(AL)/ref/*.c))
AL_REF_OBJ := $(AL_REF_SRC:$(AL)/ref/%.c=$(AL_BUILD)/ref/%.o)
AL_JUDGE_SRC := $(filter-out $(AL)/judge/raw.c,$(wildcard $(AL)/judge/*.c))
AL_JUDGE_OBJ := $(AL_JUDGE_SRC:$(AL)/judge/%.c=$(AL_BUILD)/judge/%.o) \
	$(AL_BUILD)/judge/raw.o

.PHONY: judge test-allocator bench-allocator

judge: build/judge

$(AL_BUILD)/ref/%.o: $(AL)/ref/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(AL_REF_FLAGS) $(AL_DEPS) -c -o $@ $<

$(AL_BUILD)/ref/host.o: $(AL)/ref/host.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(AL_HOST_FLAGS) $(AL_DEPS) -c -o $@ $<

$(AL_BUILD)/judge/raw.o: $(AL)/judge/raw.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(AL_COMMON) -O2 $(AL_DEPS) -c -o $@ $<

$(AL_BUILD)/judge/%.o: $(AL)/judge/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(AL_HOST_FLAGS) $(AL_DEPS) -c -o $@ $<

# Cases find the reference in the program that loads them: all of it is exported.
build/judge: $(AL_JUDGE_OBJ) $(AL_REF_OBJ) $(AL_BUILD)/ref/host.o
	$(Q)$(CC) $(AL_SAN) -rdynamic -o $@ $^ -ldl

-include $(wildcard $(AL_BUILD)/*/*.d)
