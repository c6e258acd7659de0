/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wire: the numbers of the binary form (docs/unit-format.md). */
#ifndef LAB_WIRE_H
#define LAB_WIRE_H

#include "unit.h"

/* Frame: magic, major and minor (16 bits each), length of the payload (32),
 * checksum of all that and the payload (64); little-endian. */
#define WIRE_CHECKED 12		/* bytes of the frame under the checksum */
#define WIRE_FRAME   20
#define WIRE_SEED    0x6c616263686563ull

/* First byte of an instruction: the opcode, and what is there besides. */
#define WIRE_OP	      0x1f
#define WIRE_SAME_LOC 0x20	/* as the location before */
#define WIRE_BIT      0x40	/* WIRE_MAYBE: has a result; WIRE_ALWAYS: it is
				 * of the usual type */
#define WIRE_FLAGS    0x80
/* Second byte, see wire_has_type(): */
#define WIRE_TYPE     0x07
#define WIRE_SUB      3		/* shift: operator of BIN and COND */

/* Of a string, how much it may have in common with the one before: what is
 * read must not grow without bound beyond what was written. */
#define WIRE_PREFIX   255

/* Type bytes of symbols, parameters, locals and fields: what follows. */
#define WIRE_NAME     0x08
#define WIRE_RECORD   0x10
#define WIRE_ALIAS    0x08
#define WIRE_SECTION  0x10
#define WIRE_NOTE     0x20

/* Low bits of an operand. */
enum { WIRE_VALUE, WIRE_CONST, WIRE_SYM, WIRE_OTHER };
/* The next ones, for WIRE_OTHER. */
enum { WIRE_UNKNOWN, WIRE_STRING, WIRE_LOCAL, WIRE_WIDE };

_Static_assert(LAB_OP_COUNT <= WIRE_OP + 1, "opcodes fit");
_Static_assert(LAB_TYPE_COUNT <= WIRE_TYPE + 1, "types fit");
_Static_assert(LAB_BIN_COUNT <= 1 << (8 - WIRE_SUB), "operators fit");

static inline uint64_t wire_zigzag(int64_t v)
{
	return (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0);
}

static inline int64_t wire_unzigzag(uint64_t v)
{
	return (int64_t)(v >> 1 ^ (v & 1 ? UINT64_MAX : 0));
}

/* Has the instruction an operator in `sub`? */
static inline bool wire_has_sub(unsigned int op)
{
	return op == LAB_OP_BIN || op == LAB_OP_COND;
}

/* Has the instruction a result? */
enum { WIRE_NEVER, WIRE_MAYBE, WIRE_ALWAYS };
static inline unsigned int wire_result(unsigned int op)
{
	switch (op) {
	case LAB_OP_PHI:
	case LAB_OP_BIN:
	case LAB_OP_FIELD:
	case LAB_OP_INDEX:
	case LAB_OP_LOAD:
	case LAB_OP_UNDEF:
		return WIRE_ALWAYS;
	case LAB_OP_CALL:
	case LAB_OP_ASM:
		return WIRE_MAYBE;
	default:
		return WIRE_NEVER;
	}
}

/* Is there a byte of type and operator, given WIRE_BIT? */
static inline bool wire_has_type(unsigned int op, bool bit)
{
	switch (wire_result(op)) {
	case WIRE_ALWAYS:
		return !bit;
	case WIRE_MAYBE:
		return bit;
	default:
		return wire_has_sub(op);
	}
}

/* The usual type of a result; @field is that of the content of the field
 * addressed last. BIN has none: its type has room beside the operator. */
static inline unsigned int wire_usual_type(unsigned int op, unsigned int field)
{
	switch (op) {
	case LAB_OP_FIELD:
	case LAB_OP_INDEX:
		return LAB_TYPE_PTR;
	case LAB_OP_LOAD:
		return field;
	case LAB_OP_PHI:
	case LAB_OP_UNDEF:
		return LAB_TYPE_INT;
	default:
		return LAB_TYPE_COUNT;
	}
}

static inline void wire_put(struct lab_buf *b, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		lab_buf_char(b, (char)(v | 0x80));
	lab_buf_char(b, (char)v);
}

/* Bytes read; -1: no number is there. */
static inline int wire_get(const unsigned char *p, size_t n, uint64_t *v)
{
	size_t i;

	*v = 0;
	for (i = 0; i < n && i < 10; i++) {
		if (i == 9 && p[i] > 1)
			break;
		*v |= (uint64_t)(p[i] & 0x7f) << (7 * i);
		if (p[i] < 0x80)
			return (int)i + 1;
	}
	return -1;
}

/* What is unpacked is at most so many times as large: memory stays bounded by
 * the size of the input. */
#define WIRE_RATIO 64

/* --- pack.c --- Append the payload that holds @plain; the way back is hostile
 * input's: -1 with @err. */
void lab_wire_pack(const struct lab_buf *plain, struct lab_buf *out);
int lab_wire_unpack(const unsigned char *p, size_t n, struct lab_buf *plain,
		    struct lab_error *err);

/* Number of operands the opcode and operator imply; -1: it is written. */
static inline int wire_nargs(unsigned int op, unsigned int sub)
{
	switch (op) {
	case LAB_OP_BIN:
		return sub == LAB_BIN_SEL ? 3 :
		       sub == LAB_BIN_NOT || sub == LAB_BIN_NEG ? 1 : 2;
	case LAB_OP_PHI:
	case LAB_OP_CALL:
	case LAB_OP_ASM:
	case LAB_OP_RET:
		return -1;
	case LAB_OP_INDEX:
	case LAB_OP_STORE:
	case LAB_OP_COPY:
	case LAB_OP_COND:
		return 2;
	case LAB_OP_FIELD:
	case LAB_OP_LOAD:
	case LAB_OP_ZERO:
	case LAB_OP_SWITCH:
		return 1;
	default:
		return 0;
	}
}

/* Number of successors the opcode implies; -1: it is written. */
static inline int wire_nsuccs(unsigned int op)
{
	switch (op) {
	case LAB_OP_JUMP:
		return 1;
	case LAB_OP_COND:
		return 2;
	case LAB_OP_SWITCH:
	case LAB_OP_FORK:
		return -1;
	default:
		return 0;
	}
}

static inline bool wire_is_terminator(unsigned int op)
{
	return op >= LAB_OP_JUMP;
}

#endif
