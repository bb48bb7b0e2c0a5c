package io.rserpool.registrar.core;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAlive;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAliveAck;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.rserpool.simulation.network.VirtualEventLoop;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A pool element or user that does just what the test says, and acknowledges keep-alives. */
final class ScriptedEndpoint implements AssociationHandler {
    static final int PORT = 7890;

    private static final AsapCodec CODEC = new AsapCodec(DecoderLimits.DEFAULT);

    final List<AsapMessage> received = new ArrayList<>();
    final List<DownReason> downs = new ArrayList<>();
    final SctpTransport transport;
    boolean acknowledges = true;
    ServerId home = ServerId.NONE;
    private final Endpoint endpoint;
    private Association association;

    ScriptedEndpoint(SctpTransport transport, RegistrarProfile profile) {
        this.transport = transport;
        endpoint = transport.open(PORT, profile.endpointOptions());
        endpoint.listen(accepted -> this);
    }

    static ScriptedEndpoint at(Scope scope, String address) {
        return new ScriptedEndpoint(scope.network.start(address), scope.profile);
    }

    ScriptedEndpoint connect(int registrar) {
        return connect(registrar, 3863);
    }

    ScriptedEndpoint connect(int registrar, int port) {
        var address = InetAddress.ofLiteral(Scope.registrarAddress(registrar));
        return connect(EndpointAddress.of(address, port, EndpointAddress.UDP_ENCAPSULATION_PORT));
    }

    ScriptedEndpoint connect(EndpointAddress registrar) {
        association = endpoint.associate(registrar, this);
        return this;
    }

    void connectFromAnotherPort(int registrar) {
        var peer = EndpointAddress.of(
                InetAddress.ofLiteral(Scope.registrarAddress(registrar)), 3863, EndpointAddress.UDP_ENCAPSULATION_PORT);
        transport.open(0, SctpOptions.FAST).associate(peer, this);
    }

    void disconnect() {
        association.abort("test");
    }

    void pause() {
        association.setReading(false);
    }

    void resume() {
        association.setReading(true);
    }

    void send(AsapMessage message) {
        association.send(0, Ppid.ASAP, CODEC.encode(message));
    }

    void sendRaw(int ppid, byte[] bytes) {
        association.send(0, ppid, ByteBuffer.wrap(bytes));
    }

    InetAddress address() {
        return transport.localAddresses().getFirst();
    }

    PoolElementParameter element(int identifier, Policy policy, int life) {
        var user = new TransportParameter.Sctp(PORT, TransportUse.DATA_PLUS_CONTROL, List.of(address()));
        return new PoolElementParameter(new PeIdentifier(identifier), ServerId.NONE, life, user, policy, null);
    }

    void register(int identifier) {
        send(new Registration(Scope.POOL, element(identifier, new Policy.RoundRobin(), 60)));
    }

    /** Sends a request and waits for the answer of a kind. */
    <M extends AsapMessage> M ask(VirtualEventLoop loop, AsapMessage request, Class<M> kind) {
        int before = received.size();
        send(request);
        loop.runUntil(Duration.ofSeconds(3), () -> last(kind, before) != null);
        return last(kind, before);
    }

    private <M extends AsapMessage> M last(Class<M> kind, int from) {
        return received.subList(from, received.size()).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElse(null);
    }

    long count(Class<? extends AsapMessage> kind) {
        return received.stream().filter(kind::isInstance).count();
    }

    @Override
    public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (!(CODEC.decode(payload) instanceof Decoded.Message<AsapMessage>(var message, var reports))) {
            throw new AssertionError("a registrar sent something malformed");
        }
        received.add(message);
        if (message instanceof EndpointKeepAlive keepAlive && keepAlive.identifier() != null && acknowledges) {
            if (keepAlive.newHome()) {
                home = keepAlive.server();
            }
            from.send(0, Ppid.ASAP, CODEC.encode(new EndpointKeepAliveAck(keepAlive.handle(), keepAlive.identifier())));
        }
    }

    @Override
    public void onDown(Association down, DownReason reason) {
        downs.add(reason);
    }
}
