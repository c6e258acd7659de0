/* SPDX-License-Identifier: GPL-2.0-or-later */
struct bell {
	void (*ring)(struct bell *b);
	void (*hush)(struct bell *b);
};
void bell_set(struct bell *b, void (*ring)(struct bell *b));
void bell_setup(struct bell *b, void (*ring)(struct bell *b),
		void (*hush)(struct bell *b));
