package io.rserpool.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One {@link LoadSystem} for all test classes. Each test finds it whole, and must leave it so that it becomes whole by itself: every
 * program well, no session left, no line of level ERROR in any log.
 */
final class SharedSystem implements ParameterResolver, BeforeEachCallback, AfterEachCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("MMdd-HHmmss");

    private record Running(LoadSystem system, LogWatch logs) implements AutoCloseable {
        @Override
        public void close() {
            system.close();
        }
    }

    private static Running running(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent("load-system", key -> start(), Running.class);
    }

    private static Running start() {
        var directory = LocalSystem.project()
                .resolve("e2e/target/load")
                .resolve(LocalDateTime.now().format(STAMP));
        System.out.println("logs: " + directory);
        try {
            return new Running(new LoadSystem(directory), new LogWatch(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LoadSystem.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return running(context).system;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        awaitWhole(running(context).system);
        System.out.printf("%n%s: %s%n", context.getRequiredTestClass().getSimpleName(), context.getDisplayName());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        var running = running(context);
        assertThat(running.logs.newErrors()).as("lines of level ERROR in logs").isEmpty();
        awaitWhole(running.system);
        await("all sessions over").atMost(PATIENCE).until(() -> running.system.sessions() == 0);
    }

    private static void awaitWhole(LoadSystem system) {
        await("every registrar knows every element, every program is well")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(system.ailments()).isEmpty());
    }
}
