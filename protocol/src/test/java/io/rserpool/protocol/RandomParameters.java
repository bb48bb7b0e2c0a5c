package io.rserpool.protocol;

import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.ServerInformation;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportParameter.Sctp;
import io.rserpool.protocol.parameter.TransportUse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Parameters with any content; values at the ends of their ranges come often. */
final class RandomParameters {
    private static final int[] EDGES = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0xffff, 0x10000, 0x80};
    private static final double AT_AN_EDGE = 0.2;
    private static final int MOST = 4;

    private final Random random;

    RandomParameters(Random random) {
        this.random = random;
    }

    int word() {
        return random.nextDouble() < AT_AN_EDGE ? EDGES[random.nextInt(EDGES.length)] : random.nextInt();
    }

    boolean flag() {
        return random.nextBoolean();
    }

    /** From min to max, both of which come often. */
    int between(int min, int max) {
        if (random.nextDouble() < AT_AN_EDGE) {
            return random.nextBoolean() ? min : max;
        }
        return random.nextInt(min, max + 1);
    }

    byte[] bytes(int min, int max) {
        var bytes = new byte[between(min, max)];
        random.nextBytes(bytes);
        return bytes;
    }

    <T> List<T> list(int min, Supplier<T> each) {
        return Stream.generate(each).limit(between(min, MOST)).toList();
    }

    <T> @Nullable T maybe(double missing, Supplier<T> value) {
        return random.nextDouble() < missing ? null : value.get();
    }

    <T> T any(List<Supplier<T>> kinds) {
        return kinds.get(random.nextInt(kinds.size())).get();
    }

    <E> E any(E[] values) {
        return values[random.nextInt(values.length)];
    }

    PoolHandle handle() {
        return PoolHandle.of(bytes(1, flag() ? 20 : DecoderLimits.DEFAULT.poolHandle()));
    }

    PeIdentifier identifier() {
        return new PeIdentifier(word());
    }

    ServerId server() {
        return new ServerId(word());
    }

    List<ErrorCause> causes(int min) {
        return list(min, () -> ErrorCause.of(between(0, 0xffff), bytes(0, 20)));
    }

    List<PoolElementParameter> elements(int min) {
        return list(min, this::element);
    }

    PoolElementParameter element() {
        return new PoolElementParameter(identifier(), server(), word(), transport(), policy(), maybe(0.5, this::sctp));
    }

    ServerInformation serverInformation() {
        return new ServerInformation(server(), sctp());
    }

    List<TransportParameter> registrarTransports() {
        return list(0, () -> flag() ? sctp() : new TransportParameter.Tcp(port(), address()));
    }

    Policy policy() {
        return any(List.of(
                Policy.RoundRobin::new,
                Policy.Random::new,
                () -> new Policy.WeightedRoundRobin(word()),
                () -> new Policy.WeightedRandom(word()),
                () -> new Policy.Priority(word()),
                () -> new Policy.LeastUsed(word()),
                () -> new Policy.LeastUsedDegradation(word(), word()),
                () -> new Policy.PriorityLeastUsed(word(), word()),
                () -> new Policy.RandomizedLeastUsed(word()),
                () -> new Policy.RandomizedPriorityLeastUsed(word(), word()),
                () -> new Policy.RandomizedLeastUsedDegradation(word(), word()),
                () -> new Policy.PriorityLeastUsedDegradation(word(), word()),
                () -> new Policy.RandomizedPriorityLeastUsedDegradation(word(), word()),
                () -> new Policy.WeightedRandomDpf(word(), word(), word()),
                () -> new Policy.LeastUsedDpf(word(), word(), word()),
                () -> new Policy.LeastUsedDegradationDpf(word(), word(), word(), word()),
                () -> new Policy.Unknown(
                        between(0x00010000, 0x3fffffff), HexFormat.of().formatHex(bytes(0, 20)))));
    }

    private TransportParameter transport() {
        return any(List.of(
                this::sctp,
                () -> new TransportParameter.Tcp(port(), address()),
                () -> new TransportParameter.Udp(port(), address()),
                () -> new TransportParameter.UdpLite(port(), address()),
                () -> new TransportParameter.Dccp(port(), word(), address()),
                () -> TransportParameter.Opaque.of(bytes(0, 20))));
    }

    private Sctp sctp() {
        return new Sctp(port(), any(TransportUse.values()), list(1, this::address));
    }

    private int port() {
        return between(0, 0xffff);
    }

    private InetAddress address() {
        var length = flag() ? 4 : 16;
        try {
            return InetAddress.getByAddress(bytes(length, length));
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
