/* batch-initial-members-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* What stands in place of a member before anything was added to it. */
typedef struct
{
  const char *name;
  const char *empty;
} BatchInitialMember;

/* Appends @object as it is told first in a stream, on one line.
 * @initial: up to one without a name */
void batch_initial_members_append (GString                  *out,
                                   const BatchJsonValue     *object,
                                   const BatchInitialMember *initial);

G_END_DECLS
