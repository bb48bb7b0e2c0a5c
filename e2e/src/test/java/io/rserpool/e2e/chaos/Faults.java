package io.rserpool.e2e.chaos;

import io.rserpool.e2e.chaos.Part.Role;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** What happens to the parts of a system, one after the other: in each pool all elements but one always live. */
final class Faults {
    enum Kind {
        /** SIGKILL, and after a while a new process. */
        KILL,
        /** SIGTERM, and at once a new process. */
        RESTART,
        /** SIGSTOP, and after a while SIGCONT. */
        PAUSE
    }

    /** A part was ended; times are as {@link System#nanoTime}. */
    private record Death(Part part, long before, long after) {
        boolean endsSession(Ending ending) {
            return ending.servedBy().isEmpty()
                    ? ending.connectedNanos() - after < 0 && ending.nanos() - before > 0
                    : part.servers().contains(ending.servedBy()) && ending.nanos() - before > 0;
        }
    }

    /** A pu-sidecar was ended, and is there again at {@code after}. */
    private record Absence(String user, long before, long after) {
        boolean endsSession(Ending ending) {
            boolean begun = ending.connectedNanos() == Long.MAX_VALUE || ending.connectedNanos() - after < 0;
            return user.equals(ChaosSystem.userName(ending.user()))
                    && begun
                    && ending.nanos() - before > 0
                    && ending.nanos() - after < 0;
        }
    }

    /** The sockets of what was ended close one after the other. */
    private static final Duration CLOSING = Duration.ofMillis(200);

    /** Parts that come to harm, by their names; all of them if it is not said. */
    private static final Pattern PARTS = Pattern.compile(System.getProperty("chaos.parts", ".*"));

    private static final int LONGEST_ABSENCE_MILLIS = 3000;
    private static final int SHORTEST_PAUSE_MILLIS = 100;
    private static final int LONGEST_PAUSE_MILLIS = 4000;
    private static final int END_SECONDS = 40;

    private final ChaosSystem system;
    private final RandomGenerator random;
    private final Collection<Death> deaths = new ConcurrentLinkedQueue<>();
    private final Collection<Absence> absences = new ConcurrentLinkedQueue<>();
    private int count;

    Faults(ChaosSystem system, RandomGenerator random) {
        this.system = system;
        this.random = random;
    }

    /** How many there were. */
    int count() {
        return count;
    }

    /** The next one, to its end: the part is there again, but may not have become part of the whole yet. */
    void next() throws InterruptedException, TimeoutException {
        var part = part();
        var kind = Kind.values()[random.nextInt(Kind.values().length)];
        count++;
        switch (kind) {
            case KILL -> kill(part);
            case RESTART -> restart(part);
            case PAUSE -> pause(part);
        }
    }

    /** Half of the time a server, in three of ten cases a pe-sidecar, else a registrar or a pu-sidecar. */
    private Part part() {
        int drawn = random.nextInt(10);
        var role = drawn < 5 ? Role.SERVER : drawn < 8 ? Role.ELEMENT : drawn < 9 ? Role.REGISTRAR : Role.USER;
        var harmed = system.parts().stream()
                .filter(part -> PARTS.matcher(part.name()).matches())
                .toList();
        var ofRole = harmed.stream().filter(part -> part.role() == role).toList();
        var parts = ofRole.isEmpty() ? harmed : ofRole;
        return parts.get(random.nextInt(parts.size()));
    }

    private void kill(Part part) throws InterruptedException, TimeoutException {
        var absence = Duration.ofMillis(random.nextBoolean() ? 0 : random.nextInt(LONGEST_ABSENCE_MILLIS));
        say(part, "killed, and started again after " + absence.toMillis() + " ms");
        long before = System.nanoTime();
        end(part, () -> system.process(part).kill());
        Pauses.pass(absence);
        startAgain(part, before);
    }

    private void restart(Part part) throws InterruptedException, TimeoutException {
        say(part, "told to end, and started again");
        long before = System.nanoTime();
        end(part, () -> system.process(part).terminate());
        startAgain(part, before);
    }

    private void startAgain(Part part, long before) {
        system.start(part);
        if (part.role() == Role.USER) {
            system.awaitReady(part);
            absences.add(new Absence(part.name(), before, System.nanoTime()));
        }
    }

    private void end(Part part, Runnable how) throws InterruptedException, TimeoutException {
        long before = System.nanoTime();
        how.run();
        system.process(part).awaitExit(END_SECONDS);
        deaths.add(new Death(part, before, System.nanoTime() + CLOSING.toNanos()));
    }

    private void pause(Part part) {
        var length = Duration.ofMillis(random.nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
        say(part, "paused for " + length.toMillis() + " ms");
        system.process(part).signalAll("STOP");
        Pauses.pass(length);
        system.process(part).signalAll("CONT");
    }

    private static void say(Part part, String what) {
        System.out.printf("%tT.%<tL %s is %s%n", System.currentTimeMillis(), part.name(), what);
    }

    /** Whether a session's pu-sidecar was ended, with which every session of it ends. */
    boolean endsUser(Ending ending) {
        return absences.stream().anyMatch(absence -> absence.endsSession(ending));
    }

    /** Whether a session that nothing protects could not but end by what happened. */
    boolean endsSession(Ending ending) {
        return deaths.stream().anyMatch(death -> death.endsSession(ending));
    }
}
