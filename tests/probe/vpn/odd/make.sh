mkdir -p etc/wireguard etc/openvpn/client etc/swanctl etc/NetworkManager/system-connections etc/ocserv
{ printf '[Peer]\nAllowedIPs='; i=0; while [ $i -lt 400 ]; do printf '10.0.%s.0/24,' $i; i=$((i+1)); done; printf '\n\000\n[Peer\n'; } > etc/wireguard/big.conf
mkfifo etc/wireguard/pipe.conf
printf '<ca>\nserver never closed\ncipher none\n' > etc/openvpn/client/x.conf
printf 'cipher\nauth\n"unclosed\nsecret static.key\ncipher none:DES-CBC:aes\n' > etc/openvpn/y.conf
printf '}}}} connections { a { b { c { d = \n = x\n proposals=3des-md5\n } ' > etc/swanctl/swanctl.conf
printf 'conn\nconn x\n\tike=\n\tesp' > etc/ipsec.conf
printf 'type=vpn\n' > etc/NetworkManager/system-connections/a
printf '[connection]\nid=b\377\ntype=vpn\n' > etc/NetworkManager/system-connections/b
printf 'auth = "pam[gid-min=1000]"\nauth = "certificate"\nroute = 10.0.0.0/8\n' > etc/ocserv/ocserv.conf
