/* batch-record.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"
#include "core/batch-size-bucket.h"

G_BEGIN_DECLS

/* The plain values that go between the store and the engine, and between
 * threads. A record is filled by the one who makes it and never changed once it
 * has been handed on; it is then shared by reference. Times are µs since the
 * epoch (UTC), durations ms; 0 is "not yet" or "never". */

#define BATCH_HTTP_HANDLER "http"

typedef struct
{
  gint64 total;
  gint64 pending;
  gint64 claimed;
  gint64 running;
  gint64 succeeded;
  gint64 failed;
  gint64 skipped;
  gint64 cancelled;
  gint64 expired;
  gint64 needs_review;
} BatchCounts;

/* The waiting items of a job that share a resource key and a size. */
typedef struct
{
  char            *key;
  BatchSizeBucket  bucket;
  gint64           total;
  gint64           waiting;       /* pending, may start now */
  gint64           delayed;       /* pending, but not before some time */
  gint64           next_due;      /* of the delayed ones, a lower bound; 0: none */
  gint64           bytes;         /* of the pending ones, delayed or not; sums, so is the next */
  gint64           output_limit;  /* tokens that their answers may have */
} BatchGroupRecord;

typedef struct
{
  gint64                sequence;         /* order of submission, given by the store */
  gint64                rank;             /* place in the list that people see */
  gint64                rank_minor;       /* among those of the same rank: somebody moved it */
  gint64                key_changes;      /* of the key, along the input; -1: not counted */
  char                 *id;
  char                 *title;            /* (nullable) */
  char                 *handler;          /* "http" or the name of a registered one */
  char                 *backend;          /* (nullable) a name or a URL */
  char                 *operation;
  char                 *resource_key;     /* the first one; (nullable) while empty */
  char                 *metadata;         /* (nullable) a JSON object */
  char                 *input_digest;     /* (nullable) SHA-256, hex */
  char                 *input_name;       /* (nullable) what the person called it */
  char                 *output_path;      /* (nullable) where its results belong */
  char                 *error_path;       /* (nullable) */
  char                 *reorder_note;     /* (nullable) */
  char                 *failure;          /* (nullable) why it could not run at all */
  char                 *provider;         /* (nullable) */
  char                 *key_id;           /* (nullable) whose it is */
  char                 *webhook_url;      /* (nullable) */
  char                 *setback;          /* (nullable) why attempts came to nothing since an
                                           * item ended; see batch-standstill */
  GPtrArray            *groups;           /* of BatchGroupRecord, in order of appearance */
  BatchCounts           counts;
  BatchJobState         state;
  BatchOverwritePolicy  overwrite_policy;
  BatchExecutionMode    execution_mode;
  int                   priority;         /* higher goes first */
  guint                 parallel;         /* 0: as the backend allows */
  guint                 max_attempts;
  guint                 round;            /* how often it was reopened */
  guint                 loads;
  gint64                input_size;       /* bytes of this job; others may share the file */
  gint64                busy_ms;          /* sum of the durations of its attempts */
  gint64                prompt_tokens;    /* sums, of attempts whose answers say so */
  gint64                cached_tokens;    /* of the prompts, which the server knew */
  gint64                output_tokens;
  gint64                created_at;
  gint64                started_at;
  gint64                completed_at;
  gint64                expires_at;
  gint64                removed_at;       /* removed, can be taken back until it is purged */
  gint64                exported_at;      /* results were written out */
  gint64                setback_since;    /* when the first of those attempts ended, */
  gint64                setback_at;       /* and the last one */
  guint                 paused : 1;
  guint                 pause_now : 1;    /* what is under way is stopped as well */
  guint                 reordered : 1;
  guint                 needs_key : 1;    /* was submitted with an API key at hand */
  guint                 own_ids : 1;      /* item ids are the submitter's: built in code */
} BatchJobRecord;

BATCH_AVAILABLE_IN_ALL
BatchJobRecord   *batch_job_record_new      (void);
BATCH_AVAILABLE_IN_ALL
BatchJobRecord   *batch_job_record_copy     (const BatchJobRecord *record);
BATCH_AVAILABLE_IN_ALL
BatchJobRecord   *batch_job_record_ref      (BatchJobRecord       *record);
BATCH_AVAILABLE_IN_ALL
void              batch_job_record_unref    (BatchJobRecord       *record);
BATCH_AVAILABLE_IN_ALL
BatchGroupRecord *batch_group_record_new    (const char           *key,
                                             BatchSizeBucket       bucket);
