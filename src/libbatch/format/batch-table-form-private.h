/* batch-table-form-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a table is written. */
typedef struct
{
  char delimiter;
  char quote;
} BatchTableForm;

/* By the beginning of it:
 *
 * The quote is " unless there is none of them and some fields are within ' from end to
 * end, and none begins with one only.
 * The delimiter is the one of , ; tab | by which most records have as many fields as the
 * first one, and more than one; of several, the one that makes more fields, and of those
 * the one named first here. Without any, the comma. What a hint says counts more. */
void  batch_table_form_sniff     (const char     *data,
                                  gsize           length,
                                  BatchTableForm *form);

/* A first line such as “sep=;”, which spreadsheets write and read, and which is none of the
 * table. Returns how long it is, without its end; 0: there is none, and @delimiter is left. */
gsize batch_table_form_read_hint (const char     *data,
                                  gsize           length,
                                  char           *delimiter);

G_END_DECLS
