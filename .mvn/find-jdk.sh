# Sourced by mvnw and the scripts: sets JAVA_HOME to a JDK of the wanted release or a newer one,
# wherever JDKs are usually installed, and ends with one line if there is none.
wanted_jdk=25

jdk_release() { # DIRECTORY: the feature release of a JDK (not a JRE), or nothing
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] &&
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  on_path=$(readlink -f "$(command -v javac 2>/dev/null)" 2>/dev/null) || on_path=
  on_path=${on_path%/bin/javac}
  # Exactly the wanted release first, then any newer one.
  for match in -eq -gt; do
    for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
      "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*; do
      release=$(jdk_release "$candidate") || continue
      if [ -n "$release" ] && [ "$release" "$match" "$wanted_jdk" ]; then
        JAVA_HOME=$candidate
        export JAVA_HOME
        return 0
      fi
    done
  done
  echo "No JDK $wanted_jdk found: install one (for example the package temurin-$wanted_jdk-jdk or openjdk-$wanted_jdk-jdk) or set JAVA_HOME to it." >&2
  return 1
}

find_jdk || exit 1
