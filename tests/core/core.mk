# SPDX-License-Identifier: GPL-2.0-or-later
#
# test-core: the core's tests in C, under the address and undefined-behaviour
# sanitizers.

CORE_TEST_ROOMS := base unit model domain engine rules findings render
CORE_TEST_SRC := $(sort $(wildcard tests/core/*.c) \
		 $(foreach r,$(CORE_TEST_ROOMS),$(wildcard plugin/core/$(r)/*.c)))
CORE_TEST_OBJ := $(CORE_TEST_SRC:%.c=$(OUT)/tests/core/%.o) \
		 $(OUT)/tests/core/builtin-model.o \
		 $(OUT)/tests/core/page-parts.o
CORE_TEST_FLAGS := -std=c11 -O1 -g -fsanitize=address,undefined \
		   -fno-sanitize-recover=all -fno-omit-frame-pointer

$(OUT)/tests/core/%.o: %.c $(OUT)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(CORE_TEST_FLAGS) $(CORE_CPPFLAGS) $(CWARN) -Werror -MMD -MP \
		-c -o $@ $<

$(OUT)/tests/core/%.o: $(OUT)/gen/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CORE_TEST_FLAGS) -I. -c -o $@ $<

$(OUT)/tests/core/run: $(CORE_TEST_OBJ)
	$(call say,LD,$@)
	$(Q)$(CC) $(CORE_TEST_FLAGS) -o $@ $^ -lzstd

.PHONY: test-core
test-core: $(OUT)/tests/core/run
	$(call say,TEST,core)
	$(Q)$< $(CORE_TEST_ARGS)

TESTS += test-core

-include $(wildcard $(CORE_TEST_OBJ:.o=.d))

# fuzz-core: libFuzzer (clang) on the readers, FUZZ_SECONDS for each. What it
# finds stays in OUT/fuzz/.
FUZZ_CC ?= clang
FUZZ_SECONDS ?= 60
FUZZ_SRC := $(foreach r,base unit model,$(wildcard plugin/core/$(r)/*.c))
FUZZ_TARGETS := unit text model

$(OUT)/fuzz/run-%: tests/core/fuzz/fuzz.c $(FUZZ_SRC) $(OUT)/gen/builtin-model.c
	$(call say,FUZZCC,$@)
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) -std=c11 -O1 -g $(CORE_CPPFLAGS) -I. -DFUZZ=$* \
		-fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=all -o $@ $^ -lzstd

$(OUT)/fuzz/seeds: tests/core/fuzz/seeds.c tests/core/random-unit.c \
		   $(FUZZ_SRC) $(OUT)/gen/builtin-model.c
	@mkdir -p $(FUZZ_TARGETS:%=$(@D)/corpus/%)
	$(Q)$(CC) -std=c11 -O1 $(CORE_CPPFLAGS) -I. -o $@ $^ -lzstd
	$(Q)$@ $(@D)/corpus

# fuzz-unit: the same for the reader of units alone, with real units of real
# files among the seeds.
$(OUT)/fuzz/corpus/unit/real: tests/fuzz-seeds $(OUT)/fuzz/seeds
	$(Q)$(PYTHON) tests/fuzz-seeds $(OUT) $(@D)
	@touch $@

.PHONY: fuzz-unit
fuzz-unit: $(OUT)/fuzz/run-unit $(OUT)/fuzz/seeds
	@+$(MAKE) --no-print-directory all $(OUT)/fuzz/corpus/unit/real
	$(Q)$(OUT)/fuzz/run-unit -max_total_time=$(FUZZ_SECONDS) \
		-verbosity=0 -print_final_stats=1 -max_len=65536 \
		-artifact_prefix=$(OUT)/fuzz/unit- $(OUT)/fuzz/corpus/unit

.PHONY: fuzz-core
fuzz-core: $(FUZZ_TARGETS:%=$(OUT)/fuzz/run-%) $(OUT)/fuzz/seeds
	$(Q)for t in $(FUZZ_TARGETS); do \
		echo "fuzz $$t"; \
		$(OUT)/fuzz/run-$$t -max_total_time=$(FUZZ_SECONDS) \
			-verbosity=0 -print_final_stats=1 \
			-artifact_prefix=$(OUT)/fuzz/$$t- \
			$(OUT)/fuzz/corpus/$$t || exit 1; \
	done
