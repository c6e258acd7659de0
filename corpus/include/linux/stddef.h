/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_STDDEF_H
#define _MINI_LINUX_STDDEF_H

#include <stddef.h>

#ifndef sizeof_field
#define sizeof_field(TYPE, MEMBER)	sizeof(((TYPE *)0)->MEMBER)
#endif
#define offsetofend(TYPE, MEMBER) \
	(offsetof(TYPE, MEMBER) + sizeof_field(TYPE, MEMBER))

#endif /* _MINI_LINUX_STDDEF_H */
