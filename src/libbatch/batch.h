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
#include "engine/batch-claim.h"
#include "engine/batch-comparison.h"
#include "engine/batch-engine.h"
#include "engine/batch-job.h"
#include "engine/batch-queue.h"
#include "handlers/batch-attempt.h"
#include "handlers/batch-item-handler.h"
#include "handlers/batch-sync-handler.h"
#include "intake/batch-validation-issue.h"
#include "intake/batch-validation.h"
#include "items/batch-item.h"
#include "making/batch-maker.h"
#include "making/batch-preview.h"
#include "making/batch-row-report.h"
#include "making/batch-row-source.h"
#include "output/batch-export.h"
#include "reports/batch-delivery.h"
#include "reports/batch-estimate-quality.h"
#include "reports/batch-eta.h"
#include "reports/batch-event.h"
#include "reports/batch-file.h"
#include "reports/batch-forecast.h"
#include "reports/batch-handover.h"
#include "reports/batch-history-point.h"
#include "reports/batch-load.h"
#include "reports/batch-past-attempt.h"
#include "reports/batch-plan-group.h"
#include "reports/batch-plan.h"
#include "reports/batch-summary.h"
#include "reports/batch-webhook.h"
#undef BATCH_INSIDE
