/* batch-eta-probability-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "planning/batch-estimator-private.h"

G_BEGIN_DECLS

/* How likely it is, from 0 to 1, that all is done after @within_ms; -1: nothing is known. */
double batch_eta_probability (const BatchEtaValues *eta,
                              gint64                within_ms);

G_END_DECLS
