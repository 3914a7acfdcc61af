/* batch-sample.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* The batch that shows a person what this is about. @job: not put in yet */
void     batch_sample_mark (BatchJob *job);
gboolean batch_sample_is   (BatchJob *job);

G_END_DECLS
