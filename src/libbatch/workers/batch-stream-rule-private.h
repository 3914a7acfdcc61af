/* batch-stream-rule-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "format/batch-request-body-private.h"

G_BEGIN_DECLS

typedef struct
{
  guint wanted : 1;        /* streams are, where they are good for something */
  guint is_waited_for : 1; /* others wait for the first word of the answer */
  guint has_streamed : 1;  /* the server has given an answer as a stream */
  guint lacks_usage : 1;   /* which did not say how many tokens it took */
  guint n_attempts;        /* at the item before this one */
  guint n_quick;           /* answers of the model in a row that came at once */
  gint64 took_ms;          /* the last one; 0: there was none */
} BatchStreamFacts;

/* What a server says of a request that asks for a stream. */
typedef struct
{
  guint status;            /* of HTTP */
  guint names_streams : 1; /* its words are of them, */
  guint names_options : 1; /* or of their options */
  guint has_streamed : 1;
} BatchStreamRefusal;

/* Whether the answer is to be asked for as a stream. */
gboolean batch_stream_rule_judge (const BatchStreamFacts *facts);

/* What the request is to ask for at once instead; @had: nothing is to be asked again. */
BatchStreaming
         batch_stream_rule_lower (BatchStreaming            had,
                                  const BatchStreamRefusal *refusal);

/* Whether answers in one piece have helped so often where streams have failed that the server is
 * asked for no more of them. */
gboolean batch_stream_rule_ends  (guint                   n_helped);

/* How many answers in a row have come at once, with another one that has taken so long. */
guint    batch_stream_rule_count (guint                   n_quick,
                                  gint64                  took_ms);

/* How long the beginning of an answer is waited for, after so long was in vain. */
gint64   batch_stream_rule_wait  (gint64                  had_ms,
                                  gboolean                streams);

G_END_DECLS
