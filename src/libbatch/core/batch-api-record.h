/* batch-api-record.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"

G_BEGIN_DECLS

/* What the local Batch API keeps of its clients. Times are µs since the epoch; 0 is
 * "not yet" or "never". */

/* Who may use it. The key itself is known to its owner only. */
typedef struct
{
  char   *id;
  char   *name;
  char   *digest;                  /* SHA-256 of the key, hex */
  gint64  created_at;
  gint64  revoked_at;
} BatchApiKeyRecord;

BATCH_AVAILABLE_IN_ALL
BatchApiKeyRecord *batch_api_key_record_copy (const BatchApiKeyRecord *key);
BATCH_AVAILABLE_IN_ALL
void               batch_api_key_record_free (BatchApiKeyRecord       *key);

/* Where a batch of a client stands before there is a job of the same id, and after that
 * has ended. */
typedef enum
{
  BATCH_RECEIPT_VALIDATING,        /* nobody looked at its input yet */
  BATCH_RECEIPT_ACCEPTED,          /* there is, or was, a job */
  BATCH_RECEIPT_REFUSED,           /* its input has errors */
  BATCH_RECEIPT_ENDED,             /* its files are there */
} BatchReceiptState;

/* What a client was given for a batch that it asked for. */
typedef struct
{
  char              *id;           /* of the batch, and of its job */
  char              *key_id;       /* (nullable) whose it is */
  char              *api;          /* whose words it speaks: "openai" or "anthropic" */
  char              *input_file_id;
  char              *request;      /* a JSON object: what was asked for beside the input */
  char              *issues;       /* (nullable) a JSON array: why it was refused */
  char              *outcome;      /* (nullable) a JSON object: what became of it */
  char              *output_file_id; /* (nullable) */
  char              *error_file_id;  /* (nullable) */
  char              *idempotency_key; /* (nullable) */
  char              *webhook_url;  /* (nullable) who is told when it is refused; not kept */
  char              *engine_id;    /* (nullable) whose it is when it is put in; not told after */
  gint64             created_at;
  gint64             cancelled_at; /* when the client asked for it */
  gint64             ended_at;     /* refused or ended */
  BatchReceiptState  state;
  guint              round;        /* of the job, that its files were made of */
} BatchReceiptRecord;

BATCH_AVAILABLE_IN_ALL
BatchReceiptRecord *batch_receipt_record_copy (const BatchReceiptRecord *receipt);
BATCH_AVAILABLE_IN_ALL
void                batch_receipt_record_free (BatchReceiptRecord       *receipt);

/* A page of what belongs to a client, by key: it begins behind an id. */
typedef struct
{
  char     *key_id;                /* (nullable) NULL: of everybody */
  char     *kind;                  /* (nullable) purpose of a file, API of a receipt */
  char     *after;                 /* (nullable) */
  gint64    now;                   /* 0: also files whose time is over */
  guint     limit;                 /* 0: no limit */
  gboolean  descending;            /* the newest first */
} BatchPageQuery;

BATCH_AVAILABLE_IN_ALL
BatchPageQuery *batch_page_query_copy (const BatchPageQuery *query);
BATCH_AVAILABLE_IN_ALL
void            batch_page_query_free (BatchPageQuery       *query);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchApiKeyRecord, batch_api_key_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchReceiptRecord, batch_receipt_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchPageQuery, batch_page_query_free)

G_END_DECLS
