/* batch-eta.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "batch-types.h"
#include "core/batch-enums.h"

G_BEGIN_DECLS

#define BATCH_TYPE_ETA (batch_eta_get_type ())

BATCH_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (BatchEta, batch_eta, BATCH, ETA, GObject)

BATCH_AVAILABLE_IN_ALL
gint64             batch_eta_get_low        (BatchEta *self);
BATCH_AVAILABLE_IN_ALL
gint64             batch_eta_get_expected   (BatchEta *self);
BATCH_AVAILABLE_IN_ALL
gint64             batch_eta_get_high       (BatchEta *self);
BATCH_AVAILABLE_IN_ALL
guint              batch_eta_get_samples    (BatchEta *self);
BATCH_AVAILABLE_IN_ALL
BatchEtaConfidence batch_eta_get_confidence (BatchEta *self);

BATCH_AVAILABLE_IN_ALL
double             batch_eta_get_chance     (BatchEta *self,
                                             gint64    within_ms);

G_END_DECLS
