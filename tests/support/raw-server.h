/* raw-server.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A server that says exactly the bytes that a test wants, however wrong, and
 * blocks. Every connection runs the test's function in a thread of its own, and
 * is closed when that returns.
 */
typedef struct _RawServer RawServer;

typedef struct
{
  RawServer *server;
  GString   *request; /* the last one, with headers */
  gsize      body;    /* where its body starts */
  guint      number;  /* of the connection, from 0 */
  int        fd;
} RawConnection;

typedef void (*RawServerFunc) (RawConnection *connection,
                               gpointer       user_data);

RawServer  *raw_server_new               (RawServerFunc  func,
                                          gpointer       user_data);
void        raw_server_free              (RawServer     *self);
/* New connections are refused; those that are there go on. From any thread. */
void        raw_server_stop_listening    (RawServer     *self);
const char *raw_server_get_url           (RawServer     *self);
guint       raw_server_count_connections (RawServer     *self);
guint       raw_server_count_requests    (RawServer     *self);

/* FALSE when the client closed instead. */
gboolean    raw_connection_read_request  (RawConnection *self);
gboolean    raw_connection_write         (RawConnection *self,
                                          const char    *bytes,
                                          gsize          length);
void        raw_connection_say           (RawConnection *self,
                                          const char    *text);
void        raw_connection_answer        (RawConnection *self,
                                          const char    *body);
void        raw_connection_reset         (RawConnection *self);
void        raw_connection_wait_closed   (RawConnection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawServer, raw_server_free)

G_END_DECLS
