/* batch-fields-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  BATCH_FIELD_STRING,
  BATCH_FIELD_INT,                 /* int, guint or an enumeration */
  BATCH_FIELD_INT64,
} BatchFieldKind;

/* A property that is a member of a record. */
typedef struct
{
  const char    *property;
  BatchFieldKind kind;
  gsize          offset;
} BatchField;

/* Notifies of those that differ between two records. */
void       batch_fields_notify    (GObject           *object,
                                   const BatchField  *fields,
                                   guint              n_fields,
                                   gconstpointer      before,
                                   gconstpointer      after);

/* TRUE, and the string replaced, when they differ. */
gboolean   batch_set_str          (char             **string,
                                   const char        *value);

/* The times of records as objects; 0 is NULL. */
GDateTime *batch_date_time_new    (gint64             us);
gint64     batch_date_time_get_us (GDateTime         *date_time);

G_END_DECLS
