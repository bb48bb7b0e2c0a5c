package io.rserpool.protocol.parameter;

/**
 * A pool member selection policy with its values (RFC 5356; RSPLIB's own ones below them). Loads, load
 * degradations and distance penalty factors are unsigned 32-bit fractions: 0 = 0 %, 0xffffffff = 100 %;
 * distances are in ms.
 */
public sealed interface Policy {
    /** The policy type on the wire (RFC 5356 section 3). */
    int type();

    /** One after the other (RFC 5356 section 4.1). */
    record RoundRobin() implements Policy {
        public static final int TYPE = 0x00000001;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** One after the other, in proportion to their weights; 0 = cannot serve (RFC 5356 section 4.2). */
    record WeightedRoundRobin(int weight) implements Policy {
        public static final int TYPE = 0x00000002;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** Any, by chance (RFC 5356 section 4.3). */
    record Random() implements Policy {
        public static final int TYPE = 0x00000003;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** By chance, in proportion to their weights; 0 = cannot serve (RFC 5356 section 4.4). */
    record WeightedRandom(int weight) implements Policy {
        public static final int TYPE = 0x00000004;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** The highest priority first (RFC 5356 section 4.5). */
    record Priority(int priority) implements Policy {
        public static final int TYPE = 0x00000005;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** The lowest load first (RFC 5356 section 5.1). */
    record LeastUsed(int load) implements Policy {
        public static final int TYPE = 0x40000001;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /**
     * The lowest load first, each selection since the last registration adding the degradation (RFC 5356
     * section 5.2).
     */
    record LeastUsedDegradation(int load, int loadDegradation) implements Policy {
        public static final int TYPE = 0x40000002;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** The lowest sum of load and degradation first (RFC 5356 section 5.3). */
    record PriorityLeastUsed(int load, int loadDegradation) implements Policy {
        public static final int TYPE = 0x40000003;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** By chance, in proportion to what is not used (RFC 5356 section 5.4). */
    record RandomizedLeastUsed(int load) implements Policy {
        public static final int TYPE = 0x40000004;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** By chance, in proportion to what load and degradation leave over (RSPLIB). */
    record RandomizedPriorityLeastUsed(int load, int loadDegradation) implements Policy {
        public static final int TYPE = 0xb0001001;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** By chance, in proportion to what load and degradations leave over (RSPLIB). */
    record RandomizedLeastUsedDegradation(int load, int loadDegradation) implements Policy {
        public static final int TYPE = 0xb0001002;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** {@link PriorityLeastUsed} and {@link LeastUsedDegradation} in one (RSPLIB). */
    record PriorityLeastUsedDegradation(int load, int loadDegradation) implements Policy {
        public static final int TYPE = 0xb0001003;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** {@link PriorityLeastUsedDegradation}, by chance (RSPLIB). */
    record RandomizedPriorityLeastUsedDegradation(int load, int loadDegradation) implements Policy {
        public static final int TYPE = 0xb0001004;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** {@link WeightedRandom}, the weight falling with the distance (RSPLIB; draft-dreibholz-rserpool-delay). */
    record WeightedRandomDpf(int weight, int weightDpf, int distance) implements Policy {
        public static final int TYPE = 0xb0002001;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** {@link LeastUsed}, the load rising with the distance (RSPLIB; draft-dreibholz-rserpool-delay). */
    record LeastUsedDpf(int load, int loadDpf, int distance) implements Policy {
        public static final int TYPE = 0xb0002002;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** {@link LeastUsedDegradation}, the load rising with the distance (RSPLIB). */
    record LeastUsedDegradationDpf(int load, int loadDegradation, int loadDpf, int distance) implements Policy {
        public static final int TYPE = 0xb0002003;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /** A policy this implementation does not know: carried, never selected by. */
    record Unknown(int type, String hexData) implements Policy {}
}
