package io.rserpool.registrar.core;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.protocol.enrp.EnrpMessage;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableRequest;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableResponse;
import io.rserpool.protocol.enrp.EnrpMessage.HandleUpdate;
import io.rserpool.protocol.enrp.EnrpMessage.ListRequest;
import io.rserpool.protocol.enrp.EnrpMessage.ListResponse;
import io.rserpool.protocol.enrp.EnrpMessage.PoolEntry;
import io.rserpool.protocol.enrp.EnrpMessage.Presence;
import io.rserpool.protocol.enrp.EnrpMessage.UpdateAction;
import io.rserpool.protocol.enrp.HandlespaceChecksum;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.ServerInformation;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A registrar at 10.0.1.N that says what the test says; by itself it only answers a Presence that asks for one. */
final class ScriptedPeer implements AssociationHandler {
    private static final EnrpCodec CODEC = new EnrpCodec(DecoderLimits.DEFAULT);

    final ServerId id;
    final List<EnrpMessage> received = new ArrayList<>();
    final List<DownReason> downs = new ArrayList<>();
    Association association;

    /** It says nothing by itself. */
    boolean mute;

    /** What it says as soon as an association is up. */
    final List<EnrpMessage> greeting = new ArrayList<>();

    /** It gives its list and its handlespace, both empty, to whoever asks. */
    boolean mentor;

    private final InetAddress address;
    private final Endpoint endpoint;
    private int checksum = new HandlespaceChecksum().value();

    ScriptedPeer(Scope scope, int number, int id) {
        this(scope, Scope.registrarAddress(number), id);
    }

    /** One that is anywhere. */
    ScriptedPeer(Scope scope, String host, int id) {
        this.id = new ServerId(id);
        var transport = scope.network.start(host);
        address = transport.localAddresses().getFirst();
        endpoint = transport.open(Ports.ENRP, scope.profile.peerOptions());
        endpoint.listen(accepted -> this);
    }

    void connect(int registrar) {
        var target = InetAddress.ofLiteral(Scope.registrarAddress(registrar));
        endpoint.associate(EndpointAddress.of(target, Ports.ENRP, EndpointAddress.UDP_ENCAPSULATION_PORT), this);
    }

    void send(EnrpMessage message) {
        if (!association.send(0, Ppid.ENRP, CODEC.encode(message))) {
            throw new AssertionError("not sent");
        }
    }

    void owns(PoolElementParameter... elements) {
        var sum = new HandlespaceChecksum();
        Arrays.stream(elements).forEach(element -> sum.add(Scope.POOL, element.identifier()));
        checksum = sum.value();
    }

    void sayPresence() {
        var transport = new TransportParameter.Sctp(Ports.ENRP, TransportUse.DATA_ONLY, List.of(address));
        send(new Presence(id, ServerId.NONE, false, checksum, new ServerInformation(id, transport)));
    }

    PoolElementParameter element(int number, ServerId home) {
        return element(number, home, new Policy.WeightedRoundRobin(1));
    }

    /** An element at 10.0.2.N, whoever is there. */
    PoolElementParameter element(int number, ServerId home, Policy policy) {
        var host = List.of(InetAddress.ofLiteral(Scope.elementAddress(number)));
        return new PoolElementParameter(
                new PeIdentifier(number),
                home,
                60_000,
                new TransportParameter.Sctp(ScriptedEndpoint.PORT, TransportUse.DATA_PLUS_CONTROL, host),
                policy,
                new TransportParameter.Sctp(ScriptedEndpoint.PORT, TransportUse.DATA_ONLY, host));
    }

    void update(UpdateAction action, PoolElementParameter element) {
        send(new HandleUpdate(id, ServerId.NONE, action, false, Scope.POOL, element));
    }

    void table(boolean more, PoolElementParameter... elements) {
        var pools = elements.length == 0 ? List.<PoolEntry>of() : List.of(new PoolEntry(Scope.POOL, List.of(elements)));
        send(new HandleTableResponse(id, ServerId.NONE, false, more, pools));
    }

    <M extends EnrpMessage> List<M> all(Class<M> kind) {
        return received.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void onUp(Association up) {
        association = up;
        greeting.forEach(this::send);
    }

    @Override
    public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (!(CODEC.decode(payload) instanceof Decoded.Message<EnrpMessage>(var message, var reports))) {
            throw new AssertionError("a registrar sent something malformed");
        }
        received.add(message);
        if (message instanceof Presence presence && presence.replyRequired() && !mute) {
            sayPresence();
        }
        if (mentor && message instanceof ListRequest) {
            send(new ListResponse(id, ServerId.NONE, false, List.of()));
        }
        if (mentor && message instanceof HandleTableRequest) {
            table(false);
        }
    }

    @Override
    public void onDown(Association down, DownReason reason) {
        downs.add(reason);
    }
}
