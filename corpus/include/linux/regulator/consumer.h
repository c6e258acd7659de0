/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_REGULATOR_CONSUMER_H
#define _MINI_LINUX_REGULATOR_CONSUMER_H

struct regulator;
int regulator_enable(struct regulator *regulator);
int regulator_disable(struct regulator *regulator);
int regulator_set_voltage(struct regulator *regulator, int min_uV, int max_uV);

#endif /* _MINI_LINUX_REGULATOR_CONSUMER_H */
