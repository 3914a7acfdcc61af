/* cli/commands.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What every command ends with. */
typedef enum
{
  BATCHQ_EXIT_OK = 0,
  BATCHQ_EXIT_ITEMS_FAILED = 1,
  BATCHQ_EXIT_USAGE = 2,
  BATCHQ_EXIT_INPUT = 3,
  BATCHQ_EXIT_UNREACHABLE = 4,
  BATCHQ_EXIT_INTERRUPTED = 130,
} BatchqExit;

/* Each gets its own name as argv[0]. */
int batchq_simulate (int    argc,
                     char **argv);

G_END_DECLS
