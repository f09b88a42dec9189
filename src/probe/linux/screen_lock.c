// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Whether the screen locks itself: the settings of the desktops that are installed, for everybody (account *) and for each account that
// chose otherwise. GNOME, Cinnamon and MATE keep them in dconf, KDE and xscreensaver in text files, Xfce in XML. Where nothing
// is set the defaults of the desktop hold, and file says "default".
#include "../share/dconf.h"
#include "../share/xfconf.h"

#include <string.h>

#define PEOPLE_MAX 500

struct lock {
	bool enabled, locked;
	int64_t idle, delay; // seconds
	const char *file;
};

struct looker {
	struct probe_run *run;
	struct dconf dconf;
	struct text user; // the dconf table of the account that is looked at, empty for all
	const char *user_file;
};

// Settings files of a person (NULL: none) and of the system, the stronger first.
static size_t config_files(struct looker *k, const struct person *p, const char *name, struct text *ret_text, const char **ret_file)
{
	size_t n = 0;
	struct arena *a = k->run->a;
	const char *paths[2] = {p ? arena_printf(a, "%.*s/.config/%s", (int)p->home.n, p->home.p, name) : NULL, arena_printf(a, "/etc/xdg/%s", name)};
	for (int i = 0; i < 2; i++)
		if (paths[i] && probe_read(k->run, paths[i], &ret_text[n]))
			ret_file[n++] = paths[i];
	return n;
}

// ---- GNOME, Cinnamon, MATE

struct kind {
	const char *name, *program, *desktop;
	struct dconf_key idle, lock, delay, off; // off: a switch that forbids locking
	int unit;                                // seconds in the desktop's unit of time
	const char *locker;                      // program without which nothing locks; NULL: the desktop itself
};

static const struct kind kinds[] = {
	{"gnome", "/usr/bin/gnome-shell", "GNOME", {"org.gnome.desktop.session", "/org/gnome/desktop/session/", "idle-delay", 300},
		{"org.gnome.desktop.screensaver", "/org/gnome/desktop/screensaver/", "lock-enabled", 1},
		{"org.gnome.desktop.screensaver", "/org/gnome/desktop/screensaver/", "lock-delay", 0},
		{"org.gnome.desktop.lockdown", "/org/gnome/desktop/lockdown/", "disable-lock-screen", 0}, 1, NULL},
	{"cinnamon", "/usr/bin/cinnamon-session", "X-Cinnamon", {"org.cinnamon.desktop.session", "/org/cinnamon/desktop/session/", "idle-delay", 900},
		{"org.cinnamon.desktop.screensaver", "/org/cinnamon/desktop/screensaver/", "lock-enabled", 1},
		{"org.cinnamon.desktop.screensaver", "/org/cinnamon/desktop/screensaver/", "lock-delay", 0},
		{"org.cinnamon.desktop.lockdown", "/org/cinnamon/desktop/lockdown/", "disable-lock-screen", 0}, 1, "/usr/bin/cinnamon-screensaver"},
	{"mate", "/usr/bin/mate-session", "MATE", {"org.mate.session", "/org/mate/desktop/session/", "idle-delay", 5},
		{"org.mate.screensaver", "/org/mate/screensaver/", "lock-enabled", 1},
		{"org.mate.screensaver", "/org/mate/screensaver/", "lock-delay", 0},
		{"org.mate.lockdown", "/org/mate/desktop/lockdown/", "disable-lock-screen", 0}, 60, "/usr/bin/mate-screensaver"}};

