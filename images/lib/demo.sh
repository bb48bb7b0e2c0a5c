# Sourced by images/build: an ordinary program in an ordinary image, for demo and tests.
demo_tag=rserpool-demo/socat:1
demo_programs=(sh socat basename cat chmod cp cut date dd echo env false head id kill ls mkdir mv printf rm seq
  sha256sum sleep sort stat  sync tail tee test timeout touch tr true wc yes)

demo_image() {
  local root=$work/demo program path key
  key=$({ cat images/lib/{common,demo}.sh; sha256sum "$(command -v socat)"; } | digest)
  [[ $force == no && $(label "$demo_tag" io.rserpool.inputs) == "$key" ]] && return
  log "building $demo_tag"
  root_file_system "$root"
  mkdir -p "$root/bin"
  for program in "${demo_programs[@]}"; do
    path=$(readlink -f "$(type -P "$program")")
    copy_libraries "$root" "$path"
    cp "$path" "$root/bin/$program"
  done
  import_root "$root" "$demo_tag" 'ENV PATH=/bin' 'CMD ["sh"]' "LABEL io.rserpool.inputs=$key"
  docker run --rm "$demo_tag" sh -c 'socat -V && seq 3 | sha256sum' >/dev/null ||
    fail "$demo_tag does not run"
}
