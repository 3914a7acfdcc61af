/* chat-driver.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <batch.h>

#include "engine/batch-engine-private.h"
#include "queue-driver.h"
#include "test-engine.h"
#include "test-simulator.h"
#include "test-support.h"
#include "workers/batch-chat-private.h"

G_BEGIN_DECLS

/* An engine that works on the items of a simulated server, and requests whose clients wait, as that
 * server saw them: when they came, between which items, and what was loaded for them. */

typedef struct
{
  char           *dir;
  BatchSimulator *server;
  BatchEngine    *engine;
  BatchQueue     *queue;
  BatchMailbox   *inbox;
  BatchMailbox   *news;
  char           *backend;
} ChatsFixture;

/* What came of a chat. */
typedef struct
{
  BatchChat *chat;
  GString   *text;                 /* of an answer */
  char      *message;              /* (nullable) */
  guint      n_pieces;
  guint      status;
  gboolean   begun;
  gboolean   over;
} ChatsAsk;

/* That the engine goes by. */
extern const BatchChatTimes chats_quick_times;

void chats_set_up           (ChatsFixture               *fixture,
                             const BatchSimulatorConfig *config);
void chats_close_queue      (ChatsFixture               *fixture);
void chats_clear            (ChatsFixture               *fixture);
void chats_tear_down        (ChatsFixture               *fixture);

BatchJob *chats_put_job     (ChatsFixture               *fixture,
                             guint                       n,
                             const char                 *model);
/* @members: “"name":value,” that the bodies have in turn; NULL at the end */
BatchJob *chats_put_job_with (ChatsFixture              *fixture,
                             guint                       n,
                             const char                 *model,
                             const char *const          *members);
ChatsAsk *chats_put         (ChatsFixture               *fixture,
                             const char                 *model,
                             const char                 *prompt,
                             gboolean                    stream);
ChatsAsk *chats_put_body    (ChatsFixture               *fixture,
                             BatchEndpoint               endpoint,
                             const char                 *model,
                             gboolean                    stream,
                             const char                 *body);
void chats_wait_over        (ChatsAsk                   *ask);
void chats_wait_answer      (ChatsAsk                   *ask,
                             const char                 *model,
                             const char                 *prompt);
void chats_ask_free         (ChatsAsk                   *ask);

BatchSimulatorCounters chats_counters (ChatsFixture     *fixture);
void chats_wait_requests    (ChatsFixture               *fixture,
                             guint64                     n);
/* Requests of items that came at @from or later, and before the one with @prompt. @in_flight: with
 * that one */
guint chats_count_before    (ChatsFixture               *fixture,
                             guint64                     from,
                             const char                 *prompt,
                             guint                      *in_flight);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatsAsk, chats_ask_free)

G_END_DECLS
