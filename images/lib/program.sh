# Sourced by images/build: one image per program, on the shared runtime.
input_label=io.rserpool.inputs

title() {
  case $1 in
    registrar) echo 'RSerPool registrar (ASAP and ENRP server)' ;;
    pe-sidecar) echo 'RSerPool proxy pool element' ;;
    pu-sidecar) echo 'RSerPool proxy pool user' ;;
    operator) echo 'RSerPool operator for Kubernetes' ;;
  esac
}

sources_of() { # PROGRAM: the modules that go into it
  case $1 in
    registrar) echo protocol handlespace transport program registrar ;;
    pe-sidecar | pu-sidecar) echo protocol transport endpoint program "$1" ;;
    operator) echo operator ;;
  esac
}

# A hash of all that decides what the image holds. With --skip-maven that is the program as it lies there.
inputs() { # PROGRAM
  local modules directories=() module
  read -ra modules <<<"$(sources_of "$1")"
  for module in "${modules[@]}"; do
    directories+=("$module/pom.xml" "$module/src/main")
  done
  [[ $maven == yes ]] || directories=("$1/target/quarkus-app")
  {
    find "${directories[@]}" images pom.xml "$1/src/main/jvm" -type f -print0 2>/dev/null | sort -zu |
      xargs -0 sha256sum
    runtime_key
  } | digest
}

is_current() { # PROGRAM
  [[ $force == no && $(label "$(image_of "$1")" $input_label) == $(inputs "$1") ]]
}

image_of() {
  [[ $1 == demo ]] && echo "$demo_tag" || echo "rserpool/$1:$version"
}

package() { # PROGRAM...
  local list
  list=$(IFS=,; echo "$*")
  log "packaging $list"
  mkdir -p e2e/target
  with_progress e2e/target/build-images.log maven_progress \
    ./mvnw -B -Dprograms package -Dmaven.test.skip=true -Dspotless.check.skip -pl "$list" -am
}

# The flags of production: the program's own, or a small serial heap.
jvm_options() { # PROGRAM
  if [[ -e $1/src/main/jvm/options ]]; then
    cat "$1/src/main/jvm/options"
  else
    printf '%s\n' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx96m -Xss512k -XX:-UsePerfData
  fi
}

# Jars, named as Quarkus names them, of the Maven artifacts that a CycloneDX SBOM lists.
jars_of_sbom() { # FILE
  grep -oE '"purl" *: *"pkg:maven/[^"]+"' "$1" | sed -E 's/.*"pkg:maven\/([^"]+)"/\1/; s/%2B/+/g' |
    sed -E 's/^([^/]+)\/([^@]+)@([^?]+)\?.*classifier=([^&]+).*/\1.\2-\3-\4.jar/
      s/^([^/]+)\/([^@]+)@([^?]+).*/\1.\2-\3.jar/' | sort -u
}

# A program without a list of what it consists of makes no image, nor one with a library that the list lacks.
check_sbom() { # DIRECTORY, as Quarkus makes it
  local sbom=$1/sbom.cdx.json unlisted
  [[ -s $sbom ]] || fail "$1 has no SBOM: leave --skip-maven away"
  unlisted=$(comm -23 <(find "$1/lib" -name '*.jar' -printf '%f\n' | sort -u) <(jars_of_sbom "$sbom"))
  [[ -z $unlisted ]] || fail "the SBOM of $1 lacks "$unlisted
}

# The image but for its AOT cache, for training.
stage() { # PROGRAM
  local context=$work/$1
  [[ -e $1/target/quarkus-app/quarkus-run.jar ]] || fail "$1 is not packaged: leave --skip-maven away"
  check_sbom "$1/target/quarkus-app"
  mkdir -p "$context"
  cp -r "$1/target/quarkus-app" "$context/app"
  jvm_options "$1" >"$context/app/jvm.options"
  cp LICENSE "$context/app/"
  chmod -R go+rX "$context"
  docker_build "rserpool/$1:stage" "$context" <<DOCKERFILE
FROM $(runtime_tag)
COPY app /app
WORKDIR /app
DOCKERFILE
}

finish() { # PROGRAM: the trained cache on top
  local inputs
  inputs=$(inputs "$1")
  docker_build "$(image_of "$1")" "$work/$1" <<DOCKERFILE
FROM rserpool/$1:stage
COPY app.aot /app/app.aot
USER 65532:65532
ENTRYPOINT ["/opt/java/bin/java", "-Xlog:aot*=error", "-XX:AOTCache=/app/app.aot", "@/app/jvm.options", "-jar", "/app/quarkus-run.jar"]
LABEL org.opencontainers.image.title="$(title "$1")" \\
      org.opencontainers.image.version="$version" \\
      org.opencontainers.image.revision="$revision" \\
      org.opencontainers.image.licenses="Apache-2.0" \\
      $input_label="$inputs"
DOCKERFILE
  docker rmi --no-prune "rserpool/$1:stage" >/dev/null
}

# The programs of a pool are trained together.
with_companions() { # PROGRAM...: these, and what their training needs
  if [[ " $* " == *" registrar "* || " $* " == *sidecar* ]]; then
    echo registrar pe-sidecar pu-sidecar
  fi
  [[ " $* " != *" operator "* ]] || echo operator
}

build_programs() { # PROGRAM...
  local program
  for program in "$@"; do
    stage "$program"
  done
  train "$@"
  for program in "$@"; do
    finish "$program"
  done
  measure "$@"
}

summary() { # NAME...
  local name image
  printf '%-28s %9s %12s\n' image size 'ready after' >&2
  for name in "$@"; do
    image=$(image_of "$name")
    printf '%-28s %6d MB %12s\n' "$image" \
      $(($(docker image inspect -f '{{.Size}}' "$image") / 1000000)) "${ready_after[$name]:-unchanged}" >&2
  done
}
