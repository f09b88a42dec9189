// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// Letters to those who must mend; see letter.h.
#include "letter.h"

bool letter_measure(struct db *d, int64_t asset, int64_t now, struct err *e)
{
	// A thing that was asked is mended when there is a row of that code and name, and none that is not in order.
	return db_do(d, e,
		"UPDATE letter SET closed_at=?2 WHERE asset=?1 AND closed_at IS NULL AND given_up_at IS NULL AND NOT EXISTS ("
		"SELECT 1 FROM json_each(letter.codes) j WHERE NOT EXISTS (SELECT 1 FROM found_check k WHERE k.asset=?1 AND k.code=j.value ->> 0"
		" AND k.name IS j.value ->> 1 AND k.ok=1) OR EXISTS (SELECT 1 FROM found_check k WHERE k.asset=?1 AND k.code=j.value ->> 0"
		" AND k.name IS j.value ->> 1 AND k.ok IS NOT 1))",
		"ii", asset, now);
}
