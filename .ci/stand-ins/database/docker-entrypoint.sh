#!/usr/bin/env bash
# Starts the server; the first time on a fresh data directory, with what MYSQL_… and /docker-entrypoint-initdb.d ask for.
set -euo pipefail

[[ ${1:-} == -* ]] && set -- mysqld "$@"
[ "$1" = mysqld ] || exec "$@"
echo 'kafka-labs stand-in for MySQL: for tests of kafka-labs only, never for learners'

accounts=/tmp/accounts.sql

quoted() {
  local text=${1//\\/\\\\}
  echo "'${text//\'/\\\'}'"
}

write_accounts() {
  local password user host=${MYSQL_ROOT_HOST:-%} database=${MYSQL_DATABASE:-}
  password=$(quoted "$MYSQL_ROOT_PASSWORD")
  echo "ALTER USER root@localhost IDENTIFIED BY $password;"
  if [ "$host" != localhost ]; then
    echo "CREATE USER root@'$host' IDENTIFIED BY $password;"
    echo "GRANT ALL ON *.* TO root@'$host' WITH GRANT OPTION;"
  fi
  [ -z "$database" ] || echo "CREATE DATABASE IF NOT EXISTS \`$database\`;"
  [ -n "${MYSQL_USER:-}" ] || return 0
  user="$(quoted "$MYSQL_USER")@'%'"
  echo "CREATE USER $user IDENTIFIED BY $(quoted "${MYSQL_PASSWORD:?must be set with MYSQL_USER}");"
  # An underscore would stand for any letter here.
  [ -z "$database" ] || echo "GRANT ALL ON \`${database//_/\\_}\`.* TO $user;"
}

# The scripts go through the client, as MySQL's image has it, to a server that nobody else can reach yet.
run_scripts() {
  local client=(mysql --user=root ${MYSQL_DATABASE:+--database="$MYSQL_DATABASE"}) server script
  export MYSQL_PWD=$MYSQL_ROOT_PASSWORD
  mysqld --skip-networking --init-file="$accounts" &
  server=$!
  until "${client[@]}" --execute 'DO 0' 2>/dev/null; do
    kill -0 "$server"
    sleep 0.1
  done
  for script in "$@"; do
    echo "running $script"
    "${client[@]}" <"$script"
  done
  kill "$server"
  wait "$server"
  unset MYSQL_PWD
}

if [ ! -d /var/lib/mysql/mysql ]; then
  [ -n "${MYSQL_ALLOW_EMPTY_PASSWORD:-}" ] || : "${MYSQL_ROOT_PASSWORD:?must be set}"
  MYSQL_ROOT_PASSWORD=${MYSQL_ROOT_PASSWORD:-}
  write_accounts >"$accounts"
  cp --archive /opt/mysql-data/. /var/lib/mysql
  scripts=(/docker-entrypoint-initdb.d/*.sql)
  if [ -f "${scripts[0]}" ]; then
    run_scripts "${scripts[@]}"
  else
    set -- "$@" --init-file="$accounts"
  fi
fi
exec "$@"
