mkdir -p etc/letsencrypt/live/x etc/letsencrypt/live/y etc/letsencrypt/live/z etc/cups/ssl etc/systemd/system/m.wants
printf '[Service]\n' > etc/systemd/system/cups.service; ln -s ../cups.service etc/systemd/system/m.wants/cups.service
printf -- '-----BEGIN CERTIFICATE-----\nMIIB*\n' > etc/letsencrypt/live/x/cert.pem
printf '0\204\377\377\377\377' > etc/letsencrypt/live/y/cert.pem; : > etc/letsencrypt/live/z/cert.pem
{ printf -- '-----BEGIN CERTIFICATE-----\n'; head -c 200000 /dev/zero | tr '\000' 'A'; } > etc/cups/ssl/big.crt
mkfifo etc/cups/ssl/pipe.crt
