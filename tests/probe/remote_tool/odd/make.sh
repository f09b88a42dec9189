mkdir -p etc/xrdp etc/webmin etc/ssh usr/sbin proc/1 proc/5 usr/lib/systemd/system
: > usr/sbin/sshd; printf 'AllowUsers an@\nAllowUsers *@*\nListenAddress\nListenAddress [::1\n\000\n' > etc/ssh/sshd_config
printf '[Globals]\nport=,,tcp://,vsock://x,tcp6://[::1]:3389,\n' > etc/xrdp/xrdp.ini
printf '[Sessions]\nIdleTimeLimit=-99999999999999999999\n' > etc/xrdp/sesman.ini
printf 'logouttime=99999999999\nbind=\nallow=%s\n' "$(head -c 6000 /dev/zero | tr '\000' 'a')" > etc/webmin/miniserv.conf
echo Xtigervnc > proc/5/comm; printf 'Xtigervnc\0-localhost\0-localhost' > proc/5/cmdline
printf '[Socket]\nListenStream=[::]:9090\n' > usr/lib/systemd/system/cockpit.socket
