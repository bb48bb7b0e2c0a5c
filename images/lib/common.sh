# Sourced by images/build: what its parts share.
version=$(sed -n '/<artifactId>rserpool</,/<version>/s/.*<version>\([0-9.]*\).*/\1/p' pom.xml)
revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)
containers=()

log() { printf '%(%T)T %s\n' -1 "$*" >&2; }

fail() {
  echo "images/build: $*" >&2
  exit 1
}

clean_up() {
  local container
  for container in "${containers[@]}"; do
    docker rm -f "$container" >/dev/null 2>&1 || true
  done
  stop_helpers
  rm -rf "$work"
}

label() { # IMAGE LABEL: its value, or nothing
  docker image inspect -f "{{index .Config.Labels \"$2\"}}" "$1" 2>/dev/null || true
}

digest() { # the standard input, shortened
  sha256sum | cut -c1-16
}

# The classic builder: it takes base images that are only here, and needs no plugin.
docker_build() { # TAG CONTEXT: builds the Dockerfile on the standard input
  DOCKER_BUILDKIT=0 docker build -q -t "$1" -f - "$2" >"$work/docker-build.log" 2>&1 ||
    { cat "$work/docker-build.log" >&2 && return 1; }
}

# copy_libraries ROOT FILE...: the shared libraries that the files need, at their own places; of those that were only unpacked, where they would be
# if they were installed.
copy_libraries() {
  local root=$1 library place
  shift
  ldd "$@" 2>/dev/null | grep -o '[[:space:]]/[^ :]*' | sort -u | while read -r library; do
    [[ $library == "$work"/* ]] && continue # of Java itself
    place=$root${library#"$tools_cache"}
    mkdir -p "$(dirname "$place")"
    cp -L "$library" "$place"
  done
}

# The skeleton of a root file system: users, name service, and /tmp for who mounts none.
root_file_system() { # DIRECTORY
  mkdir -p "$1"/{etc,tmp,app}
  chmod 1777 "$1/tmp"
  printf 'root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/:/sbin/nologin\n' >"$1/etc/passwd"
  printf 'root:x:0:\nnonroot:x:65532:\n' >"$1/etc/group"
  echo 'hosts: files dns' >"$1/etc/nsswitch.conf"
}

import_root() { # DIRECTORY TAG CHANGE...: one layer, the same bytes for the same files
  local directory=$1 tag=$2 change changes=()
  shift 2
  for change in "$@"; do
    changes+=(--change "$change")
  done
  tar -C "$directory" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -c . |
    docker import "${changes[@]}" - "$tag" >/dev/null
}
