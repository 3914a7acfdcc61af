/* batch-sample.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-sample.h"

#include <string.h>

#define SAMPLE "io.github.batchqueue.sample"

void
batch_sample_mark (BatchJob *job)
{
  batch_job_set_metadata_value (job, SAMPLE, "true");
}

gboolean
batch_sample_is (BatchJob *job)
{
  const char *metadata = batch_job_get_metadata (job);

  return metadata != NULL && strstr (metadata, "\"" SAMPLE "\"") != NULL;
}
