/* api/batch-api-body-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-fault-private.h"
#include "json/batch-json-members-private.h"

G_BEGIN_DECLS

/* What stands in the JSON of a request: how its members are taken, and what is said of those that
 * cannot be. Each gives FALSE with a fault. Pure. */

/* Reads the @members of a body, which has to be an object. */
gboolean batch_api_body_read        (const guint8           *data,
                                     gsize                   length,
                                     const BatchJsonMember  *members,
                                     guint                   n_members,
                                     gpointer                into,
                                     BatchApiFault         **fault);
/* What @data is in place of an object. @problem: (nullable) of what was read as one */
BatchApiFault *batch_api_body_refuse (const guint8          *data,
                                      gsize                  length,
                                      const char            *code,
                                      const char            *problem);
/* Not there, or null, which says the same. */
gboolean batch_api_body_is_absent   (const BatchJsonValue   *value);
gboolean batch_api_body_take_string (const BatchJsonValue   *value,
                                     const char             *name,
                                     gboolean                required,
                                     char                  **text,
                                     BatchApiFault         **fault);
/* After how long something goes: an anchor and seconds. Leaves @seconds when nothing is said. */
gboolean batch_api_body_take_expiry (const BatchJsonValue   *value,
                                     const char             *name,
                                     gint64                 *seconds,
                                     BatchApiFault         **fault);

G_END_DECLS
