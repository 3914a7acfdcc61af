/* batch-types.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#ifdef BATCH_COMPILATION
# define BATCH_AVAILABLE_IN_ALL __attribute__ ((visibility ("default"))) extern
#else
# define BATCH_AVAILABLE_IN_ALL extern
#endif

/**
 * BATCH_ERROR:
 *
 * The error domain of the library.
 *
 * Plain input and output failures stay in [error@Gio.IOErrorEnum], and a
 * cancelled operation is always `G_IO_ERROR_CANCELLED`.
 */
#define BATCH_ERROR (batch_error_quark ())

/**
 * BatchError:
 * @BATCH_ERROR_FAILED: something went wrong that no other code names
 * @BATCH_ERROR_NOT_FOUND: there is no such job, item, file, backend or handler
 * @BATCH_ERROR_INVALID_FILE: the input breaks the batch contract
 * @BATCH_ERROR_INVALID_REQUEST: an argument cannot be accepted
 * @BATCH_ERROR_INVALID_STATE: the job or item is in a state that forbids this
 * @BATCH_ERROR_STORE: the store cannot be opened, read or written
 * @BATCH_ERROR_BACKEND: the model server cannot be reached or misbehaves
 * @BATCH_ERROR_RATE_LIMITED: the model server asks to slow down, or has no credit left for the
 *   account
 * @BATCH_ERROR_AUTH: the model server refuses the key
 * @BATCH_ERROR_UNSUPPORTED: this store or model server cannot do that
 *
 * What went wrong, in terms of what a caller can do about it.
 */
typedef enum
{
  BATCH_ERROR_FAILED,
  BATCH_ERROR_NOT_FOUND,
  BATCH_ERROR_INVALID_FILE,
  BATCH_ERROR_INVALID_REQUEST,
  BATCH_ERROR_INVALID_STATE,
  BATCH_ERROR_STORE,
  BATCH_ERROR_BACKEND,
  BATCH_ERROR_RATE_LIMITED,
  BATCH_ERROR_AUTH,
  BATCH_ERROR_UNSUPPORTED,
} BatchError;

BATCH_AVAILABLE_IN_ALL
GQuark batch_error_quark (void);

typedef struct _BatchAttempt         BatchAttempt;
typedef struct _BatchBackend         BatchBackend;
typedef struct _BatchClaim           BatchClaim;
typedef struct _BatchComparison      BatchComparison;
typedef struct _BatchComparisonRow   BatchComparisonRow;
typedef struct _BatchDryRun          BatchDryRun;
typedef struct _BatchEngine          BatchEngine;
typedef struct _BatchEstimateQuality BatchEstimateQuality;
typedef struct _BatchEta             BatchEta;
typedef struct _BatchFile            BatchFile;
typedef struct _BatchForecast        BatchForecast;
typedef struct _BatchHistoryPoint    BatchHistoryPoint;
typedef struct _BatchItem            BatchItem;
typedef struct _BatchItemHandler     BatchItemHandler;
typedef struct _BatchJob             BatchJob;
typedef struct _BatchLoad            BatchLoad;
typedef struct _BatchMaker           BatchMaker;
typedef struct _BatchModel           BatchModel;
typedef struct _BatchPlan            BatchPlan;
typedef struct _BatchPlanGroup       BatchPlanGroup;
typedef struct _BatchPreview         BatchPreview;
typedef struct _BatchQueue           BatchQueue;
typedef struct _BatchRowReport       BatchRowReport;
typedef struct _BatchRowSource       BatchRowSource;
typedef struct _BatchServerInfo      BatchServerInfo;
typedef struct _BatchServerLimits    BatchServerLimits;
typedef struct _BatchServerReport    BatchServerReport;
typedef struct _BatchSummary         BatchSummary;
typedef struct _BatchSyncHandler     BatchSyncHandler;
typedef struct _BatchValidation      BatchValidation;

G_END_DECLS
