package io.rserpool.protocol;

import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.enrp.EnrpMessage;
import io.rserpool.protocol.enrp.EnrpMessage.PoolEntry;
import io.rserpool.protocol.enrp.EnrpMessage.UpdateAction;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Messages of every type with any content. */
final class RandomMessages {
    private final RandomParameters any;

    RandomMessages(Random random) {
        this.any = new RandomParameters(random);
    }

    AsapMessage asap() {
        return any.any(List.<Supplier<AsapMessage>>of(
                () -> new AsapMessage.Registration(any.handle(), any.element()),
                () -> new AsapMessage.Deregistration(any.handle(), any.identifier()),
                () -> new AsapMessage.RegistrationResponse(any.handle(), any.identifier(), any.flag(), any.causes(0)),
                () -> new AsapMessage.DeregistrationResponse(any.handle(), any.identifier(), any.causes(0)),
                () -> new AsapMessage.HandleResolution(any.handle(), any.flag(), any.word()),
                () -> new AsapMessage.HandleResolutionResponse(
                        any.handle(), any.flag(), any.maybe(0.2, any::policy), any.elements(0), List.of()),
                () -> new AsapMessage.HandleResolutionResponse(
                        any.handle(), any.flag(), null, List.of(), any.causes(1)),
                () -> new AsapMessage.EndpointKeepAlive(
                        any.server(), any.handle(), any.flag(), any.maybe(0.5, any::identifier)),
                () -> new AsapMessage.EndpointKeepAliveAck(any.handle(), any.identifier()),
                () -> new AsapMessage.EndpointUnreachable(any.handle(), any.identifier()),
                () -> new AsapMessage.ServerAnnounce(any.server(), any.registrarTransports()),
                () -> AsapMessage.Cookie.of(any.bytes(0, 100)),
                () -> AsapMessage.CookieEcho.of(any.bytes(0, 100)),
                () -> new AsapMessage.BusinessCard(any.handle(), any.elements(1)),
                () -> new AsapMessage.Error(any.causes(1))));
    }

    EnrpMessage enrp() {
        var from = any.server();
        var to = any.server();
        return any.any(List.<Supplier<EnrpMessage>>of(
                () -> new EnrpMessage.Presence(
                        from, to, any.flag(), any.between(0, 0xffff), any.maybe(0.2, any::serverInformation)),
                () -> new EnrpMessage.HandleTableRequest(from, to, any.flag()),
                () -> new EnrpMessage.HandleTableResponse(from, to, false, any.flag(), any.list(0, this::poolEntry)),
                () -> new EnrpMessage.HandleTableResponse(from, to, true, false, List.of()),
                () -> new EnrpMessage.HandleUpdate(
                        from, to, any.any(UpdateAction.values()), any.flag(), any.handle(), any.element()),
                () -> new EnrpMessage.ListRequest(from, to),
                () -> new EnrpMessage.ListResponse(from, to, false, any.list(0, any::serverInformation)),
                () -> new EnrpMessage.ListResponse(from, to, true, List.of()),
                () -> new EnrpMessage.InitTakeover(from, to, any.server()),
                () -> new EnrpMessage.InitTakeoverAck(from, to, any.server()),
                () -> new EnrpMessage.TakeoverServer(from, to, any.server()),
                () -> new EnrpMessage.Error(from, to, any.causes(1))));
    }

    private PoolEntry poolEntry() {
        return new PoolEntry(any.handle(), any.elements(1));
    }
}
