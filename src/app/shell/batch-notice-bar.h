/* batch-notice-bar.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BATCH_TYPE_NOTICE_BAR (batch_notice_bar_get_type ())

G_DECLARE_FINAL_TYPE (BatchNoticeBar, batch_notice_bar, BATCH, NOTICE_BAR, AdwBin)

/* Something that goes on, or that a person should see to. @button (nullable) is a button with
 * a mnemonic, which activates @action. */
void        batch_notice_bar_show       (BatchNoticeBar *self,
                                         GtkMessageType  type,
                                         const char     *text,
                                         const char     *button,
                                         const char     *action);
/* One more than the button that it shows; until it shows something else. */
void        batch_notice_bar_add        (BatchNoticeBar *self,
                                         const char     *button,
                                         const char     *action);
void        batch_notice_bar_hide       (BatchNoticeBar *self);
/* Has its buttons below each other. */
void        batch_notice_bar_set_narrow (BatchNoticeBar *self,
                                         gboolean        narrow);
/* NULL while it is hidden. */
const char *batch_notice_bar_get_text   (BatchNoticeBar *self);

G_END_DECLS
