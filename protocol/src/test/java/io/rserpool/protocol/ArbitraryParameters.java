package io.rserpool.protocol;

import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.ServerInformation;
import io.rserpool.protocol.parameter.TransportParameter.Sctp;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Parameters with arbitrary content. */
final class ArbitraryParameters {
    private ArbitraryParameters() {}

    static Arbitrary<Integer> word() {
        return Arbitraries.integers();
    }

    static Arbitrary<byte[]> bytes(int min, int max) {
        return Arbitraries.bytes().array(byte[].class).ofMinSize(min).ofMaxSize(max);
    }

    static Arbitrary<PoolHandle> handle() {
        return bytes(1, DecoderLimits.DEFAULT.poolHandle()).map(PoolHandle::of);
    }

    static Arbitrary<List<ErrorCause>> causes(int min) {
        return Combinators.combine(Arbitraries.integers().between(0, 0xffff), bytes(0, 20))
                .as(ErrorCause::of)
                .list()
                .ofMinSize(min)
                .ofMaxSize(4);
    }

    static Arbitrary<List<PoolElementParameter>> elements(int min) {
        return element().list().ofMinSize(min).ofMaxSize(4);
    }

    static Arbitrary<PoolElementParameter> element() {
        return Combinators.combine(
                        word().map(PeIdentifier::new),
                        word().map(ServerId::new),
                        word(),
                        transport(),
                        policy(),
                        sctp().injectNull(0.5))
                .as(PoolElementParameter::new);
    }

    static Arbitrary<ServerInformation> serverInformation() {
        return Combinators.combine(word().map(ServerId::new), sctp()).as(ServerInformation::new);
    }

    static Arbitrary<List<TransportParameter>> registrarTransports() {
        return Arbitraries.<TransportParameter>oneOf(
                        List.of(sctp(), Combinators.combine(port(), address()).as(TransportParameter.Tcp::new)))
                .list()
                .ofMaxSize(4);
    }

    static Arbitrary<Policy> policy() {
        var word = word();
        return Arbitraries.oneOf(List.of(
                Arbitraries.of(new Policy.RoundRobin(), new Policy.Random()),
                word.map(Policy.WeightedRoundRobin::new),
                word.map(Policy.WeightedRandom::new),
                word.map(Policy.Priority::new),
                word.map(Policy.LeastUsed::new),
                Combinators.combine(word, word).as(Policy.LeastUsedDegradation::new),
                Combinators.combine(word, word).as(Policy.PriorityLeastUsed::new),
                word.map(Policy.RandomizedLeastUsed::new),
                Combinators.combine(word, word).as(Policy.RandomizedPriorityLeastUsed::new),
                Combinators.combine(word, word).as(Policy.RandomizedLeastUsedDegradation::new),
                Combinators.combine(word, word).as(Policy.PriorityLeastUsedDegradation::new),
                Combinators.combine(word, word).as(Policy.RandomizedPriorityLeastUsedDegradation::new),
                Combinators.combine(word, word, word).as(Policy.WeightedRandomDpf::new),
                Combinators.combine(word, word, word).as(Policy.LeastUsedDpf::new),
                Combinators.combine(word, word, word, word).as(Policy.LeastUsedDegradationDpf::new),
                Combinators.combine(Arbitraries.integers().between(0x00010000, 0x3fffffff), bytes(0, 20))
                        .as((type, data) ->
                                new Policy.Unknown(type, HexFormat.of().formatHex(data)))));
    }

    private static Arbitrary<TransportParameter> transport() {
        return Arbitraries.oneOf(List.of(
                sctp(),
                Combinators.combine(port(), address()).as(TransportParameter.Tcp::new),
                Combinators.combine(port(), address()).as(TransportParameter.Udp::new),
                Combinators.combine(port(), address()).as(TransportParameter.UdpLite::new),
                Combinators.combine(port(), word(), address()).as(TransportParameter.Dccp::new),
                bytes(0, 20).map(TransportParameter.Opaque::of)));
    }

    private static Arbitrary<Sctp> sctp() {
        return Combinators.combine(
                        port(),
                        Arbitraries.of(TransportUse.values()),
                        address().list().ofMinSize(1).ofMaxSize(4))
                .as(Sctp::new);
    }

    private static Arbitrary<Integer> port() {
        return Arbitraries.integers().between(0, 0xffff);
    }

    private static Arbitrary<InetAddress> address() {
        return Arbitraries.oneOf(List.of(bytes(4, 4), bytes(16, 16))).map(ArbitraryParameters::addressOf);
    }

    private static InetAddress addressOf(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
