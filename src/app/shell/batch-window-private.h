/* batch-window-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "shell/batch-window.h"

#include "assistant/batch-refusal-dialog.h"
#include "shell/batch-notice-bar.h"
#include "shell/batch-run-bar.h"
#include "shell/batch-when-done.h"
#include "widgets/batch-counted-input.h"

G_BEGIN_DECLS

/* The window is in nine files: -actions is what is done to the selected job, -answers whether
 * those of before are reused, -closing what becomes of the work without a window, -files how batch
 * files come in, -notice what the bar at the top says and when the engine may work, -pausing how
 * all of it pauses, -sample what is told of the sample, -when-done what happens when all of it is
 * done. */

/* A batch file on its way into the queue. */
typedef struct
{
  GFile    *file;
  gint64    n_answered;   /* of its requests, before; -1: not counted yet */
  gboolean  reuse;        /* those answers */
} BatchOpening;

struct _BatchWindow
{
  AdwApplicationWindow  parent_instance;

  AdwToastOverlay      *toasts;
  AdwViewSwitcherTitle *switcher;
  AdwViewSwitcherBar   *switcher_bar;
  GtkStack             *stack;
  GtkWidget            *drop_hint;
  AdwStatusPage        *failure;
  AdwViewStack         *pages;
  BatchNoticeBar       *notice;
  BatchRunBar          *run_bar;

  BatchEngine          *engine;                /* NULL until it is open */
  BatchQueue           *queue;                 /* of the engine */
  BatchQueueProgress   *work;                  /* of the queue */
  BatchStoppedWatch    *stopped;               /* with the engine */
  BatchWhenDone        *when_done;             /* with the queue */
  BatchLocalApi        *local_api;             /* (nullable) */
  BatchJob             *job;                   /* (nullable) that every page shows */
  GSignalGroup         *job_signals;           /* of the job that is looked at */
  char                 *wanted_id;             /* (nullable) of a job, shown once it is there */
  const char           *wanted_action;         /* (nullable) and what is done with it then */
  char                 *removed_id;            /* (nullable) of the job that Undo brings back */
  GWeakRef              undo_toast;            /* that offers it */
  char                 *restored_id;           /* (nullable) of the one that it brought back last */

  GQueue                incoming;              /* of BatchOpening, the first is being read */
  GQueue                asked;                 /* of BatchOpening: whether answers are reused */
  GCancellable         *reading;               /* (nullable) of all of them */
  BatchCountedInput    *reading_input;         /* (nullable) the first of them, once it is open */
  guint                 reading_timer;         /* until the next notice about it */
  BatchRefusalDialog   *refusals;              /* (unowned) NULL unless it is open */

  guint                 notice_idle;
  guint                 shape_idle;
  guint                 reading_is_slow : 1;
  guint                 is_ready : 1;          /* it is known what was left unfinished */
  guint                 was_interrupted : 1;   /* and what was left waits for a word */
  guint                 is_held : 1;           /* what came in waits to be started */
  guint                 offers_to_run : 1;     /* the bar at the top does, as the one below */
  guint                 has_waiting : 1;       /* of one of the two, something was seen */
  guint                 shows_interrupted : 1; /* as soon as it is in the list */
  guint                 asks_to_close : 1;
};

void batch_window_show_toast      (BatchWindow    *self,
                                   const char     *text);
/* NULL without one. */
BatchJob *
     batch_window_get_job         (BatchWindow    *self);
void batch_window_select_job      (BatchWindow    *self,
                                   const char     *job_id);

/* -actions */
void batch_window_install_actions (GtkWidgetClass *widget_class);
void batch_window_install_export  (GtkWidgetClass *widget_class);
void batch_window_update_actions  (BatchWindow    *self);

/* -answers */
void batch_window_install_answers (GtkWidgetClass *widget_class);
void batch_opening_free           (gpointer        data);
gboolean
     batch_window_asks_about      (BatchWindow    *self,
                                   GFile          *file);
/* Takes @opening, and has it read when a person has said how. */
void batch_window_ask_about       (BatchWindow    *self,
                                   BatchOpening   *opening);
/* NULL when nothing is asked. */
char *
     batch_window_dup_answers_question
                                  (BatchWindow    *self);

/* -closing */
void batch_window_install_closing (GtkWidgetClass *widget_class);
void batch_window_restore_size    (BatchWindow    *self);

/* -files */
void batch_window_install_files   (GtkWidgetClass *widget_class);
void batch_window_accept_drops    (BatchWindow    *self);
void batch_window_stop_reading    (BatchWindow    *self);
/* Takes @opening. */
void batch_window_read            (BatchWindow    *self,
                                   BatchOpening   *opening);
/* Files that came before it could be known what to do with them. */
void batch_window_start_reading   (BatchWindow    *self);

/* -pausing */
void batch_window_install_pausing (GtkWidgetClass *widget_class);
/* They make sense once there is an engine. */
void batch_window_update_pausing  (BatchWindow    *self);

/* -sample */
/* What is looked at may have ended: of the sample it is told what can be done with it. */
void batch_window_end_sample      (BatchWindow    *self);

/* -when-done */
void batch_window_start_when_done (BatchWindow    *self);

/* -notice */
void batch_window_install_notice  (GtkWidgetClass *widget_class);
void batch_window_update_notice   (BatchWindow    *self);
void batch_window_share_room      (BatchWindow    *self);
/* Lets the engine work, unless work was left unfinished: then a person is asked. */
void batch_window_begin           (BatchWindow    *self);
void batch_window_resume          (BatchWindow    *self);
/* What comes in from now on waits to be started, unless work is under way. */
void batch_window_hold            (BatchWindow    *self);

G_END_DECLS
