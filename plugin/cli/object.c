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

/* Tell of each section with units; an object may have several. */
static int each_section(Elf *elf, const char *path,
			void (*each)(const void *p, size_t n, void *arg),
			void *arg, struct lab_error *err)
{
	Elf_Scn *scn = NULL;
	size_t names;

	if (elf_kind(elf) != ELF_K_ELF || elf_getshdrstrndx(elf, &names))
		return lab_error_set(err, "%s: not an ELF object", path);
	while ((scn = elf_nextscn(elf, scn))) {
		Elf_Data *data = NULL;
		const char *name;
		GElf_Shdr sh;

		if (!gelf_getshdr(scn, &sh))
			return lab_error_set(err, "%s: %s", path,
					     elf_errmsg(-1));
		name = elf_strptr(elf, names, sh.sh_name);
		if (!name || strcmp(name, LAB_UNIT_SECTION) ||
		    sh.sh_type == SHT_NOBITS)
			continue;
		while ((data = elf_rawdata(scn, data)))
			each(data->d_buf, data->d_size, arg);
	}
	return 0;
}

int lab_object_sections(const void *p, size_t n, const char *path,
			void (*each)(const void *p, size_t n, void *arg),
			void *arg, struct lab_error *err)
{
	Elf *elf;
	int bad;

	if (elf_version(EV_CURRENT) == EV_NONE)
		BUG("libelf is older than its header");
	elf = elf_memory((char *)p, n);
	if (!elf)
		return lab_error_set(err, "%s: %s", path, elf_errmsg(-1));
	bad = each_section(elf, path, each, arg, err);
	elf_end(elf);
	return bad;
}

struct reading {
	const char *path;
	struct lab_units *units;
	struct lab_error *err;
	int count;		/* -1: failed */
};

static void on_section(const void *p, size_t n, void *arg)
{
	struct reading *r = arg;
	int more = r->count < 0 ? -1
		: decode_all(p, n, r->path, r->units, r->err);

	r->count = more < 0 ? -1 : r->count + more;
}

int lab_object_read(const char *path, struct lab_units *units,
		    struct lab_error *err)
{
	struct reading r = { .path = path, .units = units, .err = err };
	struct lab_map map;

	if (lab_map_open(&map, path, err))
		return -1;
	if (lab_object_sections(map.p, map.n, path, on_section, &r, err))
		r.count = -1;
	lab_map_close(&map);
	return r.count;
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
