# SPDX-License-Identifier: GPL-2.0-or-later
#
# build/labcheck.so. A plugin fits one build of GCC, so it is compiled with
# the headers of $(CC) and with the g++ that stands beside it.

PLUGIN_SRC := $(sort $(wildcard plugin/gcc/*.cc))
PLUGIN_OBJ := $(PLUGIN_SRC:%.cc=$(OUT)/obj/%.o)
PLUGIN_INC := $(shell $(CC) -print-file-name=plugin 2> /dev/null)/include

PLUGIN_FLAGS = -std=gnu++17 -fno-rtti -fno-exceptions -fPIC \
	       -fvisibility=hidden -isystem $(PLUGIN_INC) $(CPPFLAGS) \
	       $(WARN) $(CFLAGS) $(CXXFLAGS)

# References to GCC become weak: what another version of GCC lacks must not
# keep it from loading the plugin and being told that it does not fit. (As a
# weak reference pulls nothing out of an archive, the core is linked whole.)
# What libgcc, libstdc++ and libc give stays as it is.
KEEP_STRONG := __* _Zn* _Zd* _ZSt* _ZNSt* _ZNKSt* _DYNAMIC
$(OUT)/obj/plugin/gcc/%.o: plugin/gcc/%.cc $(OUT)/flags plugin/gcc/gcc.mk
	$(call say,CXX,$<)
	@mkdir -p $(@D)
	@test -f $(PLUGIN_INC)/gcc-plugin.h || { \
		echo "labcheck: no plugin headers for $(CC):" \
		"install gcc-$$($(CC) -dumpversion)-plugin-dev" >&2; exit 1; }
	$(Q)$(CXX) $(PLUGIN_FLAGS) -MMD -MP -MT $@ -MF $(@:.o=.d) \
		-c -o $@.strong $<
	$(Q)objcopy -w $(KEEP_STRONG:%=--weaken-symbol='!%') \
		--weaken-symbol='*' $@.strong $@ && rm -f $@.strong

$(OUT)/labcheck.so: $(PLUGIN_OBJ) $(CORE_LIB)
	$(call say,LD,$@)
	$(Q)$(CXX) -shared $(CFLAGS) $(LDFLAGS) -Wl,--exclude-libs,ALL \
		-Wl,-Bsymbolic -o $@.new $(PLUGIN_OBJ) \
		-Wl,--whole-archive $(CORE_LIB) -Wl,--no-whole-archive
	$(Q)mv $@.new $@

-include $(PLUGIN_OBJ:.o=.d)
