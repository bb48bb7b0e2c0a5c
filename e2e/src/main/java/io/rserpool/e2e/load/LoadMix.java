package io.rserpool.e2e.load;

import io.rserpool.e2e.load.LoadSystem.Service;
import java.util.ArrayList;
import java.util.List;

/** Clients of every kind at the same time: long and brief sessions, in both modes of failover. */
public final class LoadMix implements AutoCloseable {
    /** The names of loads whose sessions survive the death of their server end so. */
    static final String PROTECTED = ", replay";

    private static final int BRIEF_UPLOAD = 256 << 10;
    private static final int LONG_UPLOAD = 8 << 20;
    private static final long SLOW = 1 << 20;
    private static final int REQUESTS = 100;

    private final List<Clients> all = new ArrayList<>();

    /** Begins. */
    public LoadMix(LoadSystem system) {
        add(system, "echo", Service.CONTENT, 8, Conversations.namedEcho());
        add(system, "brief echo", Service.CONTENT, 4, Conversations.briefEcho());
        add(system, "echo" + PROTECTED, Service.CONTENT_REPLAY, 8, Conversations.longEcho());
        add(system, "brief echo" + PROTECTED, Service.CONTENT_REPLAY, 4, Conversations.briefEcho());
        add(system, "redis", Service.REDIS, 6, Conversations.redis(true));
        add(system, "redis" + PROTECTED, Service.REDIS_REPLAY, 6, Conversations.redis(false));
        add(system, "GET", Service.WEB, 8, new HttpConversation("/small", system.small(), REQUESTS));
        add(system, "GET, a connection each", Service.WEB, 4, new HttpConversation("/small", system.small(), 1));
        add(system, "slow readers", Service.WEB, 8, new HttpConversation("/large", system.large(), 1, SLOW));
        add(system, "upload", Service.CONTENT, 2, Conversations.upload(LONG_UPLOAD));
        add(system, "upload" + PROTECTED, Service.CONTENT_REPLAY, 2, Conversations.upload(BRIEF_UPLOAD));
    }

    private void add(LoadSystem system, String name, Service service, int count, Conversation conversation) {
        all.add(new Clients(name, system.target(service), count, conversation));
    }

    /** The clients, by kind. */
    public List<Clients> all() {
        return List.copyOf(all);
    }

    public List<Loss> losses() {
        return all.stream().flatMap(clients -> clients.losses().stream()).toList();
    }

    /** Sessions that went as they must, to their end. */
    public long completed() {
        return all.stream().mapToLong(Clients::completed).sum();
    }

    /** Lets every session come to its end. */
    @Override
    public void close() {
        all.forEach(Clients::stop);
        all.forEach(Clients::close);
    }
}
