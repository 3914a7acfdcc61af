/* batch-job-facts.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* “41,200 tokens read, 25,100 of them known already (61 %); 8,000 written”; empty: none yet */
char *batch_job_facts_tokens   (gint64      n_read,
                                gint64      n_known,
                                gint64      n_written);
/* For the models that the job waits for, how many requests of one at a time, and who says so;
 * empty when it waits for none. @plan: (nullable); @n_running: how many of the job are under way,
 * whoever sent them */
char *batch_job_facts_parallel (GListModel *plan,
                                const char *job_id,
                                gint64      n_running);

G_END_DECLS
