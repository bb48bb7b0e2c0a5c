package io.rserpool.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.util.Map;

/** What is played: ordinary servers of a kind, ordinary clients, and what must be right in the end. */
interface Scene extends AutoCloseable {
    int PORT = 8080;

    /** What the servers are, such as "file servers". */
    String servers();

    /** Which program a server is. */
    String program();

    /** The pool's settings: keys after {@code rserpool.pu.pools.<name>.}. */
    Map<String, String> pool();

    /** Whatever must be there before the first server starts. */
    void prepare(LocalSystem system) throws Exception;

    /** Starts a server, the first time or after it was killed. */
    LocalProcess startServer(LocalSystem system, int number, String address);

    /** How a session went on, after "another server answers after N ms". */
    String resumed(JsonNode failover);

    /**
     * Plays it.
     *
     * @param kills how often a server is to be killed
     * @return whether no session was lost and every byte is right
     */
    boolean play(Stage stage, Trouble trouble, int kills) throws Exception;

    /** Deletes what is large. */
    @Override
    default void close() throws IOException {}
}