BATCH_AVAILABLE_IN_ALL
void              batch_group_record_free   (BatchGroupRecord     *group);

/* What an item looks like when it goes in. Strings belong to the caller. */
typedef struct
{
  const char      *custom_id;
  const char      *key;
  const char      *endpoint;       /* path below the backend; NULL for a registered handler */
  gint64           offset;         /* of its payload in the job's input */
  guint32          length;
  guint32          line;           /* 0 when built in code */
  gint64           prefix;         /* those that begin alike are by that; 0: like no other */
  BatchSizeBucket  bucket;
  guint32          output_limit;   /* tokens that its answer may have; 0: it does not say */
  /* The answer of an item of an earlier job is taken over, unless it is gone. */
  const char      *reused_job;     /* (nullable) its id */
  guint32          reused_position;
  const char      *refusal;        /* (nullable) static: it fails at once, and is not sent */
} BatchNewItem;

typedef struct
{
  char             *job_id;
  char             *custom_id;
  char             *key;
  char             *endpoint;      /* (nullable) */
  char             *last_error;    /* (nullable) */
  char             *changes;       /* (nullable) members to send otherwise, a JSON object */
  GBytes           *body;          /* (nullable) the exact answer; only where it was asked for */
  char             *request_id;    /* (nullable) of that answer; comes with the body */
  gint64            offset;
  gint64            generation;    /* of the lease; fences late writers */
  gint64            prefix;        /* those that begin alike are by that; 0: like no other */
  gint64            not_before;
  gint64            created_at;
  gint64            completed_at;
  gint64            duration_ms;   /* of its last attempt; -1 when unknown */
  gint64            prompt_tokens; /* of that attempt; -1 when unknown, so are the next two */
  gint64            cached_tokens; /* of the prompt, which the server knew */
  gint64            output_tokens;
  gint64            output_limit;  /* tokens that it may have; 0: it does not say */
  guint32           position;      /* in the input, from 0 */
  guint32           length;
  guint32           line;
  guint             attempts;
  guint             lost;          /* attempts that died with their engine */
  int               status_code;   /* 0: no answer */
  BatchItemStatus   status;
  BatchFailureKind  failure_kind;
  BatchSizeBucket   bucket;
  BatchReviewReason review_reason;
  guint             kept : 4;      /* its answer is from before; > 1: and needed a review */
  guint             handed : 1;    /* a handover leases it, and no engine */
} BatchItemRecord;

BATCH_AVAILABLE_IN_ALL
BatchItemRecord *batch_item_record_new   (void);
BATCH_AVAILABLE_IN_ALL
BatchItemRecord *batch_item_record_copy  (const BatchItemRecord *record);
BATCH_AVAILABLE_IN_ALL
BatchItemRecord *batch_item_record_ref   (BatchItemRecord *record);
BATCH_AVAILABLE_IN_ALL
void             batch_item_record_unref (BatchItemRecord *record);

/* How an attempt ended, and what becomes of its item. */
typedef struct
{
  char             *job_id;
  guint32           position;
  gint64            generation;
  BatchItemStatus   status;        /* terminal, or pending for another attempt */
  BatchFailureKind  failure_kind;
  BatchReviewReason review_reason; /* with succeeded */
  char             *error;         /* (nullable) one sentence */
  GBytes           *body;          /* (nullable) the exact answer */
  char             *request_id;    /* (nullable) */
  char             *server;        /* (nullable) that was asked; of failures only */
  int               status_code;
  gint64            duration_ms;   /* -1 when it was never started */
  gint64            prompt_tokens; /* -1: the answer does not say; so are the next two */
  gint64            cached_tokens; /* of the prompt */
  gint64            output_tokens;
  gint64            not_before;    /* with pending */
  guint             costs_attempt : 1;
  guint             unloaded : 1;  /* it waits for a load that nobody may have begun */
} BatchFinish;

BATCH_AVAILABLE_IN_ALL
BatchFinish *batch_finish_new  (void);
BATCH_AVAILABLE_IN_ALL
BatchFinish *batch_finish_copy (const BatchFinish *finish);
BATCH_AVAILABLE_IN_ALL
void         batch_finish_free (BatchFinish       *finish);

