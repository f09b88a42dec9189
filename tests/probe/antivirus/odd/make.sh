mkdir -p var/lib/clamav var/log/clamav
printf 'ClamAV-VDB:99 Foo 2026 07-31' > var/lib/clamav/daily.cvd
printf 'ClamAV-VDB:\000\000' > var/lib/clamav/main.cld
printf 'x' > var/lib/clamav/own.ndb
touch -d 2026-10-01T00:00:00Z var/lib/clamav/own.ndb
{ printf ' FOUND\n: FOUND\nx: FOUND\n -> a: b FOUND\nSat Nov 99 10:20:30 2026 -> /x: y FOUND\nEnd Date: 2026:99:11 03\nEnd Date:\n'; head -c 300000 /dev/zero; printf '\n/z\001: Eicar-Test-Signature FOUND\n'; } > var/log/clamav/clamav.log
touch -d 2026-10-02T00:00:00Z var/log/clamav/clamav.log
