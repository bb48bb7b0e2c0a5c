package io.rserpool.endpoint.user;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A registrar as far as PEs and PUs see one, for tests: answers, refuses, or says nothing. */
final class ScriptedRegistrar implements AssociationHandler {
    final ServerId id;
    final Map<PoolHandle, Map<PeIdentifier, PoolElementParameter>> pools;
    final List<AsapMessage> received = new ArrayList<>();
    final List<Association> associations = new ArrayList<>();
    final Endpoint endpoint;
    boolean silent;
    boolean grantsUpdates;
    Policy policy = new Policy.RoundRobin();
    List<ErrorCause> refusal = List.of();
    private final AsapCodec codec = new AsapCodec(DecoderLimits.DEFAULT);
    private int rotation;

    ScriptedRegistrar(SctpTransport transport, int id) {
        this(transport, id, new LinkedHashMap<>());
    }

    /** @param pools shared with other registrars, as ENRP would have it */
    ScriptedRegistrar(SctpTransport transport, int id, Map<PoolHandle, Map<PeIdentifier, PoolElementParameter>> pools) {
        this(transport.open(Ports.ASAP, SctpOptions.FAST), id, pools);
    }

    ScriptedRegistrar(Endpoint endpoint, int id, Map<PoolHandle, Map<PeIdentifier, PoolElementParameter>> pools) {
        this.id = new ServerId(id);
        this.pools = pools;
        this.endpoint = endpoint;
        endpoint.listen(association -> {
            associations.add(association);
            return this;
        });
    }

    <M extends AsapMessage> List<M> received(Class<M> type) {
        return received.stream().filter(type::isInstance).map(type::cast).toList();
    }

    void send(Association association, AsapMessage message) {
        association.send(0, Ppid.ASAP, codec.encode(message));
    }

    /** Connects to a PE and says that it is its home now. */
    void takeOver(EndpointAddress element, PoolHandle handle) {
        var association = endpoint.associate(element, this);
        send(association, new AsapMessage.EndpointKeepAlive(id, handle, true, null));
    }

    @Override
    public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        var message = ((Decoded.Message<AsapMessage>) codec.decode(payload)).message();
        received.add(message);
        if (silent) {
            return;
        }
        switch (message) {
            case AsapMessage.Registration(var handle, var element) -> {
                if (refusal.isEmpty()) {
                    pools.computeIfAbsent(handle, _ -> new LinkedHashMap<>()).put(element.identifier(), element);
                }
                send(
                        association,
                        new AsapMessage.RegistrationResponse(
                                handle, element.identifier(), !refusal.isEmpty(), refusal));
            }
            case AsapMessage.Deregistration(var handle, var identifier) -> {
                remove(handle, identifier);
                send(association, new AsapMessage.DeregistrationResponse(handle, identifier, List.of()));
            }
            case AsapMessage.HandleResolution resolution ->
                send(association, resolve(resolution.handle(), resolution.subscribe()));
            default -> {}
        }
    }

    void remove(PoolHandle handle, PeIdentifier identifier) {
        pools.computeIfPresent(handle, (_, pool) -> {
            pool.remove(identifier);
            return pool.isEmpty() ? null : pool;
        });
    }

    /** Tells everybody of the pool's present state. */
    void update(PoolHandle handle) {
        associations.forEach(association -> update(association, handle));
    }

    void update(Association association, PoolHandle handle) {
        rotation = 0;
        send(association, resolve(handle, true));
    }

    private AsapMessage resolve(PoolHandle handle, boolean subscribe) {
        var elements = new ArrayList<>(pools.getOrDefault(handle, Map.of()).values());
        if (elements.isEmpty()) {
            return new AsapMessage.HandleResolutionResponse(
                    handle, false, null, List.of(), List.of(ErrorCause.of(ErrorCause.UNKNOWN_POOL_HANDLE)));
        }
        java.util.Collections.rotate(elements, -(rotation++ % elements.size()));
        return new AsapMessage.HandleResolutionResponse(
                handle, subscribe && grantsUpdates, policy, elements, List.of());
    }
}
