// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// POST /people/accounts: whose an account on a computer is. 0: nobody's, it should go.
#include "../web.h"

static const struct field fields[] = {{.name = "account", .type = FIELD_TEXT, .min = 1, .max = 200}, {.name = "member", .type = FIELD_INT, .min = 0, .max = INT32_MAX}, {0}};

static bool run(struct job *j)
{
	struct err e = {0};
	const char *account = job_text(j, "account");
	int64_t member = job_int(j, "member");
	if (!db_int(j->d, "SELECT count(*) FROM account_member WHERE account=?1", 0, "s", account))
		return job_refuse(j, NULL, "This account was not seen on any computer.");
	if (member && !db_int(j->d, "SELECT count(*) FROM member WHERE id=?1", 0, "i", member))
		return job_refuse(j, NULL, "Choose somebody from the list.");
	bool good = db_do(j->d, &e, "DELETE FROM account_nobody WHERE account=?1", "s", account) && db_do(j->d, &e, "DELETE FROM member_account WHERE account=?1", "s", account);
	if (good && member)
		good = db_do(j->d, &e, "INSERT INTO member_account(account, member) VALUES(?1,?2)", "si", account, member);
	else if (good)
		good = db_do(j->d, &e, "INSERT INTO account_nobody(account, person, at) VALUES(?1,?2,?3)", "ssi", account, j->who.name, j->now);
	if (!good)
		return job_failed(j, &e);
	const char *name = db_text(j->d, j->a, "SELECT name FROM member WHERE id=?1", "i", member);
	j->thing = arena_printf(j->a, "%s: %s", account, name ? name : "-");
	j->judge = true;
	j->say_done = say_keep(j->a, "Saved.", "");
	return true;
}

const struct action action_account_whose = {.path = "/people/accounts", .may = ROLE_OWNER, .fields = fields, .run = run};
