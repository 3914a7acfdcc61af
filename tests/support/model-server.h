/* model-server.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "raw-server.h"

G_BEGIN_DECLS

/* What a server answers to one request. Of several routes for the same, each is for one such
 * request, in their order, and the last one for all that follow. */
typedef struct
{
  const char *request;             /* “GET /props”; “*” for all that has no route of its own */
  int         status;              /* 0: it says nothing and keeps the connection */
  const char *body;
} ModelRoute;

/* The answers of one kind of server, with the shapes that the real one has. */
typedef struct
{
  const char       *name;
  const char       *kind;          /* that it is to be recognised as; NULL: no model server */
  const char       *key;           /* (nullable) without which it refuses everything */
  const ModelRoute *routes;        /* up to one without a request */
} ModelPersonality;

extern const ModelPersonality model_personalities[];
extern const guint            n_model_personalities;

const ModelPersonality *model_personality_find (const char *name);

/* Answers on a port of its own as the personality says, and remembers what it was asked. */
typedef struct _ModelServer ModelServer;

ModelServer *model_server_new        (const char  *personality);
void         model_server_free       (ModelServer *self);
const char  *model_server_get_url    (ModelServer *self);
guint        model_server_get_port   (ModelServer *self);
/* Every “POST /path body”, one to a line. */
char        *model_server_dup_posts  (ModelServer *self);
/* How often it got a request that begins like that. */
guint        model_server_count      (ModelServer *self,
                                      const char  *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelServer, model_server_free)

G_END_DECLS
