/* batch-json-members-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "json/batch-json-scanner-private.h"

G_BEGIN_DECLS

/* Reads the value that comes next, all of it, into what @field points at. */
typedef void (*BatchJsonReadFunc) (BatchJsonScanner *scanner,
                                   gpointer          field);

/* What is to be read of an object, and where in a structure it goes. */
typedef struct
{
  const char        *name;
  BatchJsonReadFunc  read;
  gsize              offset;
} BatchJsonMember;

/* Reads the value that comes next into the structure @into, when it is an object.
 * Its other members, and another value, are passed over. */
void batch_json_read_members (BatchJsonScanner      *scanner,
                              const BatchJsonMember *members,
                              guint                  n_members,
                              gpointer               into);

/* The same with a value that was read before. */
void batch_json_value_read_members (const BatchJsonValue  *value,
                                    const BatchJsonMember *members,
                                    guint                  n_members,
                                    gpointer               into);

/* Reads the array that comes next, its first element by @read. Another value is passed
 * over. */
void batch_json_read_first   (BatchJsonScanner      *scanner,
                              BatchJsonReadFunc      read,
                              gpointer               field);

/* Functions for such tables. What is not of their kind is passed over; of a member
 * that is there twice, the last one counts. */
void batch_json_read_string  (BatchJsonScanner      *scanner,
                              gpointer               field);  /* char *, freed before */
void batch_json_read_int     (BatchJsonScanner      *scanner,
                              gpointer               field);  /* gint64 */
void batch_json_read_count   (BatchJsonScanner      *scanner,
                              gpointer               field);  /* gint64 */
void batch_json_read_slice   (BatchJsonScanner      *scanner,
                              gpointer               field);  /* BatchJsonValue */

G_END_DECLS
