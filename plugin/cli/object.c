// SPDX-License-Identifier: GPL-2.0-or-later
/* Units out of object files. The only user of libelf. */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <unistd.h>

/* All units of @n bytes; linked objects hold several, one behind another. */
static int decode_all(const char *p, size_t n, const char *path,
		      struct lab_units *units, struct lab_error *err)
{
	struct lab_error why;
	size_t at = 0, used;
	int count = 0;

	while (at < n) {
		struct lab_unit *u = lab_unit_decode(p + at, n - at, &used,
						     &why);

		if (!u)
			return lab_error_set(err, "%s: unit at byte %zu of its section: %s",
					     path, at, why.msg);
		*LAB_PUSH(&units->list) = u;
		at += used;
		count++;
		/* Zero padding at the end is no unit. */
		while (at < n && !p[at])
			at++;
	}
	return count;
}

static int read_section(Elf_Scn *scn, const char *path,
			struct lab_units *units, struct lab_error *err)
{
	Elf_Data *data = NULL;
	int count = 0, more;

	while ((data = elf_getdata(scn, data))) {
		more = decode_all(data->d_buf, data->d_size, path, units, err);
		if (more < 0)
			return -1;
		count += more;
	}
	return count;
}

static int read_elf(Elf *elf, const char *path, struct lab_units *units,
		    struct lab_error *err)
{
	Elf_Scn *scn = NULL;
	int count = 0, more;
	size_t names;

	if (elf_kind(elf) != ELF_K_ELF || elf_getshdrstrndx(elf, &names))
		return lab_error_set(err, "%s: not an ELF object", path);
	while ((scn = elf_nextscn(elf, scn))) {
		const char *name;
		GElf_Shdr sh;

		if (!gelf_getshdr(scn, &sh))
			return lab_error_set(err, "%s: %s", path,
					     elf_errmsg(-1));
		name = elf_strptr(elf, names, sh.sh_name);
		if (!name || strcmp(name, LAB_UNIT_SECTION) ||
		    sh.sh_type == SHT_NOBITS)
			continue;
		more = read_section(scn, path, units, err);
		if (more < 0)
			return -1;
		count += more;
	}
	return count;
}

int lab_object_read(const char *path, struct lab_units *units,
		    struct lab_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), n;
	Elf *elf;

	if (fd < 0)
		return lab_error_set(err, "%s: %s", path, strerror(errno));
	if (elf_version(EV_CURRENT) == EV_NONE)
		BUG("libelf is older than its header");
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf)
		n = read_elf(elf, path, units, err);
	else
		n = lab_error_set(err, "%s: %s", path, elf_errmsg(-1));
	elf_end(elf);
	close(fd);
	return n;
}

/* Text starts with the printer's first word, never with this magic. */
static int read_bare(const char *path, const struct lab_buf *b,
		     struct lab_units *units, struct lab_error *err)
{
	struct lab_unit *u;

	if (b->n >= 4 && !memcmp(b->s, LAB_UNIT_MAGIC, 4))
		return decode_all(b->s, b->n, path, units, err);
	u = lab_unit_parse(b->s, b->n, path, err);
	if (!u)
		return -1;
	*LAB_PUSH(&units->list) = u;
	return 1;
}

int lab_units_read(const char *path, struct lab_units *units,
		   struct lab_error *err)
{
	struct lab_buf b = { 0 };
	int n;

	if (lab_file_read(path, &b, err))
		return -1;
	if (b.n >= 4 && !memcmp(b.s, ELFMAG, SELFMAG))
		n = lab_object_read(path, units, err);
	else
		n = read_bare(path, &b, units, err);
	lab_buf_free(&b);
	return n;
}

void lab_units_free(struct lab_units *units)
{
	for (uint32_t i = 0; i < units->list.n; i++)
		lab_unit_free(units->list.v[i]);
	LAB_VEC_FREE(&units->list);
}
