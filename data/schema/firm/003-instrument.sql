-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- The place of the instruments' tables (duties, documents, sign-offs), which come from a branch of their own; take theirs when both meet.
SELECT 1;
