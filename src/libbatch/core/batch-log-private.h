/* core/batch-log-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a line of the log is about. Each kind has a word and a `MESSAGE_ID` of its own, by
 * which a journal finds it. */
typedef enum
{
  BATCH_LOG_REQUEST,               /* of a client of the Batch API */
  BATCH_LOG_SILENCE,               /* a client that has asked for nothing */
  BATCH_LOG_BATCH,                 /* what a client asked for does not come along */
  BATCH_LOG_JOB,                   /* has come into another state */
  BATCH_LOG_LOAD,                  /* of a model */
  BATCH_LOG_SERVER,                /* does not answer, or answers again */
  BATCH_LOG_WEBHOOK,               /* was told something, or could not be */
} BatchLogKind;

/* What it tells to programs; NULL, 0: nothing. Every line that has fields is written by
 * batch_log (), so that it is seen here what can get into a log: ids and names. Never the
 * text of a request or of an answer, nor a key, nor more of the address of a webhook than
 * who it is. */
typedef struct
{
  const char *job;                 /* id */
  const char *key;                 /* id of an API key */
  const char *request;             /* id */
  const char *route;               /* of a pattern, and not what was asked for */
  const char *method;
  const char *code;                /* of an error */
  const char *state;               /* of a job, or a delivery */
  const char *event;               /* of a webhook */
  const char *model;
  const char *backend;
  const char *target;              /* origin of a webhook */
  guint       status;              /* of HTTP */
  gint64      duration_ms;         /* -1: it is not known */
} BatchLogFields;

void        batch_log           (GLogLevelFlags        level,
                                 BatchLogKind          kind,
                                 const BatchLogFields *fields,
                                 const char           *format,
                                 ...) G_GNUC_PRINTF (4, 5);
/* Scheme, host and port: of an address that may have a secret in it. */
char       *batch_log_origin    (const char           *url);

G_END_DECLS