static void look_at_dconf(struct looker *k, const struct kind *d, struct lock *ret)
{
	struct dconf_value idle = dconf_get(k->run, &k->dconf, k->user, k->user_file, d->desktop, &d->idle);
	struct dconf_value lock = dconf_get(k->run, &k->dconf, k->user, k->user_file, d->desktop, &d->lock);
	struct dconf_value delay = dconf_get(k->run, &k->dconf, k->user, k->user_file, d->desktop, &d->delay);
	struct dconf_value off = dconf_get(k->run, &k->dconf, k->user, k->user_file, d->desktop, &d->off);
	bool locker = !d->locker || sys_exists(k->run->sys, d->locker);
	*ret = (struct lock){locker && lock.value && !off.value, idle.locked && lock.locked && delay.locked, idle.value * d->unit,
		delay.value * d->unit,
		strcmp(idle.file, "default") != 0           ? idle.file
			: strcmp(lock.file, "default") != 0 ? lock.file
							    : delay.file};
}

// ---- KDE

// A key of KDE, where [$i] behind a section, a key or alone on the first line means that users cannot change it.
static bool kde_get(struct text t, const char *key, struct text *ret, bool *ret_fixed)
{
	struct text line, name, value;
	bool in = false, all_fixed = text_starts(t, "[$i]"), section_fixed = false, found = false;
	while (text_line(&t, &line)) {
		line = text_trim(line);
		if (text_starts(line, "[") && text_ends(line, "]")) {
			in = text_is(line, "[Daemon]") || text_is(line, "[Daemon][$i]");
			section_fixed = text_ends(line, "[$i]");
		} else if (in && text_cut(line, '=', &name, &value)) {
			name = text_trim(name);
			bool fixed = text_ends(name, "[$i]");
			if (fixed)
				name.n -= 4;
			if (!text_is(name, key))
				continue;
			*ret = text_trim(value);
			*ret_fixed = fixed || section_fixed || all_fixed;
			found = true;
		}
	}
	return found;
}

static void kde_value(
	size_t n, const struct text *t, const char *const *file, const char *key, struct text *ret, const char **ret_file, bool *ret_fixed)
{
	struct text v;
	bool fixed = false;
	*ret_fixed = false;
	for (size_t i = n; i-- > 0;) // the system's first: what it fixes stays
		if (!*ret_fixed && kde_get(t[i], key, &v, &fixed)) {
			*ret = v;
			*ret_file = file[i];
			*ret_fixed = fixed;
		}
}

static void look_at_kde(struct looker *k, const struct person *p, struct lock *ret)
{
	struct text t[2], autolock = text_of("true"), timeout = text_of("5"), grace = text_of("5");
	const char *file[2];
	bool fixed[3];
	size_t n = config_files(k, p, "kscreenlockerrc", t, file);
	*ret = (struct lock){.file = "default"};
	kde_value(n, t, file, "LockGrace", &grace, &ret->file, &fixed[0]);
	kde_value(n, t, file, "Timeout", &timeout, &ret->file, &fixed[1]);
	kde_value(n, t, file, "Autolock", &autolock, &ret->file, &fixed[2]);
	int64_t minutes = 5, seconds = 5;
	text_int(timeout, 10, &minutes);
	text_int(grace, 10, &seconds);
	ret->enabled = text_yes(autolock) != 0;
	ret->idle = minutes >= 0 && minutes < 100000 ? minutes * 60 : 0;
	ret->delay = seconds >= 0 ? seconds : 0;
	ret->locked = fixed[0] && fixed[1] && fixed[2];
}

// ---- Xfce and small desktops: a program of its own locks

static bool xfce_value(
	size_t n, const struct text *t, const char *const *file, const char *path, struct text *ret, const char **ret_file, bool *ret_fixed)
{
	*ret_fixed = false;
	for (size_t i = n; i-- > 0;) {
		struct text v;
		bool fixed;
		if (*ret_fixed || !xfconf_get(t[i], path, &v, &fixed))
			continue;
		*ret = v;
		*ret_file = file[i];
		*ret_fixed = fixed;
	}
	return strcmp(*ret_file, "default") != 0;
}

#define CHANNEL "xfce4/xfconf/xfce-perchannel-xml/"

