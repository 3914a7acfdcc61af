/* simulator/batch-simulator-log.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "simulator/batch-simulator-log.h"

#include <string.h>

#include "simulator/batch-simulator-log-private.h"

/* In place of a name where there are more names than fit. */
#define MAX_NAMES G_MAXUINT16

guint
batch_simulator_log_intern (BatchSimulatorLog *self,
                            const char        *name)
{
  gpointer index;

  if (name == NULL || *name == '\0')
    return 0;
  if (g_hash_table_lookup_extended (self->name_indices, name, NULL, &index))
    return GPOINTER_TO_UINT (index);
  if (self->names->len >= MAX_NAMES)
    return 0;

  g_ptr_array_add (self->names, g_strdup (name));
  g_hash_table_insert (self->name_indices, g_ptr_array_index (self->names, self->names->len - 1),
                       GUINT_TO_POINTER (self->names->len - 1));
  return self->names->len - 1;
}

const char *
batch_simulator_log_name (BatchSimulatorLog *self,
                          guint              index)
{
  return g_ptr_array_index (self->names, index);
}

static guint32
now_ms (BatchSimulatorLog *self)
{
  return (batch_simulator_clock_now (self->clock) - self->start) / 1000;
}

static Entry *
entry_at (BatchSimulatorLog *self,
          guint64            seq)
{
  Entry *block = g_ptr_array_index (self->blocks, seq / ENTRIES_PER_BLOCK);

  return &block[seq % ENTRIES_PER_BLOCK];
}

Entry *
batch_simulator_log_entry (BatchSimulatorLog *self,
                           guint64            seq)
{
  return seq < self->length ? entry_at (self, seq) : NULL;
}

/* NULL when nothing is kept. */
static Entry *
add_entry (BatchSimulatorLog   *self,
           BatchSimulatorEvent  event)
{
  Entry *entry;

  if (!self->keep)
    return NULL;

  if (self->length % ENTRIES_PER_BLOCK == 0)
    g_ptr_array_add (self->blocks, g_new0 (Entry, ENTRIES_PER_BLOCK));
  entry = entry_at (self, self->length++);
  entry->event = event;
  entry->start_ms = entry->end_ms = now_ms (self);
  return entry;
}

static void
set_prompt (Entry   *entry,
            GString *prompt)
{
  gsize length = MIN (prompt->len, BATCH_SIMULATOR_PREFIX);

  /* Not in the middle of a character. */
  while (length < prompt->len && length > 0 && ((guchar) prompt->str[length] & 0xc0) == 0x80)
    length--;
  memcpy (entry->prompt, prompt->str, length);
}

static guint
count_request (BatchSimulatorLog *self,
               guint              model,
               guint64            hash)
{
  BatchSimulatorCount *count = batch_simulator_tally_get (self->tally, hash);

  self->counters.requests++;
  self->counters.in_flight++;
  self->counters.max_in_flight = MAX (self->counters.max_in_flight, self->counters.in_flight);
  if (model >= self->model_counts->len)
    g_array_set_size (self->model_counts, model + 1);
  g_array_index (self->model_counts, guint64, model)++;
  if (++count->asked == 2)
    self->counters.asked_again++;
  return count->asked;
}

void
batch_simulator_log_begin (BatchSimulatorLog          *self,
                           BatchSimulatorMark         *mark,
                           const char                 *path,
                           const BatchSimulatorPrompt *prompt)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  guint model = batch_simulator_log_intern (self, prompt->model->str);
  Entry *entry;

  mark->hash = prompt->hash;
  mark->round = self->round;
  mark->seq = self->length;
  mark->attempt = count_request (self, model, prompt->hash);
  entry = add_entry (self, BATCH_SIMULATOR_EVENT_REQUEST);
  if (entry == NULL)
    return;

  entry->hash = prompt->hash;
  entry->path = batch_simulator_log_intern (self, path);
  entry->model = model;
  entry->says_keep = prompt->says_keep;
  entry->streams = prompt->streams;
  entry->attempt = MIN (mark->attempt, G_MAXUINT16);
  entry->in_flight = MIN (self->counters.in_flight, G_MAXUINT16);
  if (prompt->marker->len > 0)
    entry->marker = g_string_chunk_insert (self->markers, prompt->marker->str);
  set_prompt (entry, prompt->text);
}

