mkdir -p proc/net proc/1 proc/7/fd proc/99999999999999999999999/fd
h='  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
{ echo "$h"; echo '   0: 00000000:FFFFF 00000000:0000 0A 0:0 00:0 0 0 0 1 1 0'; echo 'garbage'; printf '   1: 0000\0000:0016 00000000:0000 0A 0:0 00:0 0 0 0 5 1 0\n'
  echo '   2: GGGGGGGG:0016 00000000:0000 0A 0:0 00:0 0 0 0 5 1 0'; echo '   3: 00000000:0050 00000000:0000 0A 0:0 00:0 0 0 0 99999999999999999999 1 0'
  echo '   4: 0100007F:0050 00000000:0000 0A 0:0 00:0 0 0 0 77 1 0'; echo '   5: 0100007F:0050 00000000:0000 0A 0:0 00:0 0 0 0 78 1 0'; } > proc/net/tcp
printf 'bad\tname\n' > proc/7/comm; printf 'x' > proc/7/cmdline
ln -s 'socket:[77' proc/7/fd/1; ln -s 'socket:[]' proc/7/fd/2; ln -s 'socket:[78]' proc/7/fd/3; ln -s loop proc/7/fd/loop; mkfifo proc/7/fd/fifo
printf '0::/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n' > proc/7/cgroup
