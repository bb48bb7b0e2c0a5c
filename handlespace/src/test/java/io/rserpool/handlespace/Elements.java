package io.rserpool.handlespace;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** Makes pool elements for tests. */
final class Elements {
    static final ServerId HOME = new ServerId(0x11);

    private Elements() {}

    static PoolElementParameter element(int identifier, Policy policy) {
        return element(identifier, policy, HOME);
    }

    static PoolElementParameter element(int identifier, Policy policy, ServerId home) {
        return new PoolElementParameter(
                new PeIdentifier(identifier), home, 60, sctp(identifier, TransportUse.DATA_PLUS_CONTROL), policy, null);
    }

    static List<PoolElement> select(Pool pool, int count, int increment) {
        var into = new PoolElement[count];
        var selected = pool.select(count, increment, into);
        return Arrays.asList(into).subList(0, selected);
    }

    static PoolElementParameter with(PoolElementParameter element, TransportParameter transport) {
        return new PoolElementParameter(
                element.identifier(), element.home(), element.registrationLife(), transport, element.policy(), null);
    }

    static TransportParameter.Sctp sctp(int last, TransportUse use) {
        return new TransportParameter.Sctp(
                7890, use, List.of(InetAddress.ofLiteral("10.0.%d.%d".formatted(last >> 8 & 0xff, last & 0xff))));
    }
}
