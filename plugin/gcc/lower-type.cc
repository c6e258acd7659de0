/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types, as far as the unit has them, and the names of records and fields. */
#include "lower.h"

static bool is_gfp(struct lower *l, tree type)
{
	tree name = TYPE_NAME(type);

	while (name && TREE_CODE(name) == TYPE_DECL) {
		tree original = DECL_ORIGINAL_TYPE(name);

		if (DECL_NAME(name) == l->gfp_name)
			return true;
		if (!original)
			return false;
		name = TYPE_NAME(original);
	}
	return false;
}

enum lab_type lower_type(struct lower *l, tree type)
{
	switch (TREE_CODE(type)) {
	case VOID_TYPE:
		return LAB_TYPE_VOID;
	case BOOLEAN_TYPE:
		return LAB_TYPE_BOOL;
	case INTEGER_TYPE:
	case ENUMERAL_TYPE:
		if (TYPE_PRECISION(type) > 64)
			return LAB_TYPE_OTHER;
		if (is_gfp(l, type))
			return LAB_TYPE_GFP;
		return TYPE_UNSIGNED(type) ? LAB_TYPE_UINT : LAB_TYPE_INT;
	case POINTER_TYPE:
	case REFERENCE_TYPE:
	case NULLPTR_TYPE:
		return LAB_TYPE_PTR;
	case RECORD_TYPE:
	case UNION_TYPE:
	case QUAL_UNION_TYPE:
	case ARRAY_TYPE:
		return LAB_TYPE_AGG;
	default:
		return LAB_TYPE_OTHER;
	}
}

static const char *name_of(tree name)
{
	if (name && TREE_CODE(name) == TYPE_DECL)
		name = DECL_NAME(name);
	if (!name || TREE_CODE(name) != IDENTIFIER_NODE)
		return "";
	return IDENTIFIER_POINTER(name);
}

/*
 * A struct without a tag takes the name of its first typedef. C hangs that
 * name on a variant of the type; new variants go to the head of the chain.
 */
static const char *find_record_name(tree main_type)
{
	const char *name = name_of(TYPE_NAME(main_type));
	tree v;

	if (*name)
		return name;
	for (v = TYPE_NEXT_VARIANT(main_type); v; v = TYPE_NEXT_VARIANT(v)) {
		const char *n = name_of(TYPE_NAME(v));

		if (*n)
			name = n;
	}
	return name;
}

const char *lower_record(struct lower *l, tree type)
{
	const char **known, *name;

	if (!type || !RECORD_OR_UNION_TYPE_P(type))
		return "";
	type = TYPE_MAIN_VARIANT(type);
	known = l->records.get(type);
	if (known)
		return *known;
	name = find_record_name(type);
	l->records.put(type, name);
	return name;
}

uint64_t lower_field_offset(tree field)
{
	if (!tree_fits_uhwi_p(DECL_FIELD_OFFSET(field)))
		return LAB_NONE;
	return (uint64_t)int_bit_position(field) / BITS_PER_UNIT;
}

static uint32_t field_size(tree field)
{
	tree size = DECL_SIZE_UNIT(field);

	if (DECL_BIT_FIELD(field) || !size || !tree_fits_uhwi_p(size) ||
	    tree_to_uhwi(size) >= LAB_NONE)
		return LAB_NONE;
	return (uint32_t)tree_to_uhwi(size);
}

lab_id lower_field(struct lower *l, tree field, const char *outer,
		   uint64_t skip)
{
	const char *record = lower_record(l, DECL_CONTEXT(field));
	uint64_t off = lower_field_offset(field);
	lab_id *known, id;

	/* What a nameless record stands in differs from place to place. */
	known = *record && !skip ? l->fields.get(field) : NULL;
	if (known)
		return *known;
	off = off >= LAB_NONE || skip >= LAB_NONE ? LAB_NONE : off + skip;
	id = lab_builder_field(l->b, *record ? record : outer,
			       name_of(DECL_NAME(field)),
			       lower_type(l, TREE_TYPE(field)),
			       off < LAB_NONE ? (uint32_t)off : LAB_NONE,
			       field_size(field));
	if (*record && !skip)
		l->fields.put(field, id);
	return id;
}