static void
count_end (BatchSimulatorLog        *self,
           const BatchSimulatorMark *mark,
           guint                     status,
           gboolean                  answered,
           gboolean                  closed_by_client)
{
  self->counters.in_flight--;
  self->counters.closed_by_client += closed_by_client;
  self->counters.answered += answered;
  self->status_counts[MIN (status, MAX_STATUS)]++;
  if (answered && ++batch_simulator_tally_get (self->tally, mark->hash)->answered == 2)
    self->counters.answered_again++;
}

void
batch_simulator_log_end (BatchSimulatorLog        *self,
                         const BatchSimulatorMark *mark,
                         guint                     status,
                         const char               *fault,
                         gboolean                  answered,
                         gboolean                  closed_by_client)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Entry *entry;

  if (mark->round != self->round)
    return;

  count_end (self, mark, status, answered, closed_by_client);
  entry = batch_simulator_log_entry (self, mark->seq);
  if (entry == NULL)
    return;

  entry->end_ms = now_ms (self);
  entry->status = status;
  entry->fault = batch_simulator_log_intern (self, fault);
  entry->ended = TRUE;
  entry->answered = answered;
  entry->closed_by_client = closed_by_client;
}

void
batch_simulator_log_other (BatchSimulatorLog *self,
                           const char        *path,
                           guint              status)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Entry *entry = add_entry (self, BATCH_SIMULATOR_EVENT_OTHER);

  self->counters.others++;
  if (entry == NULL)
    return;

  entry->path = batch_simulator_log_intern (self, path);
  entry->status = status;
  entry->ended = TRUE;
}

void
batch_simulator_log_order (BatchSimulatorLog          *self,
                           const char                 *path,
                           const char                 *model,
                           const BatchSimulatorPrompt *prompt)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Entry *entry = add_entry (self, BATCH_SIMULATOR_EVENT_ORDER);

  self->counters.others++;
  if (entry == NULL)
    return;

  entry->path = batch_simulator_log_intern (self, path);
  entry->model = batch_simulator_log_intern (self, model);
  entry->status = 200;
  entry->ended = TRUE;
  if (prompt != NULL && prompt->says_keep)
    {
      entry->says_keep = TRUE;
      entry->hash = (guint64) prompt->keep_ms;
    }
}

void
batch_simulator_log_load_begin (BatchSimulatorLog  *self,
                                BatchSimulatorMark *mark,
                                const char         *model)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Entry *entry;

  mark->round = self->round;
  mark->seq = self->length;
  self->counters.loads++;
  entry = add_entry (self, BATCH_SIMULATOR_EVENT_LOAD);
  if (entry != NULL)
    entry->model = batch_simulator_log_intern (self, model);
}

void
batch_simulator_log_load_end (BatchSimulatorLog         *self,
                              const BatchSimulatorMark  *mark,
                              BatchSimulatorLoadOutcome  outcome)
{
  static const char *const words[] = { "", "aborted", "failed" };
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Entry *entry;

  if (mark->round != self->round)
    return;

  self->counters.loads_aborted += outcome == BATCH_SIMULATOR_LOAD_ABORTED;
  self->counters.loads_failed += outcome == BATCH_SIMULATOR_LOAD_FAILED;
  entry = batch_simulator_log_entry (self, mark->seq);
  if (entry == NULL)
    return;

  entry->end_ms = now_ms (self);
  entry->fault = batch_simulator_log_intern (self, words[outcome]);
  entry->ended = TRUE;
}

void
batch_simulator_log_eviction (BatchSimulatorLog *self,
                              const char        *model)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Entry *entry;

  self->counters.evictions++;
  entry = add_entry (self, BATCH_SIMULATOR_EVENT_EVICTION);
  if (entry == NULL)
    return;

  entry->model = batch_simulator_log_intern (self, model);
  entry->ended = TRUE;
}

