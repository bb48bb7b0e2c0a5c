package io.rserpool.registrar.domain;

import io.rserpool.handlespace.Handlespace;
import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.ServerId;
import io.rserpool.registrar.authorisation.Authorisation;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.rserpool.registrar.settings.RegistrarSettings;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.udp.Multicast;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What all parts of a registrar share. */
public record Domain(
        RegistrarSettings settings,
        SctpTransport transport,
        Multicast multicast,
        Handlespace handlespace,
        RegistrarMetrics metrics,
        RandomGenerator random,
        EventLog log,
        Failures failures,
        Authorisation authorisation,
        Denials denials) {

    public EventLoop loop() {
        return transport.eventLoop();
    }

    public ServerId id() {
        return settings.id();
    }

    public RegistrarProfile profile() {
        return settings.profile();
    }

    /** How distances are measured. */
    public Distances distances() {
        return new Distances(profile().rules().resolution().distanceStep());
    }

    /**
     * The time in ns by which everybody is judged: that of the loop, without the time in which this registrar was late
     * (stopped, throttled, a turn that took long), in which it heard nobody.
     */
    public long now() {
        return loop().nanoTime() - loop().stalledNanos();
    }

    /** Monotonic time in ns for what is no judgement: what this registrar says, and how often others may. */
    public long clock() {
        return loop().nanoTime();
    }

    /** Which of two registrars remains home of an element, or takes over a third: RFC 5353 section 3.5.1, or RSPLIB. */
    public boolean prevails(ServerId one, ServerId other) {
        return (one.compareTo(other) > 0) != profile().rules().copies().smallerIdWins();
    }

    /** A point of {@link #now} so far ahead. */
    public long in(Duration time) {
        return now() + time.toNanos();
    }

    /** When a registration made now with this life, as on the wire, ends, in ns of {@link #now}. */
    public long expiry(int life) {
        if (life == -1) {
            return PoolElement.NEVER;
        }
        return in(
                profile().rules().registration().lifeInMilliseconds()
                        ? Duration.ofMillis(Integer.toUnsignedLong(life))
                        : Duration.ofSeconds(life));
    }

    /** The duration varied evenly by this share of it. */
    public Duration vary(Duration duration, double share) {
        return Duration.ofNanos((long) (duration.toNanos() * (1 + share * (2 * random.nextDouble() - 1))));
    }
}
