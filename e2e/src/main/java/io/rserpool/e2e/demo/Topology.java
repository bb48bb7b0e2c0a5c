package io.rserpool.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.util.HashSet;

/** What the registrars say of the system. */
final class Topology {
    private Topology() {}

    /** Whether every registrar knows every element, and all have the same registrars as peers. */
    static boolean complete(LocalSystem system, int registrars, int elements) {
        var copies = new HashSet<Integer>();
        try {
            for (int number = 1; number <= registrars; number++) {
                var handlespace = handlespace(system, number);
                if (handlespace.path("peers").size() != registrars - 1 || elements(handlespace) != elements) {
                    return false;
                }
                copies.add(identifiers(handlespace));
            }
        } catch (IOException notYet) {
            return false;
        }
        return copies.size() == 1;
    }

    static String summary(LocalSystem system, int number) {
        try {
            var handlespace = handlespace(system, number);
            return "%s at %s: %d peers, %d elements in the pool"
                    .formatted(
                            handlespace.path("serverId").asText(),
                            system.registrarAddress(number),
                            handlespace.path("peers").size(),
                            elements(handlespace));
        } catch (IOException e) {
            return "does not answer: " + e.getMessage();
        }
    }

    private static JsonNode handlespace(LocalSystem system, int number) throws IOException {
        return system.management(system.registrarAddress(number)).json("/handlespace");
    }

    private static int elements(JsonNode handlespace) {
        int count = 0;
        for (var pool : handlespace.path("pools")) {
            count += pool.path("elements").size();
        }
        return count;
    }

    private static int identifiers(JsonNode handlespace) {
        var identifiers = new HashSet<String>();
        handlespace.path("pools").forEach(pool -> pool.path("elements")
                .forEach(element -> identifiers.add(element.path("id").asText())));
        return identifiers.hashCode();
    }
}
