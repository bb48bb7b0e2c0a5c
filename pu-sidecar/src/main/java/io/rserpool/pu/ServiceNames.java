package io.rserpool.pu;

import io.rserpool.endpoint.AddressResolver;
import io.rserpool.transport.EventLoop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;

/**
 * Finds host names in the DNS alone, as {@code /etc/resolv.conf} says (servers, search list, ndots). {@code /etc/hosts} is left out: there the
 * names of captured Services stand for the sidecar itself.
 */
final class ServiceNames implements AddressResolver {
    private static final Logger LOG = Logger.getLogger(ServiceNames.class);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 2;

    private final EventLoop loop;
    private final Supplier<LookupSession> sessions;
    private volatile @Nullable LookupSession session;

    /** Asks the servers of this host's configuration; what it takes is loaded with the first question. */
    ServiceNames(EventLoop loop) {
        this(loop, () -> configured(loop));
    }

    ServiceNames(EventLoop loop, Supplier<LookupSession> sessions) {
        this.loop = loop;
        this.sessions = sessions;
    }

    private static LookupSession configured(EventLoop loop) {
        var config = ResolverConfig.getCurrentConfig();
        return session(new ExtendedResolver(), config.searchPath(), config.ndots());
    }

    /** @param resolver its time-outs are set here */
    static LookupSession session(ExtendedResolver resolver, List<Name> searchPath, int ndots) {
        resolver.setTimeout(ANSWER);
        resolver.setRetries(ATTEMPTS);
        return session((Resolver) resolver, searchPath, ndots);
    }

    private static LookupSession session(Resolver resolver, List<Name> searchPath, int ndots) {
        return LookupSession.builder()
                .resolver(resolver)
                .searchPath(searchPath)
                .ndots(ndots)
                .build();
    }

    @Override
    public void resolve(String host, Consumer<List<InetAddress>> result) {
        Thread.ofVirtual().name("resolve " + host).start(() -> {
            var addresses = lookUp(host);
            loop.execute(() -> result.accept(addresses));
        });
    }

    private List<InetAddress> lookUp(String host) {
        var addresses = new ArrayList<InetAddress>();
        for (int type : new int[] {Type.A, Type.AAAA}) {
            ask(host, type).forEach(found -> addresses.add(address(found)));
        }
        return List.copyOf(addresses);
    }

    private static InetAddress address(Record found) {
        return switch (found) {
            case ARecord a -> a.getAddress();
            case AAAARecord aaaa -> aaaa.getAddress();
            default -> throw new IllegalStateException("not an address: " + found);
        };
    }

    private List<Record> ask(String host, int type) {
        try {
            return session()
                    .lookupAsync(Name.fromString(host), type)
                    .toCompletableFuture()
                    .get(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                    .getRecords();
        } catch (ExecutionException | TimeoutException | TextParseException | RuntimeException noAnswer) {
            LOG.debugf("%s has no address of type %s: %s", host, Type.string(type), noAnswer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    private synchronized LookupSession session() {
        var present = session;
        if (present == null) {
            present = sessions.get();
            session = present;
        }
        return present;
    }
}
