/* batch-key-faults-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/batch-enums.h"

G_BEGIN_DECLS

/* The resource keys of a lane that do not work, while the others go on. Times are
 * monotonic, in µs. */
typedef struct _BatchKeyFaults BatchKeyFaults;

typedef enum
{
  BATCH_KEY_WORKS,                 /* as far as is known */
  BATCH_KEY_RESTS,                 /* it is tried again later */
  BATCH_KEY_FAILED,                /* for good: so do its items */
} BatchKeyState;

BatchKeyFaults *batch_key_faults_new        (void);
void            batch_key_faults_free       (BatchKeyFaults   *self);

/* @kind: why it does not work. @retry_us: how long it rests then.
 * Returns: what that leads to */
BatchKeyState   batch_key_faults_add        (BatchKeyFaults   *self,
                                             const char       *key,
                                             BatchFailureKind  kind,
                                             const char       *message,
                                             gint64            now,
                                             gint64            retry_us);
/* Others go first now, and all that was asked of it has failed. */
void            batch_key_faults_leave      (BatchKeyFaults   *self,
                                             const char       *key,
                                             gint64            now);
/* It is tried again then, whatever else is known of it. */
void            batch_key_faults_rest       (BatchKeyFaults   *self,
                                             const char       *key,
                                             gint64            retry_at);
BatchKeyState   batch_key_faults_get        (BatchKeyFaults   *self,
                                             const char       *key,
                                             gint64            now);
/* Returns: (nullable): what was said of one that has failed for good */
const char     *batch_key_faults_describe   (BatchKeyFaults   *self,
                                             const char       *key,
                                             BatchFailureKind *kind);
/* When the first of those that rest is tried again; 0: none rests. */
gint64          batch_key_faults_next_retry (BatchKeyFaults   *self,
                                             gint64            now);
/* It works, or may be tried from the beginning. @key: (nullable): all of them */
void            batch_key_faults_forget     (BatchKeyFaults   *self,
                                             const char       *key);

G_END_DECLS
