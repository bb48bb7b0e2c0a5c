package io.rserpool.protocol;

import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.enrp.EnrpMessage.PoolEntry;
import io.rserpool.protocol.enrp.EnrpMessage.UpdateAction;
import io.rserpool.protocol.enrp.EnrpMessage;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Messages of every type with arbitrary content. */
final class ArbitraryMessages {
    private static final Arbitrary<Boolean> FLAG = Arbitraries.of(true, false);
    private static final Arbitrary<ServerId> SERVER = ArbitraryParameters.word().map(ServerId::new);
    private static final Arbitrary<PeIdentifier> IDENTIFIER =
            ArbitraryParameters.word().map(PeIdentifier::new);
    private static final Arbitrary<PoolHandle> HANDLE = ArbitraryParameters.handle();

    private ArbitraryMessages() {}

    static Arbitrary<AsapMessage> asap() {
        return Arbitraries.oneOf(List.of(
                Combinators.combine(HANDLE, ArbitraryParameters.element()).as(AsapMessage.Registration::new),
                Combinators.combine(HANDLE, IDENTIFIER).as(AsapMessage.Deregistration::new),
                Combinators.combine(HANDLE, IDENTIFIER, FLAG, ArbitraryParameters.causes(0))
                        .as(AsapMessage.RegistrationResponse::new),
                Combinators.combine(HANDLE, IDENTIFIER, ArbitraryParameters.causes(0))
                        .as(AsapMessage.DeregistrationResponse::new),
                Combinators.combine(HANDLE, FLAG, ArbitraryParameters.word()).as(AsapMessage.HandleResolution::new),
                Combinators.combine(
                                HANDLE,
                                FLAG,
                                ArbitraryParameters.policy().injectNull(0.2),
                                ArbitraryParameters.elements(0))
                        .as((handle, flag, policy, elements) ->
                                new AsapMessage.HandleResolutionResponse(handle, flag, policy, elements, List.of())),
                Combinators.combine(HANDLE, FLAG, ArbitraryParameters.causes(1))
                        .as((handle, flag, causes) ->
                                new AsapMessage.HandleResolutionResponse(handle, flag, null, List.of(), causes)),
                Combinators.combine(SERVER, HANDLE, FLAG, IDENTIFIER.injectNull(0.5))
                        .as(AsapMessage.EndpointKeepAlive::new),
                Combinators.combine(HANDLE, IDENTIFIER).as(AsapMessage.EndpointKeepAliveAck::new),
                Combinators.combine(HANDLE, IDENTIFIER).as(AsapMessage.EndpointUnreachable::new),
                Combinators.combine(SERVER, ArbitraryParameters.registrarTransports())
                        .as(AsapMessage.ServerAnnounce::new),
                ArbitraryParameters.bytes(0, 100).map(AsapMessage.Cookie::of),
                ArbitraryParameters.bytes(0, 100).map(AsapMessage.CookieEcho::of),
                Combinators.combine(HANDLE, ArbitraryParameters.elements(1)).as(AsapMessage.BusinessCard::new),
                ArbitraryParameters.causes(1).map(AsapMessage.Error::new)));
    }

    static Arbitrary<EnrpMessage> enrp() {
        return Arbitraries.oneOf(List.of(
                Combinators.combine(
                                SERVER,
                                SERVER,
                                FLAG,
                                Arbitraries.integers().between(0, 0xffff),
                                ArbitraryParameters.serverInformation().injectNull(0.2))
                        .as(EnrpMessage.Presence::new),
                Combinators.combine(SERVER, SERVER, FLAG).as(EnrpMessage.HandleTableRequest::new),
                Combinators.combine(SERVER, SERVER, FLAG, poolEntry().list().ofMaxSize(4))
                        .as((sender, receiver, more, pools) ->
                                new EnrpMessage.HandleTableResponse(sender, receiver, false, more, pools)),
                Combinators.combine(SERVER, SERVER)
                        .as((sender, receiver) ->
                                new EnrpMessage.HandleTableResponse(sender, receiver, true, false, List.of())),
                Combinators.combine(
                                SERVER,
                                SERVER,
                                Arbitraries.of(UpdateAction.values()),
                                FLAG,
                                HANDLE,
                                ArbitraryParameters.element())
                        .as(EnrpMessage.HandleUpdate::new),
                Combinators.combine(SERVER, SERVER).as(EnrpMessage.ListRequest::new),
                Combinators.combine(
                                SERVER,
                                SERVER,
                                ArbitraryParameters.serverInformation().list().ofMaxSize(4))
                        .as((sender, receiver, servers) ->
                                new EnrpMessage.ListResponse(sender, receiver, false, servers)),
                Combinators.combine(SERVER, SERVER)
                        .as((sender, receiver) -> new EnrpMessage.ListResponse(sender, receiver, true, List.of())),
                Combinators.combine(SERVER, SERVER, SERVER).as(EnrpMessage.InitTakeover::new),
                Combinators.combine(SERVER, SERVER, SERVER).as(EnrpMessage.InitTakeoverAck::new),
                Combinators.combine(SERVER, SERVER, SERVER).as(EnrpMessage.TakeoverServer::new),
                Combinators.combine(SERVER, SERVER, ArbitraryParameters.causes(1))
                        .as(EnrpMessage.Error::new)));
    }

    private static Arbitrary<PoolEntry> poolEntry() {
        return Combinators.combine(HANDLE, ArbitraryParameters.elements(1)).as(PoolEntry::new);
    }
}
