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

int lab_rule_by_name(const char *name)
{
	int i;

	for (i = 0; i < LAB_RULE_COUNT; i++)
		if (!strcmp(rule_names[i], name))
			return i;
	return -1;
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

const char *lab_unanalysed_name(enum lab_unanalysed u)
{
	return (unsigned int)u < LAB_UNAN_COUNT ? unanalysed_names[u] : "?";
}

const char *lab_unanalysed_text(enum lab_unanalysed u)
{
	return (unsigned int)u < LAB_UNAN_COUNT ? unanalysed_texts[u] : "?";
}
