# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
mkdir -p .bolwerk; printf "\024\0\0\0\024\0\0\0" > .bolwerk/other