guint64
batch_simulator_log_get_length (BatchSimulatorLog *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->length;
}

void
batch_simulator_log_fill_record (BatchSimulatorLog    *self,
                                 guint64               seq,
                                 BatchSimulatorRecord *record)
{
  const Entry *entry = entry_at (self, seq);

  *record = (BatchSimulatorRecord) {
    .event = entry->event,
    .seq = seq,
    .model = batch_simulator_log_name (self, entry->model),
    .path = batch_simulator_log_name (self, entry->path),
    .fault = batch_simulator_log_name (self, entry->fault),
    .marker = entry->marker != NULL ? entry->marker : "",
    .prompt_hash = entry->hash,
    .start_ms = entry->start_ms,
    .end_ms = entry->end_ms,
    .status = entry->status,
    .in_flight = entry->in_flight,
    .attempt = entry->attempt,
    .ended = entry->ended,
    .answered = entry->answered,
    .says_keep = entry->says_keep,
    .keep_ms = entry->event == BATCH_SIMULATOR_EVENT_ORDER ? (gint64) entry->hash : 0,
    .closed_by_client = entry->closed_by_client,
    .streams = entry->streams,
  };
  memcpy (record->prompt, entry->prompt, sizeof entry->prompt);
}

gboolean
batch_simulator_log_get_record (BatchSimulatorLog    *self,
                                guint64               seq,
                                BatchSimulatorRecord *record)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (seq >= self->length)
    return FALSE;

  batch_simulator_log_fill_record (self, seq, record);
  return TRUE;
}

void
batch_simulator_log_get_counters (BatchSimulatorLog      *self,
                                  BatchSimulatorCounters *counters)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  *counters = self->counters;
  counters->prompts = batch_simulator_tally_size (self->tally);
}

guint64
batch_simulator_log_count_status (BatchSimulatorLog *self,
                                  guint              status)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return status <= MAX_STATUS ? self->status_counts[status] : 0;
}

guint64
batch_simulator_log_count_model (BatchSimulatorLog *self,
                                 const char        *model)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gpointer index;

  if (!g_hash_table_lookup_extended (self->name_indices, model, NULL, &index) ||
      GPOINTER_TO_UINT (index) >= self->model_counts->len)
    return 0;
  return g_array_index (self->model_counts, guint64, GPOINTER_TO_UINT (index));
}

static void
start_empty (BatchSimulatorLog *self)
{
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->name_indices = g_hash_table_new (g_str_hash, g_str_equal);
  self->model_counts = g_array_new (FALSE, TRUE, sizeof (guint64));
  self->markers = g_string_chunk_new (4096);
  self->tally = batch_simulator_tally_new ();
  self->start = batch_simulator_clock_now (self->clock);
  self->length = 0;
  memset (&self->counters, 0, sizeof self->counters);
  memset (self->status_counts, 0, sizeof self->status_counts);

  /* Index 0 means that there is none. */
  g_ptr_array_add (self->names, g_strdup (""));
}

static void
free_contents (BatchSimulatorLog *self)
{
  g_ptr_array_unref (self->blocks);
  g_hash_table_unref (self->name_indices);
  g_ptr_array_unref (self->names);
  g_array_unref (self->model_counts);
  g_string_chunk_free (self->markers);
  batch_simulator_tally_free (self->tally);
}

BatchSimulatorLog *
batch_simulator_log_new (gboolean                   keep,
                         const BatchSimulatorClock *clock)
{
  BatchSimulatorLog *self = g_new0 (BatchSimulatorLog, 1);

  g_mutex_init (&self->mutex);
  self->keep = keep;
  self->clock = clock;
  start_empty (self);
  return self;
}

void
batch_simulator_log_free (BatchSimulatorLog *self)
{
  free_contents (self);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
batch_simulator_log_reset (BatchSimulatorLog *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  free_contents (self);
  start_empty (self);
  self->round++;
}
