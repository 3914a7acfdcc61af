/* test-http.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A client that blocks, sends exactly what it is told to, and hides nothing of what comes. */
typedef struct
{
  GSocket *socket;
  GString *input;           /* received, and not yet part of an answer */
} BatchTestHttp;

typedef struct
{
  guint    status;          /* 0: the connection ended or stalled before a whole head came */
  char    *head;
  GString *body;            /* without chunked coding */
  guint    complete : 1;    /* as long as the head said */
  guint    timed_out : 1;
  guint    was_reset : 1;
} BatchTestResponse;

BatchTestHttp     *batch_test_http_open          (guint16             port);
void               batch_test_http_close         (BatchTestHttp      *self);
/* Reads give up after this; 5 seconds unless told otherwise. */
void               batch_test_http_set_timeout   (BatchTestHttp      *self,
                                                  guint               seconds);
/* @length -1: up to the NUL. FALSE when the other side does not take it. */
gboolean           batch_test_http_send          (BatchTestHttp      *self,
                                                  const char         *data,
                                                  gssize              length);
/* @body NULL: a request without one. @headers (nullable): further lines, with their line ends. */
void               batch_test_http_send_request  (BatchTestHttp      *self,
                                                  const char         *method,
                                                  const char         *path,
                                                  const char         *headers,
                                                  const char         *body);
BatchTestResponse *batch_test_http_read          (BatchTestHttp      *self);
/* Sends and reads. */
BatchTestResponse *batch_test_http_request       (BatchTestHttp      *self,
                                                  const char         *method,
                                                  const char         *path,
                                                  const char         *body);
/* The same on a connection of its own. */
BatchTestResponse *batch_test_http_once          (guint16             port,
                                                  const char         *method,
                                                  const char         *path,
                                                  const char         *body);
/* Whether the other side ends the connection, and sends nothing more. */
gboolean           batch_test_http_is_ended      (BatchTestHttp      *self);

/* NULL when there is no such header. */
char              *batch_test_response_header    (BatchTestResponse  *response,
                                                  const char         *name);
void               batch_test_response_free      (BatchTestResponse  *response);

/* The body of a chat completion. */
char              *batch_test_chat_body          (const char         *model,
                                                  const char         *prompt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchTestHttp, batch_test_http_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchTestResponse, batch_test_response_free)

G_END_DECLS