static void look_at_xfce_screensaver(struct looker *k, const struct person *p, struct lock *ret)
{
	struct text t[2], v[5] = {text_of("true"), text_of("true"), text_of("true"), text_of("5"), text_of("0")};
	static const char *const paths[5] = {
		"saver/enabled", "saver/idle-activation/enabled", "lock/enabled", "saver/idle-activation/delay", "lock/saver-activation/delay"};
	const char *file[2], *where = "default";
	bool fixed[5];
	int64_t idle = 5, delay = 0;
	size_t n = config_files(k, p, CHANNEL "xfce4-screensaver.xml", t, file);
	for (int i = 0; i < 5; i++)
		xfce_value(n, t, file, paths[i], &v[i], &where, &fixed[i]);
	text_int(v[3], 10, &idle);
	text_int(v[4], 10, &delay);
	bool on = text_yes(v[0]) != 0 && text_yes(v[1]) != 0 && text_yes(v[2]) != 0;
	*ret = (struct lock){
		on, fixed[2] && fixed[3], idle >= 0 && idle < 100000 ? idle * 60 : 0, delay >= 0 && delay < 100000 ? delay * 60 : 0, where};
}

// light-locker locks some seconds after the X server blanks the screen: 600 s by default, or what Xfce's power manager sets.
static void look_at_light_locker(struct looker *k, const struct person *p, struct lock *ret)
{
	static const struct dconf_key key = {"apps.light-locker", "/apps/light-locker/", "lock-after-screensaver", 5};
	struct dconf_value after = dconf_get(k->run, &k->dconf, k->user, k->user_file, NULL, &key);
	struct text t[2], blank = {"", 0};
	const char *file[2] = {NULL, NULL}, *where = after.file;
	bool fixed;
	int64_t minutes = 10;
	size_t n = sys_exists(k->run->sys, "/usr/bin/xfce4-power-manager") ? config_files(k, p, CHANNEL "xfce4-power-manager.xml", t, file) : 0;
	if (xfce_value(n, t, file, "xfce4-power-manager/blank-on-ac", &blank, &where, &fixed) && n)
		text_int(blank, 10, &minutes);
	*ret = (struct lock){after.value > 0, false, minutes >= 0 && minutes < 100000 ? minutes * 60 : 600, after.value, where};
}

// 0:10:00
static int64_t clock_seconds(struct text t, int64_t otherwise)
{
	int64_t all = 0, v;
	struct text part;
	for (t = text_trim(t); text_field(&t, ':', &part); all = all * 60 + v)
		if (!text_int(text_trim(part), 10, &v) || v < 0 || v > 10000)
			return otherwise;
	return all;
}

static void take_xscreensaver(struct text t, const char *file, struct lock *ret, bool *ret_on)
{
	struct text v;
	static const char *const keys[][4] = {{"lock", "mode", "timeout", "lockTimeout"}, {"*lock", "*mode", "*timeout", "*lockTimeout"}};
	const char *const *key = keys[text_ends(text_of(file), "/.xscreensaver") ? 0 : 1];
	if (conf_get(t, ':', NULL, key[0], &v))
		ret->enabled = text_yes(v) == 1;
	if (conf_get(t, ':', NULL, key[1], &v))
		*ret_on = !text_is_nocase(v, "off");
	if (conf_get(t, ':', NULL, key[2], &v))
		ret->idle = clock_seconds(v, 600);
	if (conf_get(t, ':', NULL, key[3], &v))
		ret->delay = clock_seconds(v, 0);
	ret->file = file;
}

