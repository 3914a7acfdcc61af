/* batch-load-text.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <batch.h>

G_BEGIN_DECLS

/* How far a load is: “40 %”, “12 s of about 40 s”, or “12 s”. */
char       *batch_load_text_progress (BatchLoad        *load);
/* “Loading gemma3:12b (8.1 GB), 40 %” */
char       *batch_load_text          (BatchLoad        *load);

/* Who has said how many requests are best at a time, as it goes on in a sentence. */
const char *batch_limit_source_text  (BatchLimitSource  source);

G_END_DECLS
