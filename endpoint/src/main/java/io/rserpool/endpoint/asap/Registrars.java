package io.rserpool.endpoint.asap;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.authorisation.Admission;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.udp.Multicast;
import io.rserpool.transport.udp.MulticastGroup;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The registrars of an operation scope as one process sees them: finds a home (server hunt, RFC 5352
 * section 3.6), keeps one association to it for everybody in the process, looks for another at once
 * when it is lost, and matches requests to responses.
 */
public final class Registrars implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Registrars.class.getName());

    /** Told about homes. */
    public interface Listener {
        /** There is a home now, perhaps instead of another. */
        default void onHome(EndpointAddress home) {}

        /** The home is lost; a hunt has begun. */
        default void onHomeLost(EndpointAddress home, String cause) {}
    }

    private final EventLoop loop;
    private final RegistrarOptions options;
    private final EndpointMetrics metrics;
    private final Admission admission;
    private final RegistrarNames names;
    private final ServerHunt hunt;
    private final AsapCodec codec = new AsapCodec(DecoderLimits.DEFAULT);
    private final AsapRequests requests;
    private final List<PoolDirectory> directories = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final List<PoolElement> elements = new ArrayList<>();
    /** Associations that registrars have initiated, as their keep-alives show. */
    private final Set<Association> incoming = new LinkedHashSet<>();

    /** Associations that peers of any kind have initiated and that have carried ASAP, as long as they are up. */
    private final Map<Association, AssociationHandler> owners = new HashMap<>();

    /** Associations whose peers are being looked up: once, however often they send keep-alives. */
    private final Set<Association> lookedUp = new LinkedHashSet<>();

    private final RepeatedLog strangers;
    private final HomeHandler homeHandler = new HomeHandler();
    private @Nullable Association home;

    /** Whether the home answers; while not, another one is looked for. */
    private boolean homeAnswers;

    private ServerId homeId = ServerId.NONE;
    private EventLoop.@Nullable Timer resolveTimer;
    private @Nullable MulticastGroup announceGroup;
    private boolean closed;

    /**
     * @param endpoint what requests are sent from; a PE's is the one its sessions come to
     * @param resolver see {@link AddressResolver#system}
     * @param random order of candidates
     */
    public Registrars(
            Endpoint endpoint,
            EventLoop loop,
            RegistrarOptions options,
            AddressResolver resolver,
            RandomGenerator random,
            EndpointMetrics metrics) {
        this.loop = loop;
        this.strangers = new RepeatedLog(loop, LOG, Level.WARNING);
        this.options = options;
        this.metrics = metrics;
        this.admission = new Admission(options.security(), loop, metrics);
        this.names = new RegistrarNames(options, resolver);
        this.requests = new AsapRequests(loop, new CurrentHome());
        this.hunt = new ServerHunt(
                endpoint,
                loop,
                names,
                options.timers(),
                random,
                homeHandler,
                this::initiatedBy,
                this::isRegistrar,
                this::found);
    }

    /**
     * Learns registrars from their announces, too (RFC 5352 section 3.6). Call it before {@link #start}.
     *
     * @throws IOException the group cannot be joined
     */
    public void listenToAnnounces(Multicast multicast, AnnounceOptions announced) throws IOException {
        var announces = new Announces(loop, announced, options.udpPort(), hunt::learned, metrics);
        announceGroup = multicast.join(announced.group(), announces::onDatagram);
        names.learnFrom(announces);
    }

    /** Begins the hunt for a home. */
    public void start() {
        resolveLater();
        hunt.start(null);
    }

    private void resolveLater() {
        resolveTimer = loop.schedule(options.resolveInterval(), () -> {
            names.resolve(() -> {});
            resolveLater();
        });
    }

    /** The home registrar, if there is one now. */
    public Optional<EndpointAddress> home() {
        return Optional.ofNullable(home).map(Association::peer);
    }

    /** The home's ID as its keep-alives tell it; {@link ServerId#NONE} before the first. */
    public ServerId homeId() {
        return homeId;
    }

    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /** Ends the association with the home; pending requests fail. */
    @Override
    public void close() {
        closed = true;
        hunt.stop();
        if (resolveTimer != null) {
            resolveTimer.cancel();
        }
        if (announceGroup != null) {
            announceGroup.close();
        }
        var last = home;
        home = null;
        if (last != null) {
            last.shutdown();
        }
        requests.failAll("this endpoint is closed");
    }

    /** Whether there is a home, and nothing is known against it. */
    public boolean answers() {
        return home != null && homeAnswers;
    }

    /** Whom this endpoint believes, serves and speaks to. */
    public Admission admission() {
        return admission;
    }

    private boolean isRegistrar(Association association) {
        return admission.registrar(association) == null;
    }

    public AsapTimers timers() {
        return options.timers();
    }

    public EventLoop loop() {
        return loop;
    }

    EndpointMetrics metrics() {
        return metrics;
    }

    /** Has the directory told of what registrars say unasked, and of homes. */
    void add(PoolDirectory directory) {
        directories.add(directory);
        listeners.add(directory);
    }

    boolean subscribes() {
        return options.subscribe();
    }

    void add(PoolElement element) {
        elements.add(element);
    }

    void remove(PoolElement element) {
        elements.remove(element);
    }

    /** Sends the request to the home, now or once there is one, and to the next home if this one does not answer. */
    void request(AsapRequest request) {
        if (closed) {
            loop.execute(() -> request.outcome.onFailure("this endpoint is closed"));
        } else {
            requests.add(request);
        }
    }

    /** Forgets the request; its outcome is not called. */
    void cancel(AsapRequest request) {
        requests.cancel(request);
    }

    /** Reports an element that could not be reached (RFC 5352 section 3.5); lost if there is no home now. */
    public void reportUnreachable(PoolHandle handle, PeIdentifier identifier) {
        if (home != null && send(home, new AsapMessage.EndpointUnreachable(handle, identifier))) {
            metrics.unreachableReports.increment();
        }
    }

    private boolean send(Association association, AsapMessage message) {
        return association.send(0, Ppid.ASAP, codec.encode(message));
    }

    private void found(Association association) {
        var last = home;
        becomesHome(association);
        if (last != null) {
            metrics.homesLost.increment();
            last.shutdown();
        }
    }

    /**
     * Something happened to one of the home's addresses. While it does not answer, another one is looked for; until there is
     * one it stays the home, for it may only be slow, and whoever has but this one would gain nothing.
     */
    public void pathChanged(Association association) {
        if (association != home || closed) {
            return;
        }
        homeAnswers = !association.isSuspect();
        directories.forEach(directory -> directory.homeAnswers(homeAnswers));
        if (homeAnswers) {
            hunt.stop();
        } else {
            hunt.start(association.peer());
        }
    }

    private void becomesHome(Association association) {
        home = association;
        homeAnswers = true;
        homeId = ServerId.NONE;
        metrics.homesFound.increment();
        LOG.log(Level.DEBUG, "home registrar is {0}", association.peer());
        requests.transmitAll();
        List.copyOf(elements).forEach(element -> element.homeChanged(association.peer()));
        List.copyOf(listeners).forEach(listener -> listener.onHome(association.peer()));
    }

    private void lose(Association association, String cause) {
        if (home != association || closed) {
            return;
        }
        home = null;
        homeId = ServerId.NONE;
        requests.homeLost();
        metrics.homesLost.increment();
        LOG.log(Level.DEBUG, "home registrar {0} is lost: {1}", association.peer(), cause);
        hunt.start(association.peer());
        List.copyOf(elements).forEach(element -> element.homeLost(cause));
        List.copyOf(listeners).forEach(listener -> listener.onHomeLost(association.peer(), cause));
    }

    /**
     * An ASAP message on an association that a peer initiated: perhaps a registrar that takes over.
     *
     * @param owner told if the association is aborted here
     */
    public void onIncoming(Association association, AssociationHandler owner, ByteBuffer payload) {
        if (!isRegistrar(association)) {
            return;
        }
        owners.put(association, owner);
        onAsap(association, payload);
    }

    /** Associations of peers that have carried ASAP and are not down. */
    public int incomingAssociations() {
        return owners.size();
    }

    /** An association that a peer initiated is down. */
    public void onIncomingDown(Association association, String cause) {
        incoming.remove(association);
        owners.remove(association);
        lose(association, cause);
    }

    private void onAsap(Association association, ByteBuffer payload) {
        switch (codec.decode(payload)) {
            case Decoded.Message<AsapMessage>(var message, var reports) -> {
                if (!reports.isEmpty()) {
                    send(association, new AsapMessage.Error(reports));
                }
                onAsap(association, message);
            }
            case Decoded.Bad<AsapMessage>(var reason, var reports) -> {
                metrics.protocolErrors.increment();
                LOG.log(Level.DEBUG, "bad ASAP message from {0}: {1}", association.peer(), reason);
                if (!reports.isEmpty()) {
                    send(association, new AsapMessage.Error(reports));
                }
            }
        }
    }

    private void onAsap(Association association, AsapMessage message) {
        switch (message) {
            case AsapMessage.EndpointKeepAlive keepAlive -> onKeepAlive(association, keepAlive);
            case AsapMessage.RegistrationResponse _,
                    AsapMessage.DeregistrationResponse _,
                    AsapMessage.HandleResolutionResponse _ -> {
                if (association == home) {
                    onResponse(message);
                }
            }
            case AsapMessage.Error error -> {
                if (association == home) {
                    requests.onError(error);
                }
            }
            default -> {
                // Nothing else concerns a PE or PU (RFC 5352 section 4).
            }
        }
    }

    private void onResponse(AsapMessage response) {
        if (requests.answered(response)) {
            return;
        }
        switch (response) {
            case AsapMessage.DeregistrationResponse(var handle, var identifier, var _) ->
                List.copyOf(elements).stream()
                        .filter(element -> element.is(handle, identifier))
                        .forEach(PoolElement::expiredAtRegistrar);
            case AsapMessage.HandleResolutionResponse update -> {
                metrics.updates.increment();
                directories.forEach(directory -> directory.updated(update));
            }
            default -> {
                // Too late: whoever asked has given up.
            }
        }
    }

    private void onKeepAlive(Association association, AsapMessage.EndpointKeepAlive keepAlive) {
        var meant = elements.stream()
                .filter(element -> element.is(keepAlive.handle(), keepAlive.identifier()))
                .toList();
        if (meant.isEmpty()) {
            return;
        }
        if (association != home) {
            checked(association, () -> {
                if (owners.containsKey(association)) {
                    incoming.add(association);
                }
            });
        }
        for (var element : meant) {
            send(association, new AsapMessage.EndpointKeepAliveAck(keepAlive.handle(), element.identifier()));
        }
        if (association == home) {
            homeId = keepAlive.server();
        } else if (keepAlive.newHome()) {
            adopt(association, keepAlive.server());
        }
    }

    /** A registrar has taken over (RFC 5352 section 3.5). */
    private void adopt(Association association, ServerId server) {
        checked(association, () -> changeHome(association, server));
    }

    /** Does it if the peer is where a registrar should be: anybody can send a keep-alive. */
    private void checked(Association association, Runnable action) {
        if (names.contains(association.peer())) {
            action.run();
            return;
        }
        if (!lookedUp.add(association)) {
            return;
        }
        names.resolve(() -> {
            lookedUp.remove(association);
            if (names.contains(association.peer())) {
                action.run();
            } else {
                metrics.protocolErrors.increment();
                strangers.log(() -> association.peer() + " sends keep-alives but is no registrar known here");
            }
        });
    }

    private @Nullable Association initiatedBy(EndpointAddress registrar) {
        return incoming.stream()
                .filter(association -> association != home
                        && !association.isSuspect()
                        && association.peer().port() == registrar.port()
                        && association.peer().addresses().contains(registrar.primary()))
                .findFirst()
                .orElse(null);
    }

    private void changeHome(Association association, ServerId server) {
        if (closed || association == home || !owners.containsKey(association)) {
            return;
        }
        hunt.stop();
        var last = home;
        becomesHome(association);
        homeId = server;
        if (last != null) {
            last.shutdown();
        }
    }

    /** Where requests go. */
    private final class CurrentHome implements AsapRequests.Home {
        @Override
        public @Nullable EndpointAddress address() {
            return home == null ? null : home.peer();
        }

        @Override
        public boolean send(AsapMessage message) {
            return home != null && Registrars.this.send(home, message);
        }

        @Override
        public void doesNotAnswer() {
            var last = home;
            if (last != null) {
                last.abort("no answer");
                var owner = owners.get(last);
                if (owner != null) {
                    owner.onDown(last, AssociationHandler.DownReason.ABORTED);
                }
                lose(last, "it does not answer");
            }
        }
    }

    /** What the home's association tells. */
    private final class HomeHandler implements AssociationHandler {
        @Override
        public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {
            if (ppid == Ppid.ASAP) {
                onAsap(association, payload);
            }
        }

        @Override
        public void onWritable(Association association) {
            if (association == home) {
                requests.transmitUnsent();
            }
        }

        @Override
        public void onPathChange(Association association, InetAddress address, PathChange change) {
            pathChanged(association);
        }

        @Override
        public void onDown(Association association, DownReason reason) {
            lose(association, "association " + reason);
        }
    }
}
