package io.rserpool.e2e.kind;

import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the {@link KindSystem}: one for all classes of a run. What the cluster looked like is left in {@code e2e/target/logs}: after
 * each failure, and at the end.
 */
final class OnKind implements ParameterResolver, AfterTestExecutionCallback, AfterAllCallback {
    /** Name of a cluster made by {@code kind create cluster}, to be used instead of a new one: quicker while tests are written. */
    private static final String EXISTING = "rserpool.kind.cluster";

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(OnKind.class);

    /** Closed by JUnit when all tests are over. */
    private record Shared(KindSystem system, Path logs) implements AutoCloseable {
        static Shared start() {
            var logs = LocalSystem.project().resolve("e2e/target/logs");
            try {
                Files.createDirectories(logs);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return new Shared(KindSystem.start(cluster(logs), logs), logs);
        }

        private static KindCluster cluster(Path logs) {
            var existing = System.getProperty(EXISTING);
            return existing == null ? OneNode.start(logs) : KindProgram.existing(existing, logs);
        }

        @Override
        public void close() {
            try {
                ClusterLogs.write(system.client(), logs.resolve("end"));
            } finally {
                system.close();
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KindSystem.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(context).system();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            var name = context.getRequiredTestClass().getSimpleName() + "."
                    + context.getRequiredTestMethod().getName();
            var shared = shared(context);
            ClusterLogs.write(shared.system().client(), shared.logs().resolve(name));
        }
    }

    /** What is left of a class would slow down whatever comes next: its probers alone are dozens of processes a second. */
    @Override
    public void afterAll(ExtensionContext context) {
        shared(context).system().removeNamespaces();
    }

    private static Shared shared(ExtensionContext context) {
        return context.getRoot().getStore(STORE).computeIfAbsent("system", key -> Shared.start(), Shared.class);
    }
}
