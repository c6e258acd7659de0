/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one header of the core that plugin/gcc includes. C++ may include it.
 */
#ifndef LABCHECK_H
#define LABCHECK_H

#include "unit/unit-build.h"
#include "unit/unit-io.h"
#include "engine/engine.h"
#include "engine/graph.h"
#include "engine/pack.h"
#include "findings/findings.h"
#include "model/model.h"

#endif
