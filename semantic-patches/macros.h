/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For spatch --macro-file: what looks like a syntax error to it. The semantic
 * patches do without; --parse-c, that run asks what could not be read, does not.
 */
#define scoped_guard YACFE_ITERATOR
#define scoped_cond_guard YACFE_ITERATOR
