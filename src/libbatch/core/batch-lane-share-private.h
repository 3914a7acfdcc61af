/* batch-lane-share-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Engines that work in one lane have together as many requests under way as a person has said. */

/* What the engine in @place, from 0, of @n_engines may have of @limit. */
guint batch_lane_share_get   (guint limit,
                              guint n_engines,
                              guint place);
/* How many of its @share it gets now, where the others have @taken slots of the @widest limit that
 * there is, and it has @in_use under way. */
guint batch_lane_share_grant (guint share,
                              guint widest,
                              guint taken,
                              guint in_use);

G_END_DECLS
