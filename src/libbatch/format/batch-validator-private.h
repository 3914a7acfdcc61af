/* batch-validator-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-endpoint-private.h"
#include "format/batch-line-issues-private.h"
#include "format/batch-prompt-prefix-private.h"

G_BEGIN_DECLS

/* Checks a batch file as its bytes arrive, in pieces of any size, and hands out
 * the requests that are in it.
 *
 *   feed () … feed (), end ();
 *   if (needs_second_pass ())
 *     begin_second_pass (), the same bytes again: feed () … feed (), end ();
 *
 * Only after that are the issues complete: it has no issues when, and only when, the
 * file is good. Memory does not grow with the file, but for 12 to 15 bytes a request
 * that find duplicates: of every `custom_id` only a hash is kept, so lines that look
 * alike are compared in the second pass. */

/* Every limit: 0 is none. */
typedef struct
{
  gint64 max_lines;             /* requests in a file */
  gint64 max_bytes;             /* of a file */
  gsize  max_line;              /* bytes of a line */
  guint  max_depth;             /* of brackets; none is BATCH_JSON_MAX_DEPTH */
  guint  max_errors;            /* it stops after so many */
  gboolean strict_messages;     /* says of each what batch_message_check () does */
  guint  endpoints;             /* bits 1 << BatchEndpoint: no request may go to another one */
  const char *endpoints_of;     /* static: the provider whose batch API has only these */
} BatchLimits;

BatchLimits batch_limits_default (void);

/* A good line. The pointers are valid during the call. */
typedef struct
{
  const char    *custom_id;     /* decoded */
  const char    *model;         /* decoded */
  const guint8  *body;          /* as it stands in the file */
  const BatchPrompt *prompt;    /* that is in it */
  gint64         body_offset;   /* from the first byte that was fed */
  guint32        body_length;
  guint32        line;          /* from 1, blank lines count */
  BatchEndpoint  endpoint;
  const char    *refusal;       /* (nullable) static: it is not to be sent */
} BatchRequest;

/* Is called in the first pass, for good lines, also when others are not. */
typedef void (*BatchRequestFunc) (const BatchRequest *request,
                                  gpointer            user_data);

typedef struct _BatchValidator BatchValidator;

/* @func may be NULL. */
BatchValidator     *batch_validator_new               (const BatchLimits *limits,
                                                       BatchRequestFunc   func,
                                                       gpointer           user_data);
void                batch_validator_free              (BatchValidator    *self);

/* FALSE: more bytes would change nothing. */
gboolean            batch_validator_feed              (BatchValidator    *self,
                                                       const guint8      *data,
                                                       gsize              length);
void                batch_validator_end               (BatchValidator    *self);

gboolean            batch_validator_needs_second_pass (BatchValidator    *self);
void                batch_validator_begin_second_pass (BatchValidator    *self);

/* Of BatchLineIssue, by line. */
GPtrArray          *batch_validator_get_issues        (BatchValidator    *self);

/* Whether there were so many that no more were looked for. */
gboolean            batch_validator_is_full           (BatchValidator    *self);

/* Lines that are not blank. */
gint64              batch_validator_get_line_count    (BatchValidator    *self);

/* Those of good lines, in order of appearance, and on how many lines each is. */
guint               batch_validator_get_n_models      (BatchValidator    *self);
const char         *batch_validator_get_model         (BatchValidator    *self,
                                                       guint              index,
                                                       gint64            *n_lines);

/* For tests, which want hashes that collide; before anything is fed. */
void                batch_validator_set_hash_bits     (BatchValidator    *self,
                                                       guint              bits);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchValidator, batch_validator_free)

G_END_DECLS
