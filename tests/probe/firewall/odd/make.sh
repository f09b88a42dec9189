# cut in the middle of an attribute, and a message whose length lies
cd .bolwerk
head -c 1001 netlink-nft-rules > x && mv x netlink-nft-rules
printf '\377\377\377\377\007\012\000\000' >> netlink-nft-rules
mkdir -p ../etc/ufw ../etc/iptables
printf 'ENABLED=maybe\n' > ../etc/ufw/ufw.conf
printf '### tuple ### allow tcp\n### tuple ### eat any any 0.0.0.0/0 any 0.0.0.0/0 in\n### tuple ### deny any any 0.0.0.0/0 any 10.0.0.0/8 in comment=zz41\n' > ../etc/ufw/user.rules
printf '*filter\n:INPUT DROP [0:0]\n:LOOP - [0:0]\n-A INPUT -j LOOP\n-A LOOP -j LOOP\n-A LOOP -j LOOP\n-A LOOP -p tcp --dport\n-A NOSUCH -j ACCEPT\n-A\n-A INPUT\n' > ../etc/iptables/rules.v4
printf 'table inet f {\n chain input { type filter hook input priority 0; policy drop;\n jump input\n tcp dport { 22, {{{ 80 } accept\n ip saddr $NOPE accept' > ../etc/nftables.conf
