# SPDX-License-Identifier: GPL-2.0-or-later
#
# test-core: the core's tests in C, under the address and undefined-behaviour
# sanitizers.

CORE_TEST_ROOMS := base unit model findings render
CORE_TEST_SRC := $(sort $(wildcard tests/core/*.c) \
		 $(foreach r,$(CORE_TEST_ROOMS),$(wildcard plugin/core/$(r)/*.c)))
CORE_TEST_OBJ := $(CORE_TEST_SRC:%.c=$(OUT)/tests/core/%.o) \
		 $(OUT)/tests/core/builtin-model.o
CORE_TEST_FLAGS := -std=c11 -O1 -g -fsanitize=address,undefined \
		   -fno-sanitize-recover=all -fno-omit-frame-pointer

$(OUT)/tests/core/%.o: %.c $(OUT)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(CORE_TEST_FLAGS) $(CORE_CPPFLAGS) $(CWARN) -Werror -MMD -MP \
		-c -o $@ $<

$(OUT)/tests/core/builtin-model.o: $(OUT)/gen/builtin-model.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CORE_TEST_FLAGS) -I. -c -o $@ $<

$(OUT)/tests/core/run: $(CORE_TEST_OBJ)
	$(call say,LD,$@)
	$(Q)$(CC) $(CORE_TEST_FLAGS) -o $@ $^

.PHONY: test-core
test-core: $(OUT)/tests/core/run
	$(call say,TEST,core)
	$(Q)$< $(CORE_TEST_ARGS)

TESTS += test-core

-include $(wildcard $(CORE_TEST_OBJ:.o=.d))
