/* batch-eta-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "planning/batch-estimator-private.h"
#include "reports/batch-eta.h"

G_BEGIN_DECLS

BatchEta *batch_eta_new (const BatchEtaValues *values);

G_END_DECLS
