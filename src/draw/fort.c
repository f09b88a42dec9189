// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The star fort; see fort.h. A bastion is a five-sided shape on its own axis: neck, shoulders and tip at set distances from the middle.
// Bands across that axis fill it from the wall outwards; a clip keeps them inside.
#include "fort.h"
#include "../core/score.h"

#include <math.h>

#define MIDDLE 260.0
#define NECK 136.6 // distance of the neck from the middle, and half its width; then shoulders, then the tip
#define NECK_HALF 19.4
#define SHOULDER 164.3
#define SHOULDER_HALF 34.9
#define TIP 196.0
#define TOPICS 12

struct point {
	double x, y;
};

// A point at a distance along the axis of a topic, and aside of it (to the right, seen outwards).
static struct point at(int topic, double out, double aside)
{
	double angle = (topic - 1) * 6.283185307179586 / TOPICS;
	return (struct point){MIDDLE + out * sin(angle) + aside * cos(angle), MIDDLE - out * cos(angle) + aside * sin(angle)};
}

static void point(struct buf *b, struct point p)
{
	buf_printf(b, "%.1f,%.1f ", p.x, p.y);
}

static void bastion(struct buf *b, int topic, double grow)
{
	point(b, at(topic, NECK, -NECK_HALF - grow));
	point(b, at(topic, SHOULDER, -SHOULDER_HALF - grow));
	point(b, at(topic, TIP + grow * 1.2, 0));
	point(b, at(topic, SHOULDER, SHOULDER_HALF + grow));
	point(b, at(topic, NECK, NECK_HALF + grow));
}

static void band(struct buf *b, int topic, double from, double to, const char *class)
{
	if (to - from < 0.05)
		return;
	buf_printf(b, "<polygon class=\"%s\" points=\"", class);
	point(b, at(topic, from, -60));
	point(b, at(topic, from, 60));
	point(b, at(topic, to, 60));
	point(b, at(topic, to, -60));
	buf_str(b, "\"/>");
}

static const char *const classes[] = {"measured", "proven", "told", "accepted", "unknown"};

static void order(const struct shares *s, int *share)
{
	share[0] = s->measured;
	share[1] = s->proven;
	share[2] = s->told;
	share[3] = s->accepted;
	share[4] = s->unknown;
}

static const char *title(const struct draw *w, int topic, const struct shares *s, int applies)
{
	const char *name = db_text(
		w->d, w->a, "SELECT text FROM cat.topic_text WHERE topic=?1 AND lang=?2 AND field='title'", "is", (int64_t)topic, w->say.lang);
	if (!applies)
		return say_format(&w->say, "{1}: does not apply", "s", name ? name : "");
	return say_format(&w->say, "{1}: {2} % measured, {3} % proven, {4} % told, {5} % open, {6} % not known", "siiiii", name ? name : "",
		(int64_t)(s->measured + 5) / 10, (int64_t)(s->proven + 5) / 10, (int64_t)(s->told + 5) / 10, (int64_t)(s->gap + 5) / 10,
		(int64_t)(s->unknown + 5) / 10);
}

static void one_bastion(const struct draw *w, struct buf *b, int topic)
{
	struct shares s;
	int applies = score_read(w->d, topic, &s), share[5];
	order(&s, share);
	buf_printf(b, "<a href=\"%s%d\"><title>", w->topic_link ? w->topic_link : "#topic-", topic);
	buf_html(b, title(w, topic, &s, applies));
	buf_printf(b, "</title><clipPath id=\"b%d\"><polygon points=\"", topic);
	bastion(b, topic, 0);
	buf_printf(b, "\"/></clipPath><g clip-path=\"url(#b%d)\"><polygon class=\"%s\" points=\"", topic, applies ? "open" : "plain");
	bastion(b, topic, 0);
	buf_str(b, "\"/>");
	double from = NECK;
	for (int i = 0; i < 5; i++) {
		double to = from + (TIP - NECK) * share[i] / 1000.0;
		band(b, topic, from, to, classes[i]);
		from = to;
	}
	buf_str(b, "</g><polygon class=\"wall\" points=\"");
	bastion(b, topic, 0);
	struct point label = at(topic, NECK - 16, 0);
	buf_printf(b, "\"/><text class=\"number\" x=\"%.1f\" y=\"%.1f\">%d</text></a>", label.x, label.y + 5, topic);
}

