mkdir -p etc/postgresql/15/main etc/postgresql/notes etc/redis usr/sbin etc/mysql
: > usr/sbin/mysqld; printf '[mysqld\nbind-address\n=x\n[mysqld]\nskip-grant-tables\nskip_networking=0\nbind-address=\n' > etc/mysql/my.cnf
printf "listen_addresses = ''\n\000\n" > etc/postgresql/15/main/postgresql.conf; printf 'host\nhost all\nhost all all\nhost all all samenet trust\nhostnossl a b 10.0.0.1 255.0.0.0\n"x\n' > etc/postgresql/15/main/pg_hba.conf
printf 'requirepass\nbind\nrequirepass geheim\nbind * \nport 0\ntls-port 6380\n' > etc/redis/redis.conf
mkdir etc/memcached.conf; printf ':\nbindIp\n bindIpAll: true\n' > etc/mongod.conf
