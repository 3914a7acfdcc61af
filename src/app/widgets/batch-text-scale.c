/* batch-text-scale.c
 *
 * SPDX-FileCopyrightText: 2026 The Batch Queue authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "widgets/batch-text-scale.h"

#include <pango/pangocairo.h>

/* What has its width in pixels has to know how large the text in it is. A person chooses that by a
 * larger font, or by a factor for every font. */

#define USUAL_POINTS     11
#define USUAL_RESOLUTION 96

double
batch_text_scale (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double resolution = pango_cairo_context_get_resolution (context);
  double points = (double) pango_font_description_get_size (font) / PANGO_SCALE;
  double scale = resolution > 0 ? resolution / USUAL_RESOLUTION : 1;

  if (points > 0 && !pango_font_description_get_size_is_absolute (font))
    scale *= points / USUAL_POINTS;
  else if (points > 0)
    scale = points / (USUAL_POINTS * USUAL_RESOLUTION / 72.0);

  return MAX (scale, 1);
}
