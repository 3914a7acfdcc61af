/* server-fixture.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <batch.h>

#include "simulator/batch-simulator.h"
#include "test-simulator.h"

G_BEGIN_DECLS

/* A simulator with the personality of one kind of model server, an engine that knows it as a
 * backend of that kind, and a queue. What the simulator saw is the witness of what the engine
 * did, the queue of what a person is told. */
typedef struct
{
  char           *dir;
  BatchSimulator *simulator;
  BatchEngine    *engine;
  BatchQueue     *queue;
  guint           n_submitted;
  guint           max_attempts;    /* of what is submitted; 0: as usual */
  int             priority;        /* likewise */
} ServerFixture;

#define SERVER_FIXTURE_BACKEND "server"

/* The engine does nothing until run (). */
void      server_fixture_set_up    (ServerFixture              *self,
                                    const BatchSimulatorConfig *config);
/* For a server that is no simulator. @kind NULL: what any server does. */
void      server_fixture_set_up_at (ServerFixture              *self,
                                    const char                 *url,
                                    const char                 *kind);
void      server_fixture_tear_down (ServerFixture              *self);
/* Closes the engine; the simulator goes on. For who looks at what the engine left behind. */
void      server_fixture_end       (ServerFixture              *self);

/* Chats, one for each of “prompt 0”, “prompt 1”, …, going round the space-separated @models. */
BatchJob *server_fixture_submit    (ServerFixture              *self,
                                    const char                 *models,
                                    guint                       n_items,
                                    guint                       parallel);
/* One chat. */
BatchJob *server_fixture_ask       (ServerFixture              *self,
                                    const char                 *model,
                                    const char                 *prompt);
/* Lines of a batch file. */
BatchJob *server_fixture_submit_lines (ServerFixture           *self,
                                    const char                 *lines,
                                    guint                       parallel);

/* Sets the engine to work, if it is not, and waits until @job has ended. */
void      server_fixture_run       (ServerFixture              *self,
                                    BatchJob                   *job);
/* Iterates until @condition holds; fails the test after @max_ms, or ten times that in a build with
 * a sanitizer. */
typedef gboolean (*ServerCondition) (ServerFixture *self,
                                     gpointer       user_data);
void      server_fixture_wait      (ServerFixture              *self,
                                    ServerCondition             condition,
                                    gpointer                    user_data,
                                    guint                       max_ms);

/* What the simulator counted. */
BatchSimulatorCounters
          server_fixture_count     (ServerFixture              *self);
/* Its loads and evictions in order: “+a -a +b”; (transfer full). */
char     *server_fixture_list_loads (ServerFixture             *self);
/* How many requests it got at a path that begins like that. */
guint     server_fixture_count_path (ServerFixture             *self,
                                    const char                 *path);
/* The item at a place of @job, as it is in the store; (transfer full). */
BatchItem *server_fixture_get_item (ServerFixture              *self,
                                    BatchJob                   *job,
                                    guint                       position);
/* The text of its answer, “” without one; (transfer full). */
char     *server_fixture_get_answer (ServerFixture             *self,
                                    BatchJob                   *job,
                                    guint                       position);
/* Asks the simulator itself, as another client would. Fails the test unless it says 200. */
char     *server_fixture_request   (ServerFixture              *self,
                                    const char                 *method,
                                    const char                 *path,
                                    const char                 *body);

/* One request that meets a fault, and what is to come of it. */
typedef struct
{
  const char          *personality;     /* NULL: any server */
  gboolean             streaming;
  BatchSimulatorFault  fault;
  BatchItemStatus      status;
  BatchReviewReason    review;
  BatchFailureKind     kind;            /* of one that failed */
  guint                requests;        /* that are sent; 0: any number */
  const char          *answer;          /* NULL: that of the simulator to the prompt */
  const char          *error;           /* that is part of what a person is told */
  gboolean             whole;           /* the request itself wants its answer in one piece */
} ServerCase;

/* With two attempts. */
void      server_fixture_check     (const ServerCase           *cases,
                                    guint                       n_cases);

G_END_DECLS
