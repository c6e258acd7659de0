// SPDX-License-Identifier: GPL-2.0-or-later
/* pack: a unit's payload with and without zstd. */
#include "wire.h"

#include <stdlib.h>
#include <zstd.h>

/* More costs the compiler's time and saves next to nothing. */
#define LEVEL 9

void lab_wire_pack(const struct lab_buf *plain, struct lab_buf *out)
{
	size_t n, room = ZSTD_compressBound(plain->n);
	void *packed = lab_xalloc(room);

	n = ZSTD_compress(packed, room, plain->s, plain->n, LEVEL);
	if (ZSTD_isError(n))
		BUG("zstd: %s", ZSTD_getErrorName(n));
	if (n < plain->n && plain->n / WIRE_RATIO < n) {
		wire_put(out, plain->n);
		lab_buf_add(out, packed, n);
	} else {
		wire_put(out, 0);
		lab_buf_add(out, plain->s, plain->n);
	}
	free(packed);
}

int lab_wire_unpack(const unsigned char *p, size_t n, struct lab_buf *plain,
		    struct lab_error *err)
{
	size_t got;
	uint64_t size;
	int head = wire_get(p, n, &size);

	if (head < 0)
		return lab_error_set(err, "unit: no size in front of it");
	p += head;
	n -= (size_t)head;
	if (!size) {
		lab_buf_add(plain, p, n);
		return 0;
	}
	if (size / WIRE_RATIO >= n + 1)
		return lab_error_set(err, "unit: %zu bytes cannot hold the %llu it claims",
				     n, (unsigned long long)size);
	lab_buf_reserve(plain, (size_t)size);
	got = ZSTD_decompress(plain->s, (size_t)size, p, n);
	if (ZSTD_isError(got) || got != size)
		return lab_error_set(err, "unit: corrupt: does not unpack");
	plain->n = got;
	plain->s[got] = '\0';
	return 0;
}
