# values and names that nobody writes by accident
mkdir -p proc/sys/kernel proc/sys/net/ipv4 etc/sysctl.d boot/grub
printf '1\n2\n3\n' > proc/sys/kernel/dmesg_restrict
printf '' > proc/sys/kernel/kptr_restrict
printf '99999999999999999999999\n' > proc/sys/kernel/randomize_va_space
printf '\000\377\n' > proc/sys/kernel/perf_event_paranoid
mkdir proc/sys/net/ipv4/tcp_syncookies
printf 'sysctl = = 3\n=\n-\n-=\nkernel.randomize_va_space\nkernel..dmesg_restrict=7\n' > etc/sysctl.d/a.conf
mkfifo etc/sysctl.d/b.conf
head -c 1000000 /dev/zero | tr '\000' 'a' > etc/login.defs
printf 'UMASK\nENCRYPT_METHOD\n' >> etc/login.defs
printf 'tmpfs\n\ntmpfs /tmp\nx /dev/shm tmpfs nodev,,nosuid\n' > etc/fstab
printf 'set superusers="boss"\n' > boot/grub/grub.cfg
