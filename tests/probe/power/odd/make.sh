mkdir -p etc/nut usr/sbin etc/apcupsd
printf '[\n[]\n[a]\nport\nport =\n[a]\nport = "\n[b\n' > etc/nut/ups.conf
printf 'MONITOR\nMONITOR a\nMONITOR @ 1\nMONITOR a@b 0 u p s\nSHUTDOWNCMD\n' > etc/nut/upsmon.conf
head -c 100000 /dev/zero | tr '\000' '[' >> etc/nut/ups.conf
touch usr/sbin/apcupsd; printf 'UPSNAME\000x\nBATTERYLEVEL -1\nMINUTES 99999999999999999999\n' > etc/apcupsd/apcupsd.conf
