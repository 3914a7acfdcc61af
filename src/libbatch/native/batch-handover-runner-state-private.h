/* batch-handover-runner-state-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "native/batch-handover-rule-private.h"
#include "native/batch-handover-runner-private.h"

G_BEGIN_DECLS

/* What the files of the runner share. */
struct _BatchHandoverRunner
{
  BatchHandoverRecord           *record;
  BatchJobRecord                *job;
  char                          *engine_id;
  BatchClock                    *clock;
  BatchStore                    *store;
  BatchFileStore                *files;
  const BatchHandoverRunnerHost *host;
  gpointer                       host_data;

  BatchProviderLink             *link;       /* (nullable) */
  BatchUpstream                 *upstream;   /* (nullable) as the provider told last */
  GCancellable                  *cancellable;
  GSource                       *timer;      /* (nullable) until the next try, or poll */
  char                          *refusal;    /* (nullable) why the provider wants nothing of it */
  char                          *cursor;     /* (nullable) how far the search has come */
  gint64                         input_size;
  int                            input;      /* -1: there is none */
  int                            download;   /* while it lasts */
  guint                          n_contents; /* files of answers that were taken */
  guint                          n_short;    /* times that lines were missing in them */
  gint64                         n_lines;    /* of our items in them */
  gint64                         n_settled;  /* items that had no answer */
  guint                          n_searches; /* for the batch, that came to the end of the list */
  gint64                         unsure_since; /* by the monotonic clock; 0: it was not yet */
  guint                          n_failures; /* in a row */
  guint                          n_lost;     /* polls in a row that knew no such batch */
  guint                          n_polls;
  guint                          busy : 1;
  guint                          stopped : 1;
  guint                          may_begin : 1;
  guint                          ended : 1;
  guint                          troubled : 1;
  guint                          file_ready : 1;
  guint                          intent_is_fresh : 1;
  guint                          search_is_late : 1;
  guint                          searched_late : 1;
  guint                          held_is_told : 1;
  guint                          cancel_sent : 1;
  guint                          fetched : 1;
};

/* batch-handover-runner.c */

/* Each ends what was under way, and goes on with what is next. */
void batch_handover_runner_go_on         (BatchHandoverRunner *self);
/* Nothing is next for so long. */
void batch_handover_runner_set_timer     (BatchHandoverRunner *self,
                                          gint64               ms);
void batch_handover_runner_wait          (BatchHandoverRunner *self,
                                          gint64               ms);
/* The store could not be asked, or says that the handover is somebody else's. */
void batch_handover_runner_fail          (BatchHandoverRunner *self,
                                          const GError        *error);
/* It did not work, and is tried again. @retry_after_ms: -1 */
void batch_handover_runner_try_later     (BatchHandoverRunner *self,
                                          const GError        *error,
                                          gint64               retry_after_ms);
/* The same, without going on. */
void batch_handover_runner_count_failure (BatchHandoverRunner *self,
                                          const GError        *error,
                                          gint64               retry_after_ms);
void batch_handover_runner_worked        (BatchHandoverRunner *self);
/* There is nothing more to do for it. */
void batch_handover_runner_end           (BatchHandoverRunner *self);
/* Whether the provider has begun is looked for. TRUE: the record has that now, and did not yet. */
gboolean batch_handover_runner_tell_unsure (BatchHandoverRunner *self);
/* Leaves it to a person. */
void batch_handover_runner_hold          (BatchHandoverRunner *self);
void batch_handover_runner_drop_input    (BatchHandoverRunner *self);

/* batch-handover-runner-storing.c: in the store */

/* Writes the record down before anything else happens. */
void batch_handover_runner_put       (BatchHandoverRunner        *self);
void batch_handover_runner_gather    (BatchHandoverRunner        *self);
void batch_handover_runner_settle    (BatchHandoverRunner        *self);
/* In the log of the job. */
void batch_handover_runner_tell      (BatchHandoverRunner        *self,
                                      const char          *format,
                                      ...) G_GNUC_PRINTF (2, 3);

/* batch-handover-runner-sending.c: from the items to a batch at the provider */
void batch_handover_runner_link       (BatchHandoverRunner *self);
void batch_handover_runner_write      (BatchHandoverRunner *self);
void batch_handover_runner_upload     (BatchHandoverRunner *self);
void batch_handover_runner_check_file (BatchHandoverRunner *self);
void batch_handover_runner_create     (BatchHandoverRunner *self);
void batch_handover_runner_search     (BatchHandoverRunner *self);

/* batch-handover-runner-receiving.c: from there to the results */
void batch_handover_runner_poll   (BatchHandoverRunner *self);
void batch_handover_runner_cancel (BatchHandoverRunner *self);
void batch_handover_runner_fetch  (BatchHandoverRunner *self);

char   *batch_handover_runner_make_path   (BatchHandoverRunner *self,
                                           BatchAsk             what,
                                           const char          *id);
/* -1: it does not say. @response: (nullable) */
gint64  batch_handover_runner_retry_after (BatchHandoverRunner *self,
                                           const BatchResponse *response);
/* How long to wait, in ms, before the provider is asked again. */
gint64  batch_handover_runner_poll_wait   (BatchHandoverRunner *self,
                                           const BatchResponse *response);
/* What went wrong, as an error for people. */
GError *batch_handover_runner_make_error  (BatchHandoverRunner *self,
                                           const BatchResponse *response,
                                           const GError        *error,
                                           const char          *doing);

G_END_DECLS
