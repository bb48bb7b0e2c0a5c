package io.rserpool.pu;

import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.transport.loop.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;

/**
 * Finds host names in the DNS alone, as {@code /etc/resolv.conf} says (servers, search list, ndots). {@code /etc/hosts} is left out: there the
 * names of captured Services stand for the sidecar itself.
 */
final class ServiceNames implements AddressResolver {
    /**
     * Where names are asked for, and how they are completed.
     *
     * @param search what incomplete names may belong to, in this order
     * @param ndots names with fewer dots are completed before they are taken as they are
     */
    record Dns(LookupSession session, List<Name> search, int ndots) {
        static Dns of(List<InetSocketAddress> servers, List<Name> search, int ndots) {
            var resolver = new ExtendedResolver(
                    servers.stream().<Resolver>map(SimpleResolver::new).toList());
            // Its own constructor sets those of the servers to 5 s: too long for what a lost packet costs.
            for (var server : resolver.getResolvers()) {
                server.setTimeout(ANSWER);
            }
            resolver.setRetries(ATTEMPTS);
            resolver.setTimeout(ALL_ANSWERS);
            return new Dns(LookupSession.builder().resolver(resolver).build(), search, ndots);
        }

        private static Dns configured() {
            var config = ResolverConfig.getCurrentConfig();
            return of(config.servers(), config.searchPath(), config.ndots());
        }

        /** The complete names that a host may have, in the order in which they are to be tried. */
        List<Name> complete(String host) throws TextParseException {
            var name = Name.fromString(host);
            if (name.isAbsolute()) {
                return List.of(name);
            }
            // A relative name has a dot fewer than labels.
            var domains = new ArrayList<>(search);
            domains.add(name.labels() > ndots ? 0 : search.size(), Name.root);
            var names = new ArrayList<Name>();
            for (var domain : domains) {
                add(names, name, domain);
            }
            return names;
        }

        private static void add(List<Name> names, Name name, Name domain) {
            try {
                names.add(Name.concatenate(Name.concatenate(name, domain), Name.root));
            } catch (NameTooLongException none) {
                LOG.debugf("%s within %s is longer than names may be", name, domain);
            }
        }
    }

    private static final Logger LOG = Logger.getLogger(ServiceNames.class);

    /** How long a server is waited for until it is asked again. */
    private static final Duration ANSWER = Duration.ofMillis(500);

    private static final int ATTEMPTS = 4;
    private static final Duration ALL_ANSWERS = Duration.ofSeconds(5);

    /** Until nothing is looked for any more. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** How long addresses of the other family are waited for when there are some already. */
    private static final Duration MOMENT = Duration.ofMillis(100);

    private final EventLoop loop;
    private final Supplier<Dns> configuration;
    private @Nullable Dns dns;

    /** Asks the servers of this host's configuration; what it takes is loaded with the first question. */
    ServiceNames(EventLoop loop) {
        this(loop, Dns::configured);
    }

    ServiceNames(EventLoop loop, Supplier<Dns> configuration) {
        this.loop = loop;
        this.configuration = configuration;
    }

    @Override
    public void resolve(String host, Consumer<List<InetAddress>> result) {
        Thread.ofVirtual().name("resolve " + host).start(() -> {
            var addresses = lookUp(host);
            loop.execute(() -> result.accept(addresses));
        });
    }

    /** Whatever goes wrong, there is an answer: connections wait for it. */
    private List<InetAddress> lookUp(String host) {
        try {
            long end = System.nanoTime() + LONGEST.toNanos();
            for (var name : dns().complete(host)) {
                var found = addresses(name, end);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            LOG.debugf(e, "%s cannot be looked up", host);
        }
        return List.of();
    }

    /**
     * Both families at once. A name that has addresses of one family only ends the search as well: with the search list applied to each
     * family by itself, that of IPv6 would ask servers far outside the cluster for each of the others.
     */
    private List<InetAddress> addresses(Name name, long end) throws InterruptedException {
        var four = ask(name, Type.A);
        var six = ask(name, Type.AAAA);
        var found = new ArrayList<>(await(four, end));
        found.addAll(await(six, found.isEmpty() ? end : Math.min(end, System.nanoTime() + MOMENT.toNanos())));
        return List.copyOf(found);
    }

    private CompletableFuture<List<InetAddress>> ask(Name name, int type) {
        return dns().session()
                .lookupAsync(name, type)
                .thenApply(LookupResult::getRecords)
                .thenApply(
                        records -> records.stream().map(ServiceNames::address).toList())
                .exceptionally(none -> {
                    LOG.debugf("%s has no address of type %s: %s", name, Type.string(type), none);
                    return List.of();
                })
                .toCompletableFuture();
    }

    private static List<InetAddress> await(CompletableFuture<List<InetAddress>> answer, long end)
            throws InterruptedException {
        try {
            return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException noAnswer) {
            return List.of();
        }
    }

    private static InetAddress address(Record found) {
        return switch (found) {
            case ARecord a -> a.getAddress();
            case AAAARecord aaaa -> aaaa.getAddress();
            default -> throw new IllegalStateException("not an address: " + found);
        };
    }

    private synchronized Dns dns() {
        var present = dns;
        if (present == null) {
            present = configuration.get();
            dns = present;
        }
        return present;
    }
}
