/* batch-eta-sum-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "planning/batch-estimator-private.h"

G_BEGIN_DECLS

/* Makes @self the time for what it is of and then @next, one after the other. What is not known of
 * one of them is not known of both; and both at their worst is rarer than one of them. */
void batch_eta_sum_add (BatchEtaValues       *self,
                        const BatchEtaValues *next);

G_END_DECLS
