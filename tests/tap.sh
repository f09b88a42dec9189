# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# The least that a shell test needs to speak TAP. Source it from a script tests/*/*.t, whose working folder becomes the project's.
# $bolwerk is the program; $tmp a folder that is removed at the end.
cd "$(dirname "$0")/../.." || exit 3
root=$PWD
bolwerk=${BOLWERK:-$root/build/linux/bolwerk}
tmp=$(mktemp -d)
chmod 755 "$tmp"
trap 'rm -rf "$tmp"' EXIT
tap_n=0
tap_bad=0
export LC_ALL=C.UTF-8 XDG_DATA_HOME="$tmp/data" NO_COLOR=1

# ok STATUS NAME: passes when STATUS is 0.
ok() {
	tap_n=$((tap_n + 1))
	if [ "$1" = 0 ]; then echo "ok $tap_n - $2"; else
		tap_bad=$((tap_bad + 1))
		echo "not ok $tap_n - $2"
	fi
}

# is GOT WANT NAME
is() {
	if [ "$1" = "$2" ]; then ok 0 "$3"; else
		ok 1 "$3"
		printf '%s\n' "$1" | sed 's/^/#   got: /' | head -20
		printf '%s\n' "$2" | sed 's/^/#  want: /' | head -20
	fi
}

# like TEXT PATTERN NAME: an extended regular expression
like() {
	if printf '%s\n' "$1" | grep -Eq -- "$2"; then ok 0 "$3"; else
		ok 1 "$3"
		printf '%s\n' "$1" | sed 's/^/#   got: /' | head -12
		echo "#  want: $2"
	fi
}

skip() {
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1 # skip $2"
}

done_testing() {
	echo "1..$tap_n"
	[ "$tap_bad" = 0 ]
}
