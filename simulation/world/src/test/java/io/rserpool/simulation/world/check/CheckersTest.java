package io.rserpool.simulation.world.check;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.simulation.world.Process;
import io.rserpool.simulation.world.Violation;
import io.rserpool.simulation.world.World;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Each property can be seen not to hold. */
class CheckersTest {
    private final World world = LongStream.iterate(1, seed -> seed + 1)
            .mapToObj(World::new)
            .filter(each -> each.registrars.size() > 1 && each.elements.size() > 1)
            .findFirst()
            .orElseThrow();

    private void start() {
        world.processes().forEach(Process::start);
        world.elements.forEach(element -> element.register());
        world.advance(world.patience());
    }

    private void assertViolated(Checker checker, String what) {
        assertThatThrownBy(() -> checker.check(world))
                .isInstanceOf(Violation.class)
                .hasMessageContaining(what);
    }

    @Test
    void aScopeAtRestIsWell() {
        start();
        assertThatCode(() -> Checker.checkAtRest(world)).doesNotThrowAnyException();
        new ResourcesAreFew().check(world);
    }

    @Test
    void aRegistrarThatHasDiedIsStillKnown() {
        start();
        world.registrars.getLast().crash();
        assertViolated(new RegistrarsKnowEachOther(), "knows the registrars");
    }

    @Test
    void copiesDifferWhileNewsAreOnTheirWay() {
        start();
        var one = world.elements.getFirst();
        one.deregister();
        world.loop.runUntil(Duration.ofSeconds(10), this::copiesDiffer);
    }

    private boolean copiesDiffer() {
        try {
            new CopiesAgree().check(world);
            return false;
        } catch (Violation differ) {
            return differ.getMessage().startsWith("copies differ");
        }
    }

    @Test
    void anElementThatHasDiedIsInTheHandlespaceForAWhile() {
        start();
        world.elements.forEach(Process::crash);
        assertViolated(new HandlespaceHoldsWhoLives(), "is in the handlespace, but it is dead or was deregistered");
    }

    @Test
    void aTakeoverIsARepair() {
        start();
        var nothingIsRepaired = new NothingIsRepaired(world);
        nothingIsRepaired.check(world);
        world.registrars.getFirst().crash();
        world.advance(world.patience());
        assertViolated(nothingIsRepaired, "repairs in a scope at rest");
    }

    @Test
    void anElementThatDiesIsALoss() {
        start();
        var home = world.registrars.stream()
                .filter(each -> each.registrar().handlespace().countOwnedBy(each.id()) > 0)
                .findFirst()
                .orElseThrow();
        var elementsOutliveIt = new ElementsOutliveAPause(home);
        elementsOutliveIt.check(world);
        world.elements.forEach(Process::crash);
        world.advance(world.patience());
        if (world.profile.rules().copies().takeoverSuggestion()) {
            elementsOutliveIt.check(world);
        } else {
            assertViolated(elementsOutliveIt, "has lost elements by its own pause");
        }
    }
}
