/* core/batch-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "batch-types.h"

/**
 * batch_error_quark:
 *
 * Gets the domain of the errors of the library, [error@Error].
 *
 * Returns: the quark
 */
GQuark
batch_error_quark (void)
{
  /* G_DEFINE_QUARK would keep it in a variable that threads write without a lock. */
  return g_quark_from_static_string ("batch-error-quark");
}
