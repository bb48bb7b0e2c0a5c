package io.rserpool.protocol.parameter;

/**
 * A pool member selection policy with its values (RFC 5356; RSPLIB's own ones below them). Loads, load
 * degradations and distance penalty factors are unsigned 32-bit fractions: 0 = 0 %, 0xffffffff = 100 %;
 * distances are in ms.
 */
public sealed interface Policy {
    /** The policy type on the wire (RFC 5356 section 3). */
    int type();

    record RoundRobin() implements Policy {
        public static final int TYPE = 0x00000001;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record WeightedRoundRobin(int weight) implements Policy {
        public static final int TYPE = 0x00000002;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record Random() implements Policy {
        public static final int TYPE = 0x00000003;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record WeightedRandom(int weight) implements Policy {
        public static final int TYPE = 0x00000004;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record Priority(int priority) implements Policy {
        public static final int TYPE = 0x00000005;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record LeastUsed(int load) implements Policy {
        public static final int TYPE = 0x40000001;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record LeastUsedDegradation(int load, int loadDegradation) implements Policy {
        public static final int TYPE = 0x40000002;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record PriorityLeastUsed(int load, int loadDegradation) implements Policy {
        public static final int TYPE = 0x40000003;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record RandomizedLeastUsed(int load) implements Policy {
        public static final int TYPE = 0x40000004;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record RandomizedPriorityLeastUsed(int load, int loadDegradation) implements Policy {
        public static final int TYPE = 0xb0001001;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record RandomizedLeastUsedDegradation(int load, int loadDegradation) implements Policy {
        public static final int TYPE = 0xb0001002;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record PriorityLeastUsedDegradation(int load, int loadDegradation) implements Policy {
        public static final int TYPE = 0xb0001003;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record RandomizedPriorityLeastUsedDegradation(int load, int loadDegradation) implements Policy {
        public static final int TYPE = 0xb0001004;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record WeightedRandomDpf(int weight, int weightDpf, int distance) implements Policy {
        public static final int TYPE = 0xb0002001;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record LeastUsedDpf(int load, int loadDpf, int distance) implements Policy {
        public static final int TYPE = 0xb0002002;

        @Override
        public int type() {
            return TYPE;
        }
    }

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
