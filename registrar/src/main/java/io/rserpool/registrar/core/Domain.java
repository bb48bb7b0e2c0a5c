package io.rserpool.registrar.core;

import io.rserpool.handlespace.Handlespace;
import io.rserpool.protocol.ServerId;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.udp.Multicast;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What all parts of a registrar share. */
record Domain(
        RegistrarSettings settings,
        SctpTransport transport,
        Multicast multicast,
        Handlespace handlespace,
        RegistrarMetrics metrics,
        RandomGenerator random,
        EventLog log,
        Failures failures) {

    EventLoop loop() {
        return transport.eventLoop();
    }

    ServerId id() {
        return settings.id();
    }

    RegistrarProfile profile() {
        return settings.profile();
    }

    /** How distances are measured. */
    Distances distances() {
        return new Distances(profile().rules().distanceStep());
    }

    /**
     * The time in ns by which everybody is judged: that of the loop, without the time in which this registrar was late
     * (stopped, throttled, a turn that took long), in which it heard nobody.
     */
    long now() {
        return loop().nanoTime() - loop().stalledNanos();
    }

    /** Monotonic time in ns for what is no judgement: what this registrar says, and how often others may. */
    long clock() {
        return loop().nanoTime();
    }

    /** Which of two registrars remains home of an element, or takes over a third: RFC 5353 section 3.5.1, or RSPLIB. */
    boolean prevails(ServerId one, ServerId other) {
        return (one.compareTo(other) > 0) != profile().rules().smallerIdWins();
    }

    /** A point of {@link #now} so far ahead. */
    long in(Duration time) {
        return now() + time.toNanos();
    }

    /** The duration varied evenly by this share of it. */
    Duration vary(Duration duration, double share) {
        return Duration.ofNanos((long) (duration.toNanos() * (1 + share * (2 * random.nextDouble() - 1))));
    }
}
