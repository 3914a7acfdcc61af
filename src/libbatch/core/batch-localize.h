/* core/batch-localize.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

BATCH_AVAILABLE_IN_ALL
char *batch_localize (const char *text);

G_END_DECLS
