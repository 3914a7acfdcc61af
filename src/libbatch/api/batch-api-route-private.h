/* api/batch-api-route-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-exchange-private.h"

G_BEGIN_DECLS

typedef void (*BatchApiAnswerFunc) (BatchApiExchange *exchange);

/* What can be asked for. “*” in a pattern is the id of something, “**” the name of a model. */
typedef struct
{
  const char         *method;
  const char         *pattern;
  BatchApi            api;
  BatchApiAnswerFunc  answer;
  BatchApiAnswerFunc  prepare;     /* (nullable) before the body is read */
  gint64              max_body;    /* bytes; 0: there should be none */
  gboolean            open;        /* nobody needs a key */
  BatchApiAnswerFunc  admit;       /* (nullable) when the client was let in, before its body */
} BatchApiRoute;

/* NULL: there is none. @id: (out) (transfer full) (nullable); @api: whose words an error
 * speaks, also of a path that nobody knows */
const BatchApiRoute *batch_api_route_find       (const char           *method,
                                                 const char           *path,
                                                 char                **id,
                                                 BatchApi             *api);
/* Why there is none: nothing there, or not with this method. */
BatchApiFault       *batch_api_route_refuse     (const char           *method,
                                                 const char           *path);
/* @route: (nullable) */
gint64               batch_api_route_get_max_body (const BatchApiRoute *route);
/* FALSE: the head says more than one, or what is none; TRUE also where none is told */
gboolean             batch_api_route_knows_length (SoupMessageHeaders *headers);
/* NULL: its length is as it may be, as far as it is told. */
BatchApiFault       *batch_api_route_check_body (const BatchApiRoute  *route,
                                                 SoupServerMessage    *message);

G_END_DECLS
