# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
head -c 300000 /dev/zero | tr '\0' 'x' >> etc/sudoers
