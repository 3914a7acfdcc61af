/* batch.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#define BATCH_INSIDE
#include "batch-types.h"
#include "api/batch-api-client.h"
#include "api/batch-api-key.h"
#include "api/batch-api-server.h"
#include "backend/batch-backend-kind.h"
#include "backend/batch-backend.h"
#include "backend/batch-model.h"
#include "backend/batch-server-info.h"
#include "backend/batch-server-limits.h"
#include "backend/batch-server-report.h"
#include "core/batch-enums.h"
#include "core/batch-size-bucket.h"
#include "engine/batch-attempt.h"
#include "engine/batch-claim.h"
#include "engine/batch-comparison.h"
#include "engine/batch-delivery.h"
#include "engine/batch-engine.h"
#include "engine/batch-estimate-quality.h"
#include "engine/batch-eta.h"
#include "engine/batch-event.h"
#include "engine/batch-export.h"
#include "engine/batch-file.h"
#include "engine/batch-forecast.h"
#include "engine/batch-handover.h"
#include "engine/batch-history-point.h"
#include "engine/batch-item-handler.h"
#include "engine/batch-item.h"
#include "engine/batch-job.h"
#include "engine/batch-load.h"
#include "engine/batch-past-attempt.h"
#include "engine/batch-plan-group.h"
#include "engine/batch-plan.h"
#include "engine/batch-queue.h"
#include "engine/batch-summary.h"
#include "engine/batch-sync-handler.h"
#include "engine/batch-webhook.h"
#include "intake/batch-validation-issue.h"
#include "intake/batch-validation.h"
#include "making/batch-maker.h"
#include "making/batch-preview.h"
#include "making/batch-row-report.h"
#include "making/batch-row-source.h"
#undef BATCH_INSIDE
