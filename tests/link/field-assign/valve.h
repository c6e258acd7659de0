/* SPDX-License-Identifier: GPL-2.0-or-later */
struct valve {
	const struct valve_ops *ops;
	void (*turned)(struct valve *v);
};

struct valve_ops {
	void (*open)(struct valve *v);
	void (*peek)(struct valve *v);
};
void valve_init(struct valve *v);
