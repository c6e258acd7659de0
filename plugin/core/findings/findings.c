/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "findings.h"

#include <stdlib.h>

static const char *const rule_names[] = {
#define X(id, name, text) name,
	LAB_RULES(X)
#undef X
};

static const char *const rule_texts[] = {
#define X(id, name, text) text,
	LAB_RULES(X)
#undef X
};

static const char *const certainty_names[] = {
#define X(id, name) name,
	LAB_CERTAINTIES(X)
#undef X
};

static const char *const step_names[] = {
#define X(id, name) name,
	LAB_STEPS(X)
#undef X
};

static const char *const standing_names[] = {
#define X(id, name) name,
	LAB_STANDINGS(X)
#undef X
};

static const char *const engine_names[] = {
#define X(id, name) name,
	LAB_ENGINES(X)
#undef X
};

static const char *const unanalysed_names[] = {
#define X(id, name, text) name,
	LAB_UNANALYSED(X)
#undef X
};

static const char *const unanalysed_texts[] = {
#define X(id, name, text) text,
	LAB_UNANALYSED(X)
#undef X
};

const char *lab_rule_name(enum lab_rule r)
{
	return (unsigned int)r < LAB_RULE_COUNT ? rule_names[r] : "?";
}

const char *lab_rule_text(enum lab_rule r)
{
	return (unsigned int)r < LAB_RULE_COUNT ? rule_texts[r] : "?";
}

static int index_of(const char *const *names, int n, const char *name)
{
	int i;

	for (i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

int lab_rule_by_name(const char *name)
{
	return index_of(rule_names, LAB_RULE_COUNT, name);
}

int lab_certainty_by_name(const char *name)
{
	return index_of(certainty_names, LAB_CERT_COUNT, name);
}

int lab_step_by_name(const char *name)
{
	return index_of(step_names, LAB_STEP_COUNT, name);
}

int lab_standing_by_name(const char *name)
{
	return index_of(standing_names, LAB_STANDING_COUNT, name);
}

int lab_unanalysed_by_name(const char *name)
{
	return index_of(unanalysed_names, LAB_UNAN_COUNT, name);
}

bool lab_rules_add(uint32_t *mask, const char *word)
{
	bool more = *word == '+';
	int rule = lab_rule_by_name(word + more);

	if (!strcmp(word, "all"))
		*mask |= LAB_RULES_ALL;
	else if (rule < 0)
		return false;
	else
		*mask |= 1u << rule | (more ? LAB_RULES_DEFAULT : 0);
	return true;
}

const char *lab_certainty_name(enum lab_certainty c)
{
	return (unsigned int)c < LAB_CERT_COUNT ? certainty_names[c] : "?";
}

const char *lab_engine_name(enum lab_engine e)
{
	return (unsigned int)e < LAB_ENGINE_COUNT ? engine_names[e] : "?";
}

int lab_engine_by_name(const char *name)
{
	return index_of(engine_names, LAB_ENGINE_COUNT, name);
}

const char *lab_unanalysed_name(enum lab_unanalysed u)
{
	return (unsigned int)u < LAB_UNAN_COUNT ? unanalysed_names[u] : "?";
}

const char *lab_unanalysed_text(enum lab_unanalysed u)
{
	return (unsigned int)u < LAB_UNAN_COUNT ? unanalysed_texts[u] : "?";
}

const char *lab_step_name(enum lab_step_kind k)
{
	return (unsigned int)k < LAB_STEP_COUNT ? step_names[k] : "?";
}

const char *lab_standing_name(enum lab_standing s)
{
	return (unsigned int)s < LAB_STANDING_COUNT ? standing_names[s] : "?";
}
