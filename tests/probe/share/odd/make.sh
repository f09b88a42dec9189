mkdir -p etc/samba usr/sbin lib/systemd/system etc/systemd/system/multi-user.target.wants var/lib/samba/usershares
: > usr/sbin/smbd; : > usr/sbin/exportfs
for u in smbd nfs-server; do printf '[Service]\n' > lib/systemd/system/$u.service; ln -s /lib/systemd/system/$u.service etc/systemd/system/multi-user.target.wants/; done
printf 'include = /etc/samba/smb.conf\n[glo\000bal]\nguest ok = yes\n[no path]\nguest ok = yes\n[x]\npath = /a\nvalid users =\nguest ok = perhaps\n[]\npath=/b\n[x]\npath=/c\nserver min protocol = \n' > etc/samba/smb.conf
mkfifo var/lib/samba/usershares/pipe
{ printf 'relative *(rw)\n/a\n/b (rw\n/c -sync,ro\n"/unclosed *\n\\\n/d '; head -c 100000 /dev/zero | tr '\000' 'h'; printf '\n'; i=0; while [ $i -lt 3000 ]; do echo '\'; i=$((i+1)); done; } > etc/exports
