n=etc/NetworkManager/system-connections; mkdir -p $n etc/wpa_supplicant var/lib/iwd var/lib/NetworkManager
printf '[connection]\nid=a\ntype=wifi\n[wifi]\nssid=300;-1;\n' > $n/a
printf '[connection]\nid=b\ntype=wifi\n[wifi]\nssid=x\000y\377\n' > $n/b
: > $n/empty; mkfifo $n/pipe; printf '[timestamps]\nx=notanumber\n' > var/lib/NetworkManager/timestamps
printf 'network={\nssid="open end\nnetwork={\nssid=41\n}\n}\nnetwork={\n' > etc/wpa_supplicant/x.conf
printf '[Settings' > var/lib/iwd/=zz.psk; : > var/lib/iwd/.open
