# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# Completion for bash: commands from `bolwerk help`, options from `bolwerk COMMAND --help`.
_bolwerk() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} program=${COMP_WORDS[0]}
	if [ "$COMP_CWORD" = 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "$("$program" help 2>/dev/null | awk '/^  [a-z]/ { print $1 }')" -- "$word")
		return
	fi
	case $before in
	--lang) mapfile -t COMPREPLY < <(compgen -W "en nl fr de" -- "$word") ;;
	--format) mapfile -t COMPREPLY < <(compgen -W "text html json" -- "$word") ;;
	--fail-on) COMPREPLY=(gap) ;;
	--level) mapfile -t COMPREPLY < <(compgen -W "informational low medium high critical" -- "$word") ;;
	--root | --record) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
	--db | --output | --ca | --rules | --logsources | --placeholders | backup | restore) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	--only) mapfile -t COMPREPLY < <(compgen -W "$("$program" controls 2>/dev/null | awk '{ print $1 }')" -- "$word") ;;
	*) mapfile -t COMPREPLY < <(compgen -W "$("$program" "${COMP_WORDS[1]}" --help 2>/dev/null | grep -o -- '--[a-z-]*' | sort -u)" -- "$word") ;;
	esac
}
complete -F _bolwerk bolwerk
