# Sourced: long work says every few seconds what it does.

# with_progress LOG COUNT COMMAND...: runs the command, its output going to LOG; meanwhile tells how long it takes and what COUNT, a command
# that is given LOG, says of it. If it fails, LOG's end is shown.
with_progress() {
  local log=$1 count=$2 start=$SECONDS said='' now worker
  shift 2
  : >"$log.begun"
  "$@" >"$log" 2>&1 </dev/null &
  worker=$!
  while kill -0 "$worker" 2>/dev/null; do
    sleep 1
    (((SECONDS - start) % 5 == 0)) || continue
    now=$("$count" "$log" 2>/dev/null || true)
    if [[ -n $now && ($now != "$said" || $(((SECONDS - start) % 15)) == 0) ]]; then
      printf '  %4d s  %s\n' $((SECONDS - start)) "$now"
      said=$now
    fi
  done
  wait "$worker" && return
  tail -n 40 "$log" >&2
  return 1
}

# Which module Maven builds, and how much it has fetched so far.
maven_progress() { # LOG
  local module fetched
  module=$(grep -oE 'Building [A-Za-z0-9-]+ .*\[[0-9]+/[0-9]+\]' "$1" | tail -n 1 |
    sed -E 's/^Building ([^ ]+) .*\[([0-9]+)\/([0-9]+)\]/module \2 of \3: \1/')
  fetched=$(find "$HOME/.m2/repository" -name '*.jar' -newer "$1.begun" 2>/dev/null | wc -l)
  ((fetched == 0)) && fetched=
  echo "${module:-Maven starts}${fetched:+, $fetched libraries fetched}"
}
