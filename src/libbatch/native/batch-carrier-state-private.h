/* batch-carrier-state-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "native/batch-carrier-private.h"
#include "native/batch-handover-rule-private.h"

G_BEGIN_DECLS

/* What the files of the carrier share. */
struct _BatchCarrier
{
  BatchHandoverRecord    *record;
  BatchJobRecord         *job;
  char                   *engine_id;
  BatchStore             *store;
  BatchFileStore         *files;
  const BatchCarrierHost *host;
  gpointer                host_data;

  BatchProviderLink      *link;      /* (nullable) */
  BatchUpstream          *upstream;  /* (nullable) as the provider told last */
  GCancellable           *cancellable;
  GSource                *timer;     /* (nullable) until the next try, or poll */
  char                   *refusal;   /* (nullable) why the provider wants nothing of it */
  char                   *cursor;    /* (nullable) how far the search has come */
  gint64                  input_size;
  int                     input;     /* -1: there is none */
  int                     download;  /* while it lasts */
  guint                   n_contents;  /* files of answers that were taken */
  gint64                  n_settled; /* items that had no answer */
  guint                   n_searches;
  guint                   n_failures;  /* in a row */
  guint                   n_lost;      /* polls in a row that knew no such batch */
  guint                   n_polls;
  guint                   busy : 1;
  guint                   stopped : 1;
  guint                   may_begin : 1;
  guint                   ended : 1;
  guint                   troubled : 1;
  guint                   file_ready : 1;
  guint                   intent_is_fresh : 1;
  guint                   cancel_sent : 1;
  guint                   fetched : 1;
};

/* batch-carrier.c */

/* Each ends what was under way, and goes on with what is next. */
void batch_carrier_go_on     (BatchCarrier        *self);
/* Nothing is next for so long. */
void batch_carrier_set_timer (BatchCarrier        *self,
                              gint64               ms);
void batch_carrier_wait      (BatchCarrier        *self,
                              gint64               ms);
/* The store could not be asked, or says that the handover is somebody else's. */
void batch_carrier_fail      (BatchCarrier        *self,
                              const GError        *error);
/* It did not work, and is tried again. @retry_after_ms: -1 */
void batch_carrier_try_later (BatchCarrier        *self,
                              const GError        *error,
                              gint64               retry_after_ms);
/* The same, without going on. */
void batch_carrier_count_failure (BatchCarrier    *self,
                              const GError        *error,
                              gint64               retry_after_ms);
void batch_carrier_worked    (BatchCarrier        *self);
/* There is nothing more to do for it. */
void batch_carrier_end       (BatchCarrier        *self);
/* Leaves it to a person. */
void batch_carrier_hold      (BatchCarrier        *self);
void batch_carrier_drop_input (BatchCarrier       *self);

/* batch-carrier-storing.c: in the store */

/* Writes the record down before anything else happens. */
void batch_carrier_put       (BatchCarrier        *self);
void batch_carrier_gather    (BatchCarrier        *self);
void batch_carrier_settle    (BatchCarrier        *self);
/* In the log of the job. */
void batch_carrier_tell      (BatchCarrier        *self,
                              const char          *format,
                              ...) G_GNUC_PRINTF (2, 3);

/* batch-carrier-sending.c: from the items to a batch at the provider */
void batch_carrier_link      (BatchCarrier        *self);
void batch_carrier_write     (BatchCarrier        *self);
void batch_carrier_upload    (BatchCarrier        *self);
void batch_carrier_check_file (BatchCarrier       *self);
void batch_carrier_create    (BatchCarrier        *self);
void batch_carrier_search    (BatchCarrier        *self);

/* batch-carrier-receiving.c: from there to the results */
void batch_carrier_poll      (BatchCarrier        *self);
void batch_carrier_cancel    (BatchCarrier        *self);
void batch_carrier_fetch     (BatchCarrier        *self);

char   *batch_carrier_make_path   (BatchCarrier        *self,
                                   BatchAsk             what,
                                   const char          *id);
/* -1: it does not say. @response: (nullable) */
gint64  batch_carrier_retry_after (const BatchResponse *response);
/* What went wrong, as an error for people. */
GError *batch_carrier_make_error  (BatchCarrier        *self,
                                   const BatchResponse *response,
                                   const GError        *error,
                                   const char          *doing);

G_END_DECLS
