# SPDX-License-Identifier: GPL-2.0-or-later
#
# build/labcheck.so, for the compiler $(CC). A plugin fits one build of GCC, so
# it is compiled with that one's headers; any g++ that can read them will do.
#
# `make plugins` builds one for each compiler in PLUGIN_CCS, to be installed:
# this makefile runs once more for each, with PLUGIN_CC and PLUGIN_OUT.

PLUGIN_CC ?= $(CC)
PLUGIN_OUT ?= $(OUT)
PLUGIN_SRC := $(sort $(wildcard plugin/gcc/*.cc))
PLUGIN_OBJ := $(PLUGIN_SRC:%.cc=$(PLUGIN_OUT)/obj/%.o)
PLUGIN_INC := $(shell $(PLUGIN_CC) -print-file-name=plugin 2> /dev/null)/include
# Another build of the same version has other contents here.
PLUGIN_VERSION := $(wildcard $(PLUGIN_INC)/plugin-version.h)

# As cc1 itself does.
PLUGIN_LIBS := -lzstd

PLUGIN_FLAGS = -std=gnu++17 -fno-rtti -fno-exceptions -fPIC \
	       -fvisibility=hidden -isystem $(PLUGIN_INC) $(CPPFLAGS) \
	       $(WARN) $(CFLAGS) $(CXXFLAGS)

# References to GCC become weak: what another version of GCC lacks must not
# keep it from loading the plugin and being told that it does not fit. (As a
# weak reference pulls nothing out of an archive, the core is linked whole.)
# What libgcc, libstdc++ and libc give stays as it is.
KEEP_STRONG := __* _Zn* _Zd* _ZSt* _ZNSt* _ZNKSt* _DYNAMIC
$(PLUGIN_OUT)/obj/plugin/gcc/%.o: plugin/gcc/%.cc $(OUT)/flags plugin/gcc/gcc.mk \
				  $(PLUGIN_VERSION)
	$(call say,CXX,$<)
	@mkdir -p $(@D)
	@test -f $(PLUGIN_INC)/gcc-plugin.h || { \
		echo "labcheck: no plugin headers for $(PLUGIN_CC):" \
		"install gcc-$$($(PLUGIN_CC) -dumpversion)-plugin-dev" >&2; exit 1; }
	$(Q)$(CXX) $(PLUGIN_FLAGS) -MMD -MP -MT $@ -MF $(@:.o=.d) \
		-c -o $@.strong $<
	$(Q)objcopy -w $(KEEP_STRONG:%=--weaken-symbol='!%') \
		--weaken-symbol='*' $@.strong $@ && rm -f $@.strong

$(PLUGIN_OUT)/labcheck.so: $(PLUGIN_OBJ) $(CORE_LIB)
	$(call say,LD,$@)
	$(Q)$(CXX) -shared $(CFLAGS) $(LDFLAGS) -Wl,--exclude-libs,ALL \
		-Wl,-Bsymbolic -o $@.new $(PLUGIN_OBJ) \
		-Wl,--whole-archive $(CORE_LIB) -Wl,--no-whole-archive \
		$(PLUGIN_LIBS)
	$(Q)mv $@.new $@

-include $(PLUGIN_OBJ:.o=.d)

PLUGIN_CCS ?= $(shell scripts/compilers $(CC))

# The one that is there already is copied; one of a compiler that has gone goes.
.PHONY: plugins
plugins: $(CORE_LIB) $(OUT)/labcheck.so
	@+mkdir -p $(OUT)/plugins; kept=; \
	for cc in $(PLUGIN_CCS); do \
		name=$$(scripts/compilers --folder $$cc) && \
		dir=$(OUT)/plugins/$$name && mkdir -p $$dir && \
		if [ $$cc = '$(PLUGIN_CC)' ]; then \
			cp $(OUT)/labcheck.so $$dir/; \
		else \
			$(MAKE) --no-print-directory PLUGIN_CC=$$cc \
				PLUGIN_OUT=$$dir $$dir/labcheck.so; \
		fi || exit 1; \
		kept="$$kept $$name"; \
	done; \
	for dir in $(OUT)/plugins/*; do \
		case "$$kept " in *" $${dir##*/} "*) ;; *) rm -rf $$dir ;; esac; \
	done
