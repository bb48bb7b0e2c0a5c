# Sourced by the scripts: brings the programs and libraries that tests and demo use. As root they are
# installed from the distribution; else they are downloaded and unpacked into the user's cache, without
# installing anything; where neither is possible, one line says what to run.
tools_cache=${XDG_CACHE_HOME:-$HOME/.cache}/rserpool/tools
multiarch=$(uname -m)-linux-gnu
export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$tools_cache/usr/lib/$multiarch:$tools_cache/lib/$multiarch
export PATH=$PATH:/usr/sbin:/sbin:$tools_cache/usr/bin:$tools_cache/usr/sbin:$tools_cache/bin

has_library() { # NAME: whether the dynamic linker finds it
  local known
  # Not piped into grep -q, which may end before ldconfig does: under pipefail that looks like "not found".
  known=$({ ldconfig -p || /sbin/ldconfig -p; } 2>/dev/null || true)
  grep -q "[[:space:]]$1 " <<<"$known" ||
    [ -e "$tools_cache/usr/lib/$multiarch/$1" ] || ls /usr/lib*/"$1" >/dev/null 2>&1
}

missing_packages() { # COMMAND-OR-LIBRARY:PACKAGE...: the packages of what is missing
  local pair
  for pair in "$@"; do
    case $pair in
      lib*.so.*) has_library "${pair%%:*}" || echo "${pair#*:}" ;;
      *) command -v "${pair%%:*}" >/dev/null || echo "${pair#*:}" ;;
    esac
  done
}

install_as_root() {
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@"; } >/dev/null
}

unpack_as_user() {
  local work package packages
  work=$(mktemp -d)
  # What an installation would bring, dependencies included.
  mapfile -t packages < <(apt-get -s install --no-install-recommends "$@" | awk '/^Inst/ {print $2}')
  (cd "$work" && apt-get download -qq "${packages[@]}") || { rm -rf "$work"; return 1; }
  for package in "$work"/*.deb; do
    dpkg -x "$package" "$tools_cache"
  done
  rm -rf "$work"
}

need_tools() { # COMMAND-OR-LIBRARY:PACKAGE...
  local bring=unpack
  [ "$(id -u)" != 0 ] || bring=install
  bring_tools "$bring" "$@"
}

need_servers() { # COMMAND:PACKAGE...: unpacked even for root, since the distribution starts a server that it installs
  bring_tools unpack "$@"
}

bring_tools() { # install|unpack COMMAND-OR-LIBRARY:PACKAGE...
  local bring=$1 missing
  shift
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -eq 0 ] && return
  if command -v apt-get >/dev/null; then
    if [ "$bring" = install ]; then
      echo "Installing ${missing[*]}"
      install_as_root "${missing[@]}"
    else
      echo "Unpacking ${missing[*]} into the user's cache (nothing is installed)"
      mkdir -p "$tools_cache"
      [ "$(id -u)" != 0 ] || apt-get update -qq >/dev/null
      unpack_as_user "${missing[@]}"
    fi
  fi
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -eq 0 ] && return
  if command -v apt-get >/dev/null; then
    echo "Missing: ${missing[*]}. Run: sudo apt-get install ${missing[*]}" >&2
  elif command -v dnf >/dev/null; then
    echo "Missing: ${missing[*]}. Run: sudo dnf install usrsctp openssl-libs socat" >&2
  elif command -v apk >/dev/null; then
    echo "Missing: ${missing[*]}. Run: sudo apk add usrsctp libssl3 socat" >&2
  else
    echo "Missing: ${missing[*]}. Install them with your distribution's package manager." >&2
  fi
  return 1
}

# What the programs and their tests use.
need_runtime_tools() {
  need_tools libusrsctp.so.2:libusrsctp2 libssl.so.3:libssl3 openssl:openssl socat:socat python3:python3
}
