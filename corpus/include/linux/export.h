/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_EXPORT_H
#define _MINI_LINUX_EXPORT_H

#define THIS_MODULE	((struct module *)0)
#define EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_GPL(sym)
#define EXPORT_SYMBOL_NS_GPL(sym, ns)

#endif /* _MINI_LINUX_EXPORT_H */