/* One try at an item that is over, for those who look back. */
typedef struct
{
  char             *key;
  char             *server;        /* (nullable) */
  char             *error;         /* (nullable) one sentence */
  GBytes           *body;          /* (nullable) the beginning of the answer */
  gint64            size;          /* of the whole answer, in bytes */
  gint64            began_at;
  gint64            ended_at;
  gint64            retry_at;      /* 0: at once, or not at all */
  guint             number;        /* from 1 */
  int               status_code;   /* 0: no answer */
  BatchFailureKind  failure_kind;  /* NONE: it succeeded */
} BatchAttemptRecord;

/* So many attempts of an item are kept, and so much of what each was answered. */
#define BATCH_KEPT_ATTEMPTS     20
#define BATCH_KEPT_ATTEMPT_BODY 65536

BATCH_AVAILABLE_IN_ALL
BatchAttemptRecord *batch_attempt_record_new  (void);
BATCH_AVAILABLE_IN_ALL
void                batch_attempt_record_free (BatchAttemptRecord *attempt);

/* Which items are to be tried again, and how. */
typedef struct
{
  guint32 *positions;              /* (nullable) only these, whatever they came to */
  guint    n_positions;
  gboolean lenient;                /* of those, the ones that cannot be are left as they are */
  gboolean review;                 /* without positions: not the failed, but those to review */
  BatchReviewReason review_reason; /* … for this one only; NONE: for any */
  char    *key;                    /* (nullable) another one */
  char    *changes;                /* (nullable) in place of those that they have */
} BatchRetryRequest;

BATCH_AVAILABLE_IN_ALL
BatchRetryRequest *batch_retry_request_copy (const BatchRetryRequest *request);
BATCH_AVAILABLE_IN_ALL
void               batch_retry_request_free (BatchRetryRequest       *request);

typedef struct
{
  char    *job_id;
  guint32  position;
  gint64   generation;
} BatchLease;

/* What may be changed of a job in one go; @fields tells which members count. */
typedef enum
{
  BATCH_JOB_FIELD_STATE        = 1 << 0,
  BATCH_JOB_FIELD_PAUSED       = 1 << 1,   /* paused, pause_now */
  BATCH_JOB_FIELD_PRIORITY     = 1 << 2,
  BATCH_JOB_FIELD_PARALLEL     = 1 << 3,
  BATCH_JOB_FIELD_TITLE        = 1 << 4,
  BATCH_JOB_FIELD_RANK         = 1 << 5,   /* rank, rank_minor */
  BATCH_JOB_FIELD_REORDER      = 1 << 6,   /* reordered, reorder_note */
  BATCH_JOB_FIELD_REMOVED      = 1 << 7,
  BATCH_JOB_FIELD_EXPORTED     = 1 << 8,   /* exported_at, output_path, error_path */
  BATCH_JOB_FIELD_FAILURE      = 1 << 9,
  BATCH_JOB_FIELD_EXPIRES      = 1 << 10,
  BATCH_JOB_FIELD_LOADS        = 1 << 11,
  BATCH_JOB_FIELD_INPUT        = 1 << 12,  /* input_digest, input_size, resource_key,
                                              key_changes */
} BatchJobFields;

/* Which items, and in which order. */
typedef enum
{
  BATCH_ITEM_SORT_POSITION,
  BATCH_ITEM_SORT_DURATION,
  BATCH_ITEM_SORT_STATUS,
  BATCH_ITEM_SORT_CUSTOM_ID,
  BATCH_ITEM_SORT_MODEL,
  BATCH_ITEM_SORT_TOKENS,          /* of the prompt and the answer together */
} BatchItemSort;

typedef struct
{
  guint          statuses;         /* bits 1 << BatchItemStatus; 0: all */
  gboolean       needs_review;     /* only those */
  guint          reasons;          /* … for these, bits 1 << BatchReviewReason; 0: any */
  gboolean       with_body;
  char          *search;           /* (nullable) part of custom_id, error or answer */
  BatchItemSort  sort;
  gboolean       descending;
} BatchItemQuery;

BATCH_AVAILABLE_IN_ALL
BatchItemQuery *batch_item_query_copy (const BatchItemQuery *query);
BATCH_AVAILABLE_IN_ALL
void            batch_item_query_free (BatchItemQuery       *query);

