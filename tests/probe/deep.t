#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# SPDX-FileCopyrightText: Bolwerk contributors
#
# The walk of the disk (bolwerk probe --deep) on a small tree: each problem once, and beside it what looks like it and is none; then a
# tree that is too deep, with names that nobody writes by accident. Needs root: owners and set-uid bits are set.
. "$(dirname "$0")/../tap.sh"
if [ "$(id -u)" != 0 ]; then
	skip "the walk of the disk" "needs root"
	done_testing
	exit 0
fi
tree=$tmp/deep
mkdir -p "$tree/etc" "$tree/home/els/Documents" "$tree/home/els/.config/onedrive" "$tree/home/els/OneDrive" "$tree/home/els/.ssh" "$tree/home/jan" "$tree/tmp" "$tree/srv/open" \
	"$tree/usr/bin" "$tree/opt/x" "$tree/var/lib/dpkg/info" "$tree/var/lib/docker/overlay2" "$tree/home/closed/in" "$tree/proc/1"
cd "$tree" || exit 1
printf 'root:x:0:0:root:/root:/bin/bash\nels:x:1000:1000:Els:/home/els:/bin/bash\njan:x:1001:1001:Jan:/home/jan:/bin/bash\n' >etc/passwd
printf 'passwd: files systemd\n' >etc/nsswitch.conf
chmod -R go-w .
chmod 1777 tmp
chmod 0777 srv/open proc/1
echo x >srv/open/note; chmod 0666 srv/open/note
ln -s /nowhere srv/link
mkdir -p home/closed/in; echo x >home/closed/in/f; chmod 0666 home/closed/in/f; chmod 0700 home/closed
for f in usr/bin/sudo usr/bin/packaged opt/x/own usr/bin/strange; do echo x >$f; chmod 4755 $f; done
printf '/.\n/bin/packaged\n' >var/lib/dpkg/info/tool.list
echo x >var/lib/docker/overlay2/su; chmod 4755 var/lib/docker/overlay2/su
echo x >opt/x/orphan; chown 4242:0 opt/x/orphan
echo x >opt/x/container; chown 165536:0 opt/x/container
printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\n' >opt/x/id_ed25519; chmod 644 opt/x/id_ed25519
printf -- '-----BEGIN CERTIFICATE-----\n' >opt/x/cert.pem; chmod 644 opt/x/cert.pem
printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\n' >home/els/.ssh/id_rsa; chmod 600 home/els/.ssh/id_rsa
echo x >srv/Wachtwoorden.xlsx; chmod 644 srv/Wachtwoorden.xlsx
chmod 700 home/jan; chmod 755 home/els
touch home/els/.config/onedrive/refresh_token
dd if=/dev/zero of=home/els/Documents/a.pdf bs=1M count=3 2>/dev/null
dd if=/dev/zero of=home/els/OneDrive/b.docx bs=1M count=2 2>/dev/null
dd if=/dev/zero of=home/els/.config/c.pdf bs=1M count=2 2>/dev/null
find home/els -type f -exec touch -d 2026-11-01T00:00:00Z {} +
cd "$root" || exit 1
"$bolwerk" probe --root "$tree" --now 2026-11-21 --deep >"$tmp/out" || ok 1 "runs"
got=$(grep -E '"t":"(deep_file|user_data)"|"p":"deep"' "$tmp/out")
want='{"t":"deep_file","r":{"path":"/srv/open","problem":"world-writable","mode":"777","owner":"root"}}
{"t":"deep_file","r":{"path":"/srv/open/note","problem":"world-writable","mode":"666","owner":"root"}}
{"t":"deep_file","r":{"path":"/opt/x/own","problem":"suid-unknown","mode":"4755","owner":"root"}}
{"t":"deep_file","r":{"path":"/usr/bin/strange","problem":"suid-unknown","mode":"4755","owner":"root"}}
{"t":"deep_file","r":{"path":"/opt/x/orphan","problem":"no-owner","mode":"644","owner":"4242"}}
{"t":"deep_file","r":{"path":"/opt/x/id_ed25519","problem":"open-secret","mode":"644","owner":"root"}}
{"t":"deep_file","r":{"path":"/srv/Wachtwoorden.xlsx","problem":"open-secret","mode":"644","owner":"root"}}
{"t":"deep_file","r":{"path":"/home/els","problem":"open-home","mode":"755","owner":"root"}}
{"t":"user_data","r":{"account":"els","local_mb":3,"synced_mb":2,"newest_at":1793491200}}
{"t":"user_data","r":{"account":"jan","local_mb":0,"synced_mb":0}}
{"p":"deep","state":"ok","tables":["deep_file","user_data"],"why":[]}'
is "$got" "$want" "each problem is found once"

# A chain of folders deeper than the walk goes, and a name with control characters.
odd=$tmp/odd
mkdir -p "$odd/srv"
(cd "$odd/srv" && i=0 && while [ $i -lt 300 ]; do mkdir dddddddddddddddddddddddddddddd && cd -P dddddddddddddddddddddddddddddd || exit; i=$((i + 1)); done)
mkdir -m 0777 "$odd/srv/$(printf 'a\001\377b')"
"$bolwerk" probe --root "$odd" --now 2026-11-21 --deep >"$tmp/out" || ok 1 "runs on an odd tree"
is "$(grep -c '"problem":"world-writable"' "$tmp/out")" 1 "an odd name is one row"
is "$(grep '"p":"deep"' "$tmp/out")" '{"p":"deep","state":"partly","tables":["deep_file","user_data"],"why":[["too_large","/"]]}' "a tree that is too deep is said"
done_testing
