# Sourced by images/build: the layer that all programs share.

# What the programs use (jdeps and runs of them), the operator's HTTP client and YAML included.
modules=java.base,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.sql,java.xml
modules+=,jdk.httpserver,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs

# What the programs load by these names.
libraries=(libusrsctp.so.2 libssl.so.3 libcrypto.so.3)

library() { # NAME: its path
  local known found
  known=$({ ldconfig -p || /sbin/ldconfig -p; } 2>/dev/null || true)
  found=$(sed -n "s/.*${1//./\\.} .*=> //p" <<<"$known")
  found=${found%%$'\n'*}
  echo "${found:-$(ls "$tools_cache"/usr/lib/*/"$1" 2>/dev/null || true)}"
}

library_paths() {
  local name
  for name in "${libraries[@]}"; do
    library "$name"
  done
}

runtime_key() {
  { library_paths | xargs cat images/lib/{common,runtime}.sh "$JAVA_HOME/release"; ldd --version; } | digest
}

runtime_tag() {
  echo "rserpool/runtime:$(runtime_key)"
}

runtime_image() {
  local tag root=$work/runtime-root java=$work/runtime paths name
  tag=$(runtime_tag)
  docker image inspect "$tag" >/dev/null 2>&1 && return
  log "building $tag"
  "$JAVA_HOME/bin/jlink" --add-modules "$modules" --strip-debug --no-man-pages --no-header-files \
    --compress zip-6 --output "$java" 2>"$work/jlink.log" || { cat "$work/jlink.log" >&2 && return 1; }
  mapfile -t paths < <(library_paths)
  root_file_system "$root"
  copy_libraries "$root" "$java/bin/java" "$java"/lib/*.so "$java"/lib/server/*.so "${paths[@]}"
  # Where the dynamic linker looks without a cache.
  mkdir -p "$root/usr/lib" "$root/opt"
  for name in "${libraries[@]}"; do
    cp -L "$(library "$name")" "$root/usr/lib/$name"
  done
  mv "$java" "$root/opt/java"
  licences "$root"
  import_root "$root" "$tag" 'USER 65532:65532' 'ENV PATH=/opt/java/bin' 'ENV LANG=C.UTF-8'
  docker run --rm "$tag" java --list-modules >/dev/null || fail "the runtime does not start"
}

licences() { # ROOT: those of what comes from the distribution; Java brings its own
  local package
  for package in libc6 libusrsctp2 libssl3; do
    if [[ -e /usr/share/doc/$package/copyright ]]; then
      install -D -m 644 -t "$1/usr/share/doc/$package" "/usr/share/doc/$package/copyright"
    fi
  done
}
