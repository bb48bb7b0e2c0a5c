package io.rserpool.protocol.codec;

import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.Policy.LeastUsed;
import io.rserpool.protocol.parameter.Policy.LeastUsedDegradation;
import io.rserpool.protocol.parameter.Policy.LeastUsedDegradationDpf;
import io.rserpool.protocol.parameter.Policy.LeastUsedDpf;
import io.rserpool.protocol.parameter.Policy.Priority;
import io.rserpool.protocol.parameter.Policy.PriorityLeastUsed;
import io.rserpool.protocol.parameter.Policy.PriorityLeastUsedDegradation;
import io.rserpool.protocol.parameter.Policy.Random;
import io.rserpool.protocol.parameter.Policy.RandomizedLeastUsed;
import io.rserpool.protocol.parameter.Policy.RandomizedLeastUsedDegradation;
import io.rserpool.protocol.parameter.Policy.RandomizedPriorityLeastUsed;
import io.rserpool.protocol.parameter.Policy.RandomizedPriorityLeastUsedDegradation;
import io.rserpool.protocol.parameter.Policy.RoundRobin;
import io.rserpool.protocol.parameter.Policy.Unknown;
import io.rserpool.protocol.parameter.Policy.WeightedRandom;
import io.rserpool.protocol.parameter.Policy.WeightedRandomDpf;
import io.rserpool.protocol.parameter.Policy.WeightedRoundRobin;
import java.util.HexFormat;

/** Pool Member Selection Policy: policy type (4), its values (4 each) (RFC 5354 section 3.8, RFC 5356). */
public final class PolicyCodec {
    private static final int INVALID_TYPE = 0x00000000;
    private static final int INVALID_ADAPTIVE_TYPE = 0x40000000;

    private PolicyCodec() {}

    public static void encode(Policy policy, ParameterWriter writer) {
        var start = writer.begin(ParameterType.POLICY);
        writer.put32(policy.type());
        switch (policy) {
            case RoundRobin(), Random() -> {}
            case WeightedRoundRobin(var weight) -> writer.put32(weight);
            case WeightedRandom(var weight) -> writer.put32(weight);
            case Priority(var priority) -> writer.put32(priority);
            case LeastUsed(var load) -> writer.put32(load);
            case LeastUsedDegradation(var load, var degradation) -> put(writer, load, degradation);
            case PriorityLeastUsed(var load, var degradation) -> put(writer, load, degradation);
            case RandomizedLeastUsed(var load) -> writer.put32(load);
            case RandomizedPriorityLeastUsed(var load, var degradation) -> put(writer, load, degradation);
            case RandomizedLeastUsedDegradation(var load, var degradation) -> put(writer, load, degradation);
            case PriorityLeastUsedDegradation(var load, var degradation) -> put(writer, load, degradation);
            case RandomizedPriorityLeastUsedDegradation(var load, var degradation) -> put(writer, load, degradation);
            case WeightedRandomDpf(var weight, var dpf, var distance) -> put(writer, weight, dpf, distance);
            case LeastUsedDpf(var load, var dpf, var distance) -> put(writer, load, dpf, distance);
            case LeastUsedDegradationDpf(var load, var degradation, var dpf, var distance) ->
                put(writer, load, degradation, dpf, distance);
            case Unknown(var type, var hexData) -> {
                if (isInvalid(type)) {
                    throw new IllegalArgumentException("0x%08x is no policy type".formatted(type));
                }
                writer.put(HexFormat.of().parseHex(hexData));
            }
        }
        writer.end(start);
    }

    private static void put(ParameterWriter writer, int... values) {
        for (var value : values) {
            writer.put32(value);
        }
    }

    public static Policy decode(ParameterReader message) throws DecodeException {
        var in = message.enter(ParameterType.POLICY);
        var type = in.get32();
        if (isInvalid(type)) {
            throw in.invalid("0x%08x is no policy type".formatted(type));
        }
        var policy =
                switch (type) {
                    case RoundRobin.TYPE -> new RoundRobin();
                    case WeightedRoundRobin.TYPE -> new WeightedRoundRobin(in.get32());
                    case Random.TYPE -> new Random();
                    case WeightedRandom.TYPE -> new WeightedRandom(in.get32());
                    case Priority.TYPE -> new Priority(in.get32());
                    case LeastUsed.TYPE -> new LeastUsed(in.get32());
                    case LeastUsedDegradation.TYPE -> new LeastUsedDegradation(in.get32(), in.get32());
                    case PriorityLeastUsed.TYPE -> new PriorityLeastUsed(in.get32(), in.get32());
                    case RandomizedLeastUsed.TYPE -> new RandomizedLeastUsed(in.get32());
                    case RandomizedPriorityLeastUsed.TYPE -> new RandomizedPriorityLeastUsed(in.get32(), in.get32());
                    case RandomizedLeastUsedDegradation.TYPE ->
                        new RandomizedLeastUsedDegradation(in.get32(), in.get32());
                    case PriorityLeastUsedDegradation.TYPE -> new PriorityLeastUsedDegradation(in.get32(), in.get32());
                    case RandomizedPriorityLeastUsedDegradation.TYPE ->
                        new RandomizedPriorityLeastUsedDegradation(in.get32(), in.get32());
                    case WeightedRandomDpf.TYPE -> new WeightedRandomDpf(in.get32(), in.get32(), in.get32());
                    case LeastUsedDpf.TYPE -> new LeastUsedDpf(in.get32(), in.get32(), in.get32());
                    case LeastUsedDegradationDpf.TYPE ->
                        new LeastUsedDegradationDpf(in.get32(), in.get32(), in.get32(), in.get32());
                    default -> new Unknown(type, HexFormat.of().formatHex(in.rest()));
                };
        if (in.remaining() != 0) {
            throw in.invalid("policy 0x%08x with %d bytes too many".formatted(type, in.remaining()));
        }
        return policy;
    }

    private static boolean isInvalid(int type) {
        return type == INVALID_TYPE || type == INVALID_ADAPTIVE_TYPE;
    }
}
