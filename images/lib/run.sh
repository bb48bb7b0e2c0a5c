# Sourced by images/build: programs as containers on loopback addresses of the host.
network=127.$((RANDOM % 100 + 100)).$((RANDOM % 250 + 1))
helpers=()
declare -A ready_after=()

stop_helpers() {
  local helper
  for helper in "${helpers[@]}"; do
    kill -9 "$helper" 2>/dev/null || true
  done
  helpers=()
}

answers() { # ADDRESS PORT PATH: whether the program answers with 200
  local status
  {
    exec 9<>"/dev/tcp/$1/$2" && printf 'GET %s HTTP/1.0\r\n\r\n' "$3" >&9 &&
      read -r -t 2 _ status _ <&9 && [[ $status == 200 ]]
  } 2>/dev/null
}

listens() { # ADDRESS PORT
  { exec 9<>"/dev/tcp/$1/$2" && exec 9>&-; } 2>/dev/null
}

await() { # SECONDS COMMAND...
  local deadline=$((${EPOCHREALTIME/./} + $1 * 1000000))
  shift
  until "$@"; do
    ((${EPOCHREALTIME/./} < deadline)) || return 1
    sleep 0.01
  done
}

management_port() {
  case $1 in
    registrar) echo 9090 ;;
    pe-sidecar*) echo 9091 ;;
    pu-sidecar) echo 9092 ;;
    operator) echo 9000 ;;
  esac
}

# launch NAME ADDRESS IMAGE FLAG...: a container with the configuration $work/NAME.properties and the variables of $environment.
environment=()
launch() {
  local name=$1 address=$2 image=$3 container directory=$work/configuration
  shift 3
  container=rserpool-train-$name-$$
  containers+=("$container")
  mkdir -p "$directory/rserpool"
  {
    echo "rserpool.address=$address"
    echo "rserpool.management.address=$address"
    cat "$work/$name.properties"
  } >"$directory/rserpool/config.properties"
  chmod -R go+rX "$directory"
  docker create --name "$container" --network host "${environment[@]}" -e QUARKUS_CONFIG_LOCATIONS=/etc/rserpool/config.properties \
    --user 65532:65532 --entrypoint /opt/java/bin/java "$image" "$@" @/app/jvm.options -jar /app/quarkus-run.jar \
    >/dev/null
  docker cp -q "$directory/rserpool" "$container:/etc/" >/dev/null
  docker start "$container" >/dev/null
}

log_of() {
  docker logs --tail 40 "rserpool-train-$1-$$" >&2 || true
}

await_ready() { # NAME ADDRESS
  local path=/q/health/ready
  # The operator is ready when an API server calls its webhook; here it is enough that it runs.
  [[ $1 != operator ]] || path=/q/health/live
  await 60 answers "$2" "$(management_port "$1")" $path || { log_of "$1" && fail "$1 did not become ready"; }
}

# How long a program took from the start of its process until it was ready.
note_start() { # NAME PROGRAM ADDRESS
  local started now
  await_ready "$1" "$3"
  now=$(date +%s%N)
  started=$(date -d "$(docker inspect -f '{{.State.StartedAt}}' "rserpool-train-$1-$$")" +%s%N)
  ready_after[$2]="$(((now - started) / 1000000)) ms"
}