static void hatches(struct buf *b, const char *id)
{
	buf_printf(b,
		"<defs><pattern id=\"%s\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect class=\"fog\" width=\"6\" height=\"6\"/>"
		"<rect class=\"fog-line\" width=\"2\" height=\"6\"/></pattern></defs>",
		id);
}

static void middle(const struct draw *w, struct buf *b)
{
	struct shares s;
	score_read(w->d, 0, &s);
	buf_printf(b, "<text class=\"big\" x=\"260\" y=\"262\">%d\xc2\xa0%%</text><text class=\"small\" x=\"260\" y=\"286\">",
		(s.measured + s.proven + s.told + 5) / 10);
	buf_html(b, say_word(&w->say, "in order"));
	buf_str(b, "</text>");
}

void fort_draw(const struct draw *w, struct buf *b)
{
	buf_str(b, "<svg class=\"fort\" viewBox=\"40 40 440 440\" role=\"group\" aria-labelledby=\"fort-title\"><title id=\"fort-title\">");
	buf_html(b, say_word(&w->say, "A fort with twelve bastions, one for each topic, filled by what is in order"));
	buf_str(b, "</title>");
	hatches(b, "hatch");
	buf_str(b, "<polygon class=\"moat\" points=\"");
	for (int topic = 1; topic <= TOPICS; topic++)
		bastion(b, topic, 9);
	buf_str(b, "\"/><polygon class=\"court\" points=\"");
	for (int topic = 1; topic <= TOPICS; topic++) {
		point(b, at(topic, NECK, -NECK_HALF));
		point(b, at(topic, NECK, NECK_HALF));
	}
	buf_str(b, "\"/>");
	for (int topic = 1; topic <= TOPICS; topic++)
		one_bastion(w, b, topic);
	middle(w, b);
	buf_str(b, "</svg>");
}

void fort_bars(const struct draw *w, struct buf *b)
{
	buf_str(b, "<svg class=\"bars\" viewBox=\"0 0 360 150\" role=\"group\" aria-labelledby=\"bars-title\"><title id=\"bars-title\">");
	buf_html(b, say_word(&w->say, "Twelve bars, one for each topic, filled by what is in order"));
	buf_str(b, "</title>");
	hatches(b, "hatch-bars");
	for (int topic = 1; topic <= TOPICS; topic++) {
		struct shares s;
		int applies = score_read(w->d, topic, &s), share[5], x = (topic - 1) * 30 + 4;
		double from = 126;
		order(&s, share);
		buf_printf(b, "<a href=\"%s%d\"><title>", w->topic_link ? w->topic_link : "#topic-", topic);
		buf_html(b, title(w, topic, &s, applies));
		buf_printf(b, "</title><rect class=\"%s\" x=\"%d\" y=\"6\" width=\"22\" height=\"120\"/>", applies ? "open" : "plain", x);
		for (int i = 0; i < 5; i++) {
			double height = 120 * share[i] / 1000.0;
			if (height > 0.05)
				buf_printf(b, "<rect class=\"%s\" x=\"%d\" y=\"%.1f\" width=\"22\" height=\"%.1f\"/>", classes[i], x, from - height,
					height);
			from -= height;
		}
		buf_printf(b,
			"<rect class=\"wall\" x=\"%d\" y=\"6\" width=\"22\" height=\"120\"/><text class=\"number\" x=\"%d\" y=\"144\">%d</text></a>",
			x, x + 11, topic);
	}
	buf_str(b, "</svg>");
}
