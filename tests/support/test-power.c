/* test-power.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "test-power.h"

struct _BatchTestPowerLock
{
  GRecMutex mutex;
};

static BatchTestPowerLock power_lock;

static struct
{
  guint    n_calls;
  gint64   left;               /* -1: no end */
  gboolean off;
  void   (*cut) (void);
} power = { .left = -1 };

BatchTestPowerLock *
batch_test_power_lock (void)
{
  g_rec_mutex_lock (&power_lock.mutex);
  return &power_lock;
}

void
batch_test_power_unlock (BatchTestPowerLock *lock)
{
  g_rec_mutex_unlock (&lock->mutex);
}

void
batch_test_power_reset (void)
{
  g_autoptr(BatchTestPowerLock) lock = batch_test_power_lock ();

  power.n_calls = 0;
  power.left = -1;
  power.off = FALSE;
  power.cut = NULL;
}

void
batch_test_power_cut_after (guint n_calls)
{
  g_autoptr(BatchTestPowerLock) lock = batch_test_power_lock ();

  power.left = n_calls;
}

void
batch_test_power_restore (void)
{
  g_autoptr(BatchTestPowerLock) lock = batch_test_power_lock ();

  power.left = -1;
  power.off = FALSE;
}

gboolean
batch_test_power_is_off (void)
{
  g_autoptr(BatchTestPowerLock) lock = batch_test_power_lock ();

  return power.off;
}

guint
batch_test_power_get_calls (void)
{
  g_autoptr(BatchTestPowerLock) lock = batch_test_power_lock ();

  return power.n_calls;
}

void
batch_test_power_on_cut (void (*func) (void))
{
  g_autoptr(BatchTestPowerLock) lock = batch_test_power_lock ();

  power.cut = func;
}

gboolean
batch_test_power_use (void)
{
  power.n_calls++;
  if (power.left != 0)
    {
      power.left -= power.left > 0;
      return TRUE;
    }

  if (!power.off && power.cut != NULL)
    power.cut ();
  power.off = TRUE;
  return FALSE;
}
