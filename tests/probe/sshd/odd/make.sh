# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
head -c 200000 /dev/zero | tr '\0' 'k' >> etc/ssh/sshd_config
