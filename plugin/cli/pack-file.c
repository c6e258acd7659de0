// SPDX-License-Identifier: GPL-2.0-or-later
/* A pack that a command is given. */
#include "pack.h"

void lab_pack_file_open(struct lab_pack_file *f, const char *path,
			const char *release)
{
	struct lab_error err;

	f->path = path;
	if (lab_map_open(&f->map, path, &err))
		lab_die("%s", err.msg);
	f->pack = lab_pack_open(f->map.p, f->map.n, &err);
	if (!f->pack)
		lab_die("%s: %s", path, err.msg);
	if (release && strcmp(lab_pack_release(f->pack), release))
		lab_die("%s: a pack of kernel %s, but this is kernel %s: make one of this kernel with labcheck pack",
			path, lab_pack_release(f->pack), release);
}

static void check_build(const struct lab_pack_file *f,
			const struct lab_units *units)
{
	uint64_t build = lab_pack_build(f->pack);

	for (uint32_t i = 0; build && i < units->list.n; i++) {
		const struct lab_unit *u = units->list.v[i];

		if (u->build && u->build != build)
			lab_die("%s: a pack of kernel %s in another configuration than %s is compiled with: make one of this build with labcheck pack",
				f->path, lab_pack_release(f->pack),
				lab_unit_str(u, u->file));
	}
}

void lab_pack_file_add(struct lab_pack_file *f, const struct lab_model *model,
		       struct lab_units *units)
{
	struct lab_error err;

	check_build(f, units);
	if (lab_pack_add(f->pack, model, &units->list, &err))
		lab_die("%s: %s", f->path, err.msg);
	lab_pack_free(f->pack);
	lab_map_close(&f->map);
}
