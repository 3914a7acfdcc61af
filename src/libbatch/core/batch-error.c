/* core/batch-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "batch-types.h"

G_DEFINE_QUARK (batch-error-quark, batch_error)
