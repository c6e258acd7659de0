/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_SEQ_FILE_H
#define _MINI_LINUX_SEQ_FILE_H

#include <linux/fs.h>
#include <linux/string.h>

struct seq_file {
	void *private;
};

__printf(2, 3) void seq_printf(struct seq_file *m, const char *fmt, ...);

#endif /* _MINI_LINUX_SEQ_FILE_H */
