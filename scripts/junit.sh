# Sourced: JUnit tests outside Maven's own run of them, such as in a guest or a network namespace.

compile_tests() { # MODULE...: compiles them and what they depend on; writes MODULE/target/test.classpath
  # Offline if that suffices, which is faster.
  local build=(-q test-compile dependency:build-classpath -am -pl "$(IFS=, && echo "$*")"
    -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test -Dspotless.check.skip)
  ./mvnw -o "${build[@]}" || ./mvnw "${build[@]}"
}

find_console() { # MODULE: sets console to the jar of JUnit's console, of the version that the module's tests use
  local version
  version=$(grep -oE 'junit-jupiter-api-[0-9.]+[0-9]' "$1/target/test.classpath" | head -n 1)
  version=${version##*-}
  console=$PWD/e2e/target/lab/junit-platform-console-standalone-$version.jar
  [ -e "$console" ] || ./mvnw -q -N dependency:copy -DoutputDirectory="$(dirname "$console")" \
    -Dartifact="org.junit.platform:junit-platform-console-standalone:$version"
}