static void look_at_xscreensaver(struct looker *k, const struct person *p, struct lock *ret)
{
	static const char *const files[] = {"/etc/X11/app-defaults/XScreenSaver", "/etc/X11/app-defaults/XScreenSaver-nogl"};
	struct text t;
	bool on = true;
	*ret = (struct lock){false, false, 600, 0, "default"};
	for (int i = 0; i < 2; i++)
		if (sys_exists(k->run->sys, files[i]) && probe_read(k->run, files[i], &t)) {
			take_xscreensaver(t, files[i], ret, &on);
			break;
		}
	const char *own = p ? arena_printf(k->run->a, "%.*s/.xscreensaver", (int)p->home.n, p->home.p) : NULL;
	if (own && probe_read(k->run, own, &t))
		take_xscreensaver(t, own, ret, &on);
	ret->enabled = ret->enabled && on;
}

static void look_at_locker(struct looker *k, const struct person *p, struct lock *ret)
{
	struct sys *s = k->run->sys;
	if (sys_exists(s, "/usr/bin/xfce4-screensaver"))
		look_at_xfce_screensaver(k, p, ret);
	else if (sys_exists(s, "/usr/bin/light-locker"))
		look_at_light_locker(k, p, ret);
	else if (sys_exists(s, "/usr/bin/xscreensaver"))
		look_at_xscreensaver(k, p, ret);
	else
		*ret = (struct lock){false, false, 0, 0, "default"};
}

// ---- rows

static void look(struct looker *k, const struct kind *kind, const char *desktop, const struct person *p, struct lock *ret)
{
	if (kind)
		look_at_dconf(k, kind, ret);
	else if (strcmp(desktop, "kde") == 0)
		look_at_kde(k, p, ret);
	else
		look_at_locker(k, p, ret);
}

static void write_row(struct probe_run *run, const char *desktop, struct text account, const struct lock *l)
{
	row_begin(run, "screen_lock");
	row_str(run, "desktop", desktop);
	row_text(run, "account", account);
	row_flag(run, "enabled", l->enabled);
	row_int(run, "idle_seconds", l->idle);
	row_int(run, "delay_seconds", l->delay);
	row_flag(run, "locked", l->locked);
	row_str(run, "file", l->file);
	row_end(run);
}

static void write_desktop(struct looker *k, const struct kind *kind, const char *desktop, const struct people *people)
{
	struct lock all, own;
	k->user = text_of("");
	look(k, kind, desktop, NULL, &all);
	write_row(k->run, desktop, text_of("*"), &all);
	size_t looked = 0;
	for (size_t i = 0; i < people->n && !all.locked && looked < PEOPLE_MAX; i++) {
		const struct person *p = &people->all[i];
		if (!p->can_login || p->system || p->uid == 0 || p->home.n < 2 || p->home.p[0] != '/')
			continue;
		looked++;
		k->user = text_of("");
		if (strcmp(desktop, "kde") != 0)
			dconf_user(k->run, p, &k->user, &k->user_file);
		look(k, kind, desktop, p, &own);
		if (own.enabled != all.enabled || own.idle != all.idle || own.delay != all.delay)
			write_row(k->run, desktop, p->name, &own);
	}
}

static void probe_screen_lock_run(struct probe_run *run)
{
	static const struct {
		const char *name, *program;
	} others[] = {{"kde", "/usr/bin/plasmashell"}, {"xfce", "/usr/bin/xfce4-session"}, {"lxqt", "/usr/bin/lxqt-session"},
		{"lxde", "/usr/bin/lxsession"}};
	struct looker k = {.run = run};
	struct people people = {0};
	bool opened = false;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds + sizeof others / sizeof *others; i++) {
		const struct kind *kind = i < sizeof kinds / sizeof *kinds ? &kinds[i] : NULL;
		size_t o = i - (kind ? i : sizeof kinds / sizeof *kinds);
		if (!sys_exists(run->sys, kind ? kind->program : others[o].program))
			continue;
		if (!opened) {
			people_read(run, &people);
			dconf_open(run, &k.dconf);
			opened = true;
		}
		write_desktop(&k, kind, kind ? kind->name : others[o].name, &people);
	}
}

const struct probe probe_screen_lock = {"screen_lock", "screen_lock", probe_screen_lock_run};
