/* batch-preference-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Two answers to the same, of which a person found one better. */
typedef struct
{
  const char   *key;               /* of the row */
  const guint8 *request;           /* the body of one of the two */
  gsize         request_length;
  const char   *prompt;            /* what it asks, for where it is no chat */
  const char   *chosen;
  const char   *rejected;
  const char   *chosen_model;
  const char   *rejected_model;
} BatchPreference;

/* A line as tuning by preferences takes it: `prompt`, `chosen` and `rejected`. Of a chat these are
 * messages, of anything else strings. */
void batch_preference_append_line (const BatchPreference *self,
                                   GString               *out);

G_END_DECLS
