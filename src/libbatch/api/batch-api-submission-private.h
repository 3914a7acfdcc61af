/* api/batch-api-submission-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "api/batch-api-batch-private.h"
#include "api/batch-api-service-private.h"
#include "engine/batch-job.h"

G_BEGIN_DECLS

/* What becomes of a receipt, from the request of a client to the files that it gets:
 *
 *   validating → the input is checked → refused
 *              ↘ the job of the same id is submitted → accepted → it ends → its files are
 *                made → ended
 *
 * Every step is in the store before the next one, and can be done again: after a crash the
 * service goes on where the receipt says. When items are tried again later, its job begins another
 * round, and the files are made anew, under the same ids, once that has ended.
 *
 * Of several services on one store, one alone has a receipt: that which has put it in, or has
 * claimed it when that one was no more. */
typedef struct
{
  BatchApiService    *service;
  BatchReceiptRecord *receipt;
  BatchApiBatchSpec  *spec;
  BatchJob           *job;           /* (nullable) from accepted on */
  BatchJobRecord     *record;        /* (nullable) of the job that has ended */
  GInputStream       *input;         /* (nullable) while it is checked */
  char               *input_name;    /* (nullable) what its client called the input */
  char               *refusal;       /* (nullable) why it came to no job */
  guint               refused_with;  /* a status for that */
  int                 output_fd;     /* -1; the files while they are made */
  int                 errors_fd;
  GSource            *retry;         /* (nullable) no call is under way: something failed */
  guint               n_failures;    /* one after the other */
  guint               round;         /* the last one of the job that has ended, as far as known */
  gboolean            watching;      /* no call is under way: it waits for the job */
  /* A batch of messages brought its requests along, which were checked then; its client gets
   * one list of results, and sees no files. */
  gboolean            of_messages;
} BatchApiSubmission;

/* --- batch-api-submission.c: its life --- */

/* A disk that is full, for one, may have room later: it is begun again from what the store
 * knows, after a wait that grows. Who starts the service again begins at once. */
void batch_api_submission_give_up     (BatchApiSubmission *self,
                                       const GError       *error);
void batch_api_submission_forget      (BatchApiSubmission *self);
void batch_api_submission_note_end    (BatchApiSubmission *self,
                                       BatchReceiptState   state);
/* @issues: (transfer full): a JSON array */
void batch_api_submission_refuse      (BatchApiSubmission *self,
                                       char               *issues);
void batch_api_submission_refuse_with (BatchApiSubmission *self,
                                       const char         *code,
                                       const char         *message);

/* Is refused with that, unless there is a job of its id, which it goes on with then. */
void batch_api_submission_doubt       (BatchApiSubmission *self,
                                       const char         *message);

/* --- batch-api-submission-job.c: from the input to the job --- */

/* Reads and checks the input, and makes a job of it. */
void batch_api_submission_check      (BatchApiSubmission *self);
/* Goes on if its job has ended. */
void batch_api_submission_look       (BatchApiSubmission *self);
/* Its job is there. */
void batch_api_submission_accept     (BatchApiSubmission *self);
void batch_api_submission_cancel_job (BatchApiSubmission *self);
/* Cancels the job of a receipt that another service has. */
void batch_api_submission_cancel_elsewhere (BatchApiService *service,
                                            const char      *id);

/* --- batch-api-submission-files.c: from the job, or without one, to the files --- */

/* Makes its files of the job that has ended. */
void batch_api_submission_make_files      (BatchApiSubmission *self);
/* Each of its messages gets a result that says so. @issues: (transfer full) */
void batch_api_submission_refuse_messages (BatchApiSubmission *self,
                                           const char         *code,
                                           const char         *message,
                                           char               *issues);

G_END_DECLS
