/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pack that pack= names: what the kernel's functions do that this file
 * calls. It must be of the kernel that the file is compiled for; a cache has to
 * be told of its content, by pack-hash=, as of a model's.
 */
#include "plugin.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <fcntl.h>

static struct lab_pack *pack;

/* Mapped until the compiler ends: most of it is never looked at. */
static const void *map_file(const char *path, size_t *n)
{
	struct stat st;
	void *p = MAP_FAILED;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && !fstat(fd, &st))
		p = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		fatal_error(UNKNOWN_LOCATION,
			    "labcheck: cannot read the pack %qs: %s", path,
			    xstrerror(errno));
	close(fd);
	*n = st.st_size;
	return p;
}

static void check_hash(const void *p, size_t n)
{
	char hash[32];

	if (!options.pack_hash)
		return;
	snprintf(hash, sizeof(hash), "%016llx",
		 (unsigned long long)lab_hash(p, n, 0));
	if (strcmp(options.pack_hash, hash))
		fatal_error(UNKNOWN_LOCATION,
			    "labcheck: the pack %qs has the hash %s, not the "
			    "given %s", options.pack, hash, options.pack_hash);
}

void pack_file_check(void)
{
	struct lab_error err;
	const void *p;
	size_t n;

	if (!options.pack)
		return;
	p = map_file(options.pack, &n);
	check_hash(p, n);
	pack = lab_pack_open(p, n, &err);
	if (!pack)
		fatal_error(UNKNOWN_LOCATION, "labcheck: %s: %s", options.pack,
			    err.msg);
}

/* "6.1.170-x" of LINUX_VERSION_CODE 6.1.170? What is past 255 reads 255. */
static bool is_release(const char *release, uint32_t kernel)
{
	unsigned int a = 0, b = 0, c = 0;

	if (sscanf(release, "%u.%u.%u", &a, &b, &c) < 2)
		return true;
	return kernel == (a << 16 | b << 8 | (c > 255 ? 255 : c));
}

bool pack_fits(const struct lab_unit *u)
{
	const char *release;

	if (!pack)
		return true;
	release = lab_pack_release(pack);
	if (u->kernel && !is_release(release, u->kernel))
		error_at(UNKNOWN_LOCATION, "labcheck: %s is a pack of kernel "
			 "%s, but this file is compiled for kernel %u.%u.%u: "
			 "make one of it with labcheck pack", options.pack,
			 release, u->kernel >> 16, u->kernel >> 8 & 255,
			 u->kernel & 255);
	else if (u->build && lab_pack_build(pack) &&
		 u->build != lab_pack_build(pack))
		error_at(UNKNOWN_LOCATION, "labcheck: %s is a pack of kernel "
			 "%s in another configuration than this file is "
			 "compiled with: make one of this build with labcheck "
			 "pack", options.pack, release);
	else
		return true;
	return false;
}

void pack_add(const struct lab_model *m, struct lab_unit_list *units)
{
	struct lab_error err;

	if (pack && lab_pack_add(pack, m, units, &err))
		BUG("%s: %s", options.pack, err.msg);
}