/* One line of the change log: what other processes should look at again. */
typedef enum
{
  BATCH_CHANGE_JOB,                /* a job is new, or has changed */
  BATCH_CHANGE_ITEMS,              /* running items of a job were cancelled by hand */
  BATCH_CHANGE_LANE,               /* a lane became free, or somebody waits for it, or no more */
  BATCH_CHANGE_BACKENDS,
  BATCH_CHANGE_SETTINGS,
  BATCH_CHANGE_WEBHOOKS,           /* who is told, or something that is to be told */
  BATCH_CHANGE_ENGINES,            /* an engine begins to work on the jobs, or stops to */
  BATCH_CHANGE_RECEIPTS,           /* an engine that had receipts is no more */
} BatchChangeKind;

typedef struct
{
  gint64           sequence;
  char            *engine_id;      /* who made it; (nullable) */
  char            *subject;        /* job id or lane; (nullable) */
  BatchChangeKind  kind;
} BatchChange;

BATCH_AVAILABLE_IN_ALL
void batch_change_free (BatchChange *change);

/* An engine that waits until a lane becomes free for another key than the one it holds. */
typedef struct
{
  char     *lane;
  char     *engine_id;
  char     *key;
  gboolean  urgent;                /* somebody waits for the answer */
} BatchLaneWaiter;

BATCH_AVAILABLE_IN_ALL
void batch_lane_waiter_free (BatchLaneWaiter *waiter);

typedef struct
{
  char   *job_id;
  char   *kind;                    /* "state", "attempt_failed", "load", "lost", "paused", … */
  char   *detail;                  /* a sentence */
  gint64  sequence;
  gint64  at;
  gint64  position;                /* -1: of the job */
} BatchEventRecord;

BATCH_AVAILABLE_IN_ALL
void batch_event_record_free (BatchEventRecord *event);

typedef struct
{
  char *name;
  char *url;
  char *kind;
  char *key_name;                  /* (nullable) of the secret */
  char *gpu;                       /* (nullable) that it computes on, by any name */
  guint parallel;                  /* 0: automatic */
} BatchBackendRecord;

BATCH_AVAILABLE_IN_ALL
BatchBackendRecord *batch_backend_record_copy (const BatchBackendRecord *record);
BATCH_AVAILABLE_IN_ALL
void                batch_backend_record_free (BatchBackendRecord       *record);

/* In the metadata of what was only to be tried, and nobody else is to see. */
#define BATCH_JOB_TRIAL "io.github.batchqueue.trial"

BATCH_AVAILABLE_IN_ALL
gboolean batch_job_record_is_trial (const BatchJobRecord *record);

#define BATCH_FILE_PURPOSE_INPUT  "batch"
#define BATCH_FILE_PURPOSE_OUTPUT "batch_output"
/* Either side of a batch of messages, whose owner sees no files. */
#define BATCH_FILE_PURPOSE_MESSAGES "message_batch"

/* A file that was put in by itself: an input for jobs to come, or what came of one. */
typedef struct
{
  char   *id;
  char   *digest;
  char   *name;                    /* what its owner calls it */
  char   *key_id;                  /* (nullable) whose it is */
  char   *purpose;                 /* (nullable) one of those above; NULL: an input */
  gint64  size;                    /* bytes */
  gint64  created_at;
  gint64  expires_at;              /* 0: it stays until it is removed */
  guint   round;                   /* of the job that it came of: more than 0 is another file by
                                    * the same id */
} BatchFileRecord;

BATCH_AVAILABLE_IN_ALL
BatchFileRecord *batch_file_record_copy (const BatchFileRecord *record);
BATCH_AVAILABLE_IN_ALL
void             batch_file_record_free (BatchFileRecord       *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchJobRecord, batch_job_record_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchGroupRecord, batch_group_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchItemRecord, batch_item_record_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchFinish, batch_finish_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchAttemptRecord, batch_attempt_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchRetryRequest, batch_retry_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchItemQuery, batch_item_query_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchChange, batch_change_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchLaneWaiter, batch_lane_waiter_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchEventRecord, batch_event_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchBackendRecord, batch_backend_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BatchFileRecord, batch_file_record_free)

G_END_DECLS
