/* batch-id-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BATCH_ID_JOB     "batch_"
#define BATCH_ID_ITEM    "item_"
#define BATCH_ID_FILE    "file-"
#define BATCH_ID_REQUEST "batch_req_"
/* Before the id of a job: the batch of messages that it is of. */
#define BATCH_ID_MESSAGES "msg"

/* What a job has that can be read as a file. */
typedef enum
{
  BATCH_FILE_INPUT,
  BATCH_FILE_OUTPUT,
  BATCH_FILE_ERRORS,
} BatchFilePart;

/* A fresh id: @prefix and a random UUID. */
char     *batch_id_new           (const char *prefix);
/* Whether @id may be such a one, which sorts by when it was made. */
gboolean  batch_id_is_of_time    (const char *prefix,
                                  const char *id);

/* The ids of items and of their output lines follow from the job and the
 * position, so that none is stored. Any @job_id will do. */
char     *batch_id_for_item      (const char *job_id,
                                  guint32     position);
char     *batch_id_for_request   (const char *job_id,
                                  guint32     position);
char     *batch_id_for_file      (const char    *job_id,
                                  BatchFilePart  part);

/* The way back; FALSE when @id is not one of @job_id. */
gboolean  batch_id_parse_item    (const char *job_id,
                                  const char *id,
                                  guint32    *position);
gboolean  batch_id_parse_request (const char *job_id,
                                  const char *id,
                                  guint32    *position);

G_END_DECLS
