/* batch-first-answer.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "queue/batch-job-page.h"

G_BEGIN_DECLS

/* Something of the batch that @page shows may have been answered. */
void batch_first_answer_look (BatchJobPage *page);

G_END_DECLS
