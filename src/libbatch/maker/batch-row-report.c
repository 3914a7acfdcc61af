/* batch-row-report.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "maker/batch-row-report-private.h"

#include "maker/batch-file-list-private.h"
#include "maker/batch-rows-private.h"

#define LOOKED_AT  (1024 * 1024)
#define MAX_ISSUES 100

/**
 * BatchRowReport:
 *
 * What was found in the source of a batch.
 *
 * [method@RowSource.inspect_async] looks at the beginning, [method@RowSource.check_async]
 * at all of it.
 */
struct _BatchRowReport
{
  GObject   parent_instance;

  char    **columns;
  char     *encoding;           /* (nullable) */
  char    **issues;
  gint64    n_rows;
  char      delimiter[2];
  char      quote[2];
  gboolean  exact;
};

enum
{
  PROP_0,
  PROP_COLUMNS,
  PROP_N_ROWS,
  PROP_EXACT,
  PROP_ENCODING,
  PROP_DELIMITER,
  PROP_QUOTE,
  PROP_ISSUES,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (BatchRowReport, batch_row_report, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
batch_row_report_finalize (GObject *object)
{
  BatchRowReport *self = BATCH_ROW_REPORT (object);

  g_strfreev (self->columns);
  g_free (self->encoding);
  g_strfreev (self->issues);

  G_OBJECT_CLASS (batch_row_report_parent_class)->finalize (object);
}

static void
batch_row_report_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  BatchRowReport *self = BATCH_ROW_REPORT (object);

  switch (prop_id)
    {
    case PROP_COLUMNS:
      g_value_set_boxed (value, self->columns);
      break;

    case PROP_N_ROWS:
      g_value_set_int64 (value, self->n_rows);
      break;

    case PROP_EXACT:
      g_value_set_boolean (value, self->exact);
      break;

    case PROP_ENCODING:
      g_value_set_string (value, self->encoding);
      break;

    case PROP_DELIMITER:
      g_value_set_string (value, batch_row_report_get_delimiter (self));
      break;

    case PROP_QUOTE:
      g_value_set_string (value, batch_row_report_get_quote (self));
      break;

    case PROP_ISSUES:
      g_value_set_boxed (value, self->issues);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
batch_row_report_class_init (BatchRowReportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = batch_row_report_finalize;
  object_class->get_property = batch_row_report_get_property;

  /**
   * BatchRowReport:columns:
   *
   * The columns that a template may name.
   */
  properties[PROP_COLUMNS] =
    g_param_spec_boxed ("columns", NULL, NULL, G_TYPE_STRV,
                        (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchRowReport:n-rows:
   *
   * How many rows there are, which is an estimate unless it is exact.
   */
  properties[PROP_N_ROWS] =
    g_param_spec_int64 ("n-rows", NULL, NULL, 0, G_MAXINT64, 0,
                        (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchRowReport:exact:
   *
   * Whether the rows were counted.
   */
  properties[PROP_EXACT] =
    g_param_spec_boolean ("exact", NULL, NULL, FALSE,
                          (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchRowReport:encoding:
   *
   * How the text is written, as `UTF-8`; of folders nothing.
   */
  properties[PROP_ENCODING] =
    g_param_spec_string ("encoding", NULL, NULL, NULL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchRowReport:delimiter:
   *
   * What stands between the fields of a table.
   */
  properties[PROP_DELIMITER] =
    g_param_spec_string ("delimiter", NULL, NULL, NULL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchRowReport:quote:
   *
   * What fields of a table may be within.
   */
  properties[PROP_QUOTE] =
    g_param_spec_string ("quote", NULL, NULL, NULL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * BatchRowReport:issues:
   *
   * What is wrong, one sentence for each row that cannot be used, which names its line.
   */
  properties[PROP_ISSUES] =
    g_param_spec_boxed ("issues", NULL, NULL, G_TYPE_STRV,
                        (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
batch_row_report_init (BatchRowReport *self)
{
}

static gboolean
pass_cb (BatchRows      *rows,
         const BatchRow *row,
         gpointer        user_data)
{
  return TRUE;
}

static char **
take_issues (BatchLineIssues *issues)
{
  GPtrArray *all = batch_line_issues_get_all (issues);
  char **sentences = g_new0 (char *, all->len + 1);

  for (guint i = 0; i < all->len; i++)
    sentences[i] = g_strdup (((const BatchLineIssue *) all->pdata[i])->message);

  return sentences;
}

/* The last one that was seen was not seen to its end. */
static gint64
estimate (const BatchRows *rows)
{
  double n_rows = (double) rows->n_rows / (double) MAX (rows->n_bytes, 1) * (double) rows->size;

  return MAX ((gint64) n_rows, rows->n_rows + 1);
}

static void
take_found (BatchRowReport *self,
            BatchRows      *rows)
{
  self->columns = g_steal_pointer (&rows->columns);
  if (self->columns == NULL)
    self->columns = g_new0 (char *, 1);

  self->encoding = g_steal_pointer (&rows->encoding);
  self->delimiter[0] = rows->form.delimiter;
  self->quote[0] = rows->form.quote;
  self->exact = !rows->cut && !rows->stopped;
  self->n_rows = rows->n_rows;
  if (rows->cut)
    self->n_rows = estimate (rows);
}

static gboolean
read_rows (BatchRowReport      *self,
           const BatchRowPlan  *plan,
           gboolean             whole,
           GCancellable        *cancellable,
           GError             **error)
{
  BatchLineIssues *issues = batch_line_issues_new (MAX_ISSUES);
  g_autoptr(BatchRowPlan) all = batch_row_plan_copy (plan);
  g_auto(BatchRows) rows = {
    .plan = all,
    .cancellable = cancellable,
    .func = pass_cb,
    .issues = issues,
    .max_bytes = whole ? 0 : LOOKED_AT,
  };
  gboolean done;

  all->limit = 0;
  g_clear_pointer (&all->rows, g_free);
  if ((done = batch_rows_run (&rows, error)))
    {
      self->issues = take_issues (issues);
      take_found (self, &rows);
    }

  batch_line_issues_free (issues);
  return done;
}

/* Pictures are not read to be counted. */
static gboolean
count_files (BatchRowReport      *self,
             const BatchRowPlan  *plan,
             GCancellable        *cancellable,
             GError             **error)
{
  static const char *const columns[] = { BATCH_FILE_COLUMNS, NULL };
  g_autoptr(GPtrArray) list = batch_file_list (plan, cancellable, error);

  if (list == NULL)
    return FALSE;

  self->columns = g_strdupv ((char **) columns);
  self->issues = g_new0 (char *, 1);
  self->n_rows = list->len;
  self->exact = TRUE;
  return TRUE;
}

BatchRowReport *
batch_row_report_make (const BatchRowPlan  *plan,
                       gboolean             whole,
                       GCancellable        *cancellable,
                       GError             **error)
{
  g_autoptr(BatchRowReport) self = g_object_new (BATCH_TYPE_ROW_REPORT, NULL);

  if (!(!whole && plan->kind == BATCH_ROW_KIND_FILES
        ? count_files (self, plan, cancellable, error)
        : read_rows (self, plan, whole, cancellable, error)))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * batch_row_report_get_columns: (attributes org.gtk.Method.get_property=columns)
 * @self: a report
 *
 * Gets the columns that a template may name.
 *
 * Returns: (array zero-terminated=1) (transfer none): the columns
 */
const char * const *
batch_row_report_get_columns (BatchRowReport *self)
{
  g_return_val_if_fail (BATCH_IS_ROW_REPORT (self), NULL);

  return (const char * const *) self->columns;
}

/**
 * batch_row_report_get_n_rows: (attributes org.gtk.Method.get_property=n-rows)
 * @self: a report
 *
 * Gets how many rows there are, which is an estimate unless it is exact.
 *
 * Returns: the number of rows
 */
gint64
batch_row_report_get_n_rows (BatchRowReport *self)
{
  g_return_val_if_fail (BATCH_IS_ROW_REPORT (self), 0);

  return self->n_rows;
}

/**
 * batch_row_report_get_exact: (attributes org.gtk.Method.get_property=exact)
 * @self: a report
 *
 * Gets whether the rows were counted.
 *
 * Returns: %TRUE when the number of rows is exact
 */
gboolean
batch_row_report_get_exact (BatchRowReport *self)
{
  g_return_val_if_fail (BATCH_IS_ROW_REPORT (self), FALSE);

  return self->exact;
}

/**
 * batch_row_report_get_encoding: (attributes org.gtk.Method.get_property=encoding)
 * @self: a report
 *
 * Gets how the text is written.
 *
 * Returns: (nullable): the name of the encoding; %NULL of folders
 */
const char *
batch_row_report_get_encoding (BatchRowReport *self)
{
  g_return_val_if_fail (BATCH_IS_ROW_REPORT (self), NULL);

  return self->encoding;
}

/**
 * batch_row_report_get_delimiter: (attributes org.gtk.Method.get_property=delimiter)
 * @self: a report
 *
 * Gets what stands between the fields of a table.
 *
 * Returns: (nullable): one character; %NULL of what is no table
 */
const char *
batch_row_report_get_delimiter (BatchRowReport *self)
{
  g_return_val_if_fail (BATCH_IS_ROW_REPORT (self), NULL);

  return self->delimiter[0] != '\0' ? self->delimiter : NULL;
}

/**
 * batch_row_report_get_quote: (attributes org.gtk.Method.get_property=quote)
 * @self: a report
 *
 * Gets what fields of a table may be within.
 *
 * Returns: (nullable): one character; %NULL of what is no table
 */
const char *
batch_row_report_get_quote (BatchRowReport *self)
{
  g_return_val_if_fail (BATCH_IS_ROW_REPORT (self), NULL);

  return self->quote[0] != '\0' ? self->quote : NULL;
}

/**
 * batch_row_report_get_issues: (attributes org.gtk.Method.get_property=issues)
 * @self: a report
 *
 * Gets what is wrong, one sentence for each row that cannot be used, which names its
 * line. There are at most a hundred.
 *
 * Returns: (array zero-terminated=1) (transfer none): the sentences
 */
const char * const *
batch_row_report_get_issues (BatchRowReport *self)
{
  g_return_val_if_fail (BATCH_IS_ROW_REPORT (self), NULL);

  return (const char * const *) self->issues;
}
