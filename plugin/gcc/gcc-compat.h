/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gcc-compat: GCC's headers in the one order that works, and the only place
 * that knows how GCC 10 to 16 differ.
 */
#ifndef LAB_GCC_COMPAT_H
#define LAB_GCC_COMPAT_H

#define INCLUDE_STRING
#define INCLUDE_VECTOR
#include "gcc-plugin.h"
#include "bversion.h"
#include "c-family/c-common.h"
#include "c-family/c-pragma.h"
#include "diagnostic-core.h"
#include "diagnostic.h"
#include "gcc-rich-location.h"
#include "langhooks.h"
#include "tree.h"
#include "tree-pass.h"
#include "stringpool.h"
#include "attribs.h"
#include "context.h"
#include "function.h"
#include "basic-block.h"
#include "gimple.h"
#include "internal-fn.h"
#include "gimple-iterator.h"
#include "ssa.h"
#include "tree-cfg.h"
#include "cgraph.h"
#include "cpplib.h"
#include "stor-layout.h"
#include "output.h"
#include "options.h"
#include "opts.h"
#include "toplev.h"

#if BUILDING_GCC_VERSION < 10000
#error "labcheck needs GCC 10 or newer"
#endif

/* GCC 10 keeps what a thunk does in the node itself. */
static inline bool compat_is_thunk(const cgraph_node *n)
{
#if BUILDING_GCC_VERSION < 11000
	return n->thunk.thunk_p;
#else
	return n->thunk;
#endif
}

/* -Werror on or off; says what it was. */
static inline bool compat_set_werror(bool on)
{
#if BUILDING_GCC_VERSION < 14000
	bool was = global_dc->warning_as_error_requested;

	global_dc->warning_as_error_requested = on;
#else
	bool was = global_dc->warning_as_error_requested_p();

	global_dc->set_warning_as_error_requested(on);
#endif
	return was;
}

/* Where a macro was expanded. */
static inline location_t compat_expansion_point(const line_map_macro *m)
{
#if BUILDING_GCC_VERSION < 14000
	return m->expansion;
#else
	return m->get_expansion_point_location();
#endif
}

/* The text of a toplevel asm, or NULL; extended ones came with GCC 15. */
static inline const char *compat_asm_text(const asm_node *n)
{
	tree t = n->asm_str;

	if (t && TREE_CODE(t) == ASM_EXPR)
		t = ASM_STRING(t);
	if (!t || TREE_CODE(t) != STRING_CST)
		return NULL;
	return TREE_STRING_POINTER(t);
}

#endif
