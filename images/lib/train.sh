# Sourced by images/build: training runs. The programs serve a real pool once, with the flags of production,
# on loopback addresses of the host: registration, a transfer, and the death of the serving element's server.
cache_output=/tmp/app.aot

# end NAME [PROGRAM]: SIGTERM, and the cache of PROGRAM out of the container.
end() {
  local container=rserpool-train-$1-$$
  docker stop -t 120 "$container" >/dev/null
  if [[ -n ${2:-} ]]; then
    docker cp -q "$container:$cache_output" "$work/$2/app.aot" || { log_of "$1" && fail "$1 left no AOT cache"; }
    chmod 644 "$work/$2/app.aot"
  fi
  docker rm -f "$container" >/dev/null
}

train() { # PROGRAM...
  local program
  log "training $*"
  for program in "$@"; do
    case $program in
      operator) train_operator ;;
      registrar) train_pool ;;
    esac
  done
}

pool_configuration() {
  echo "rserpool.registrar.peers=$network.1" >"$work/registrar.properties"
  local number
  for number in 2 3; do
    cat >"$work/pe-sidecar-$number.properties" <<PROPERTIES
rserpool.registrars=$network.1
rserpool.pe.pools.train.server=$network.$number:8080
PROPERTIES
  done
  cat >"$work/pu-sidecar.properties" <<PROPERTIES
rserpool.registrars=$network.1
rserpool.pu.pools.train.handle=train
rserpool.pu.pools.train.listen=$network.77:8080
rserpool.pu.pools.train.failover=replay
PROPERTIES
}

start_server() { # NUMBER
  socat -b65536 -U "TCP-LISTEN:8080,bind=$network.$1,reuseaddr,fork" "OPEN:$work/file,rdonly" 2>/dev/null &
  servers[$1]=$!
  helpers+=($!)
  disown
}

kill_server() { # NUMBER: with the process that serves a connection
  local children
  children=$(cat "/proc/${servers[$1]}/task/${servers[$1]}/children")
  # shellcheck disable=SC2086 # several processes
  kill -9 "${servers[$1]}" $children
}

# transfer [NUMBER]: downloads the file; server NUMBER is killed when a part of it has arrived.
transfer() {
  local digest
  digest=$(socat -u "TCP:$network.77:8080" STDOUT 2>/dev/null | {
    head -c 2000000
    [[ -z ${1:-} ]] || kill_server "$1"
    cat
  } | sha256sum)
  [[ $digest == "$(sha256sum <"$work/file")" ]]
}

train_pool() {
  local -A servers=()
  local record=-XX:AOTCacheOutput=$cache_output
  pool_configuration
  seq 3000000 >"$work/file"
  start_server 2
  start_server 3
  launch registrar "$network.1" rserpool/registrar:stage $record
  launch pe-sidecar-2 "$network.2" rserpool/pe-sidecar:stage $record
  launch pe-sidecar-3 "$network.3" rserpool/pe-sidecar:stage
  launch pu-sidecar "$network.4" rserpool/pu-sidecar:stage $record
  await_ready registrar "$network.1"
  await_ready pe-sidecar-2 "$network.2"
  await_ready pe-sidecar-3 "$network.3"
  await_ready pu-sidecar "$network.4"
  await 30 transfer || fail "the file did not arrive in the training run"
  local number
  for number in 2 3; do
    transfer $number || fail "the file did not survive the death of its server in the training run"
    start_server $number
    await 30 transfer || fail "the file did not arrive after a server's return"
  done
  end pu-sidecar pu-sidecar
  end pe-sidecar-2 pe-sidecar
  end pe-sidecar-3
  end registrar registrar
  stop_helpers
}

# Starts what was built, once: the cache must be usable, and how fast it is gets reported.
measure() { # PROGRAM...
  local program
  for program in "$@"; do
    case $program in
      operator) measure_operator ;;
      registrar) measure_pool ;;
    esac
  done
}

measure_pool() {
  local -A servers=()
  local name number=1
  start_server 2
  for name in registrar pe-sidecar-2 pu-sidecar; do
    launch $name "$network.$number" "$(image_of ${name%-2})" -XX:AOTMode=on -XX:AOTCache=/app/app.aot
    note_start $name ${name%-2} "$network.$number"
    number=$((number + 1))
  done
  for name in pu-sidecar pe-sidecar-2 registrar; do
    end $name
  done
  stop_helpers
}

# The operator meets a cluster with nothing in it.
start_operator() { # IMAGE FLAG...
  local address=$network.9 image=$1
  shift
  "$JAVA_HOME/bin/java" images/lib/EmptyCluster.java "$address" 8001 &
  helpers+=($!)
  disown
  cat >"$work/operator.properties" <<PROPERTIES
quarkus.management.host=$address
rserpool.operator.webhook.port=0
rserpool.operator.signer.port=0
PROPERTIES
  await 30 listens "$address" 8001 || fail "the empty cluster did not come up"
  local environment=(-e "KUBERNETES_MASTER=http://$address:8001")
  launch operator "$address" "$image" "$@"
}

train_operator() {
  start_operator rserpool/operator:stage -XX:AOTCacheOutput=$cache_output
  await_ready operator "$network.9"
  end operator operator
  stop_helpers
}

measure_operator() {
  start_operator "$(image_of operator)" -XX:AOTMode=on -XX:AOTCache=/app/app.aot
  note_start operator operator "$network.9"
  end operator
  stop_helpers
}
