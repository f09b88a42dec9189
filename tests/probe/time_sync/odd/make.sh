mkdir -p etc/ntpsec usr/sbin etc/chrony
: > usr/sbin/chronyd
printf "server\nserver \001\000x\npool\n" > etc/ntpsec/ntp.conf
{ i=0; while [ $i -lt 300 ]; do echo "server host$i.example"; i=$((i+1)); done; } > etc/chrony/chrony.conf
