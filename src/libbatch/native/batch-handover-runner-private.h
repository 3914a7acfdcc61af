/* batch-handover-runner-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-clock-private.h"
#include "core/batch-handover-record.h"
#include "files/batch-file-store-private.h"
#include "native/batch-provider-link-private.h"
#include "store/batch-store.h"

G_BEGIN_DECLS

/* Attends to one handover, from its first item to the answer of its last: one thing at a
 * time, on the engine thread. What is next is one rule, batch_handover_next (). */
typedef struct _BatchHandoverRunner BatchHandoverRunner;

/* What a runner asks and tells. */
typedef struct
{
  /* That of @lane, as @job calls it. */
  BatchBackend *(*make_backend) (gpointer              host,
                                 const BatchJobRecord *job,
                                 const char           *lane,
                                 const char          **api_key,
                                 GError              **error);
  GObject      *(*open_input)   (gpointer              host,
                                 const char           *job_id,
                                 GError              **error);
  void          (*job_changed)  (gpointer              host,
                                 BatchJobRecord       *job);
  void          (*items_ended)  (gpointer              host,
                                 BatchHandoverRunner  *runner,
                                 GPtrArray            *items,
                                 GPtrArray            *finishes);
  /* @error: (nullable): it is over */
  void          (*trouble)      (gpointer              host,
                                 BatchHandoverRunner  *runner,
                                 const GError         *error);
  /* The provider has the batch, or it has ended: another part may begin. */
  void          (*moved_on)     (gpointer              host,
                                 BatchHandoverRunner  *runner);
  void          (*quiet)        (gpointer              host,
                                 BatchHandoverRunner  *runner);
} BatchHandoverRunnerHost;

/* @record: (transfer full): without a sequence it is one to begin */
BatchHandoverRunner *batch_handover_runner_new  (BatchHandoverRecord           *record,
                                                 BatchJobRecord                *job,
                                                 const char                    *engine_id,
                                                 BatchClock                    *clock,
                                                 BatchStore                    *store,
                                                 BatchFileStore                *files,
                                                 const BatchHandoverRunnerHost *host,
                                                 gpointer                       host_data);
/* Only when it is quiet, or nobody runs the main context any more. */
void                 batch_handover_runner_free (BatchHandoverRunner           *self);

const BatchHandoverRecord *batch_handover_runner_get_record  (BatchHandoverRunner *self);
/* Whether its host was told so before. */
gboolean                   batch_handover_runner_is_troubled (BatchHandoverRunner *self);
/* Whether there is nothing more to do for it. */
gboolean                   batch_handover_runner_has_ended   (BatchHandoverRunner *self);
/* Whether nothing is under way. */
gboolean                   batch_handover_runner_is_quiet    (BatchHandoverRunner *self);

/* The job has changed. @may_begin: nothing is paused */
void batch_handover_runner_set_job    (BatchHandoverRunner       *self,
                                       BatchJobRecord            *job,
                                       gboolean                   may_begin);
/* The store knows more: somebody has said what is to become of it. */
void batch_handover_runner_set_record (BatchHandoverRunner       *self,
                                       const BatchHandoverRecord *record);
/* At once what was to be tried later. */
void batch_handover_runner_hurry      (BatchHandoverRunner       *self);
/* Begins nothing more, and stops what can be stopped: whether a batch was created is waited
 * for, as nobody could tell later. */
void batch_handover_runner_stop       (BatchHandoverRunner       *self);

G_END_DECLS
