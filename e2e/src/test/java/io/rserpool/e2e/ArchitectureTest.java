package io.rserpool.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may use whom (docs/architecture.md): a wrong import fails here. */
class ArchitectureTest {
    private static final String ROOT = "io.rserpool";
    private static final String EVERYTHING = "e2e";

    /** Stands apart: it talks to Kubernetes only, and serves its webhook itself. */
    private static final String OPERATOR = "operator";

    /** The libraries that know protocol and no I/O: time, randomness and packets are handed to them. */
    private static final String[] PURE = packages("protocol", "handlespace");

    private static final String[] LIBRARIES =
            packages("protocol", "handlespace", "transport", "simulation.network", "endpoint");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** Each module with the modules it may use. The sidecars see what the endpoint's API speaks in. */
    static Stream<Arguments> modules() {
        return Stream.of(
                Arguments.of("protocol", Set.of()),
                Arguments.of("handlespace", Set.of("protocol")),
                Arguments.of("transport", Set.of()),
                Arguments.of("simulation.network", Set.of("transport")),
                Arguments.of("endpoint", Set.of("protocol", "transport")),
                Arguments.of("program", Set.of("transport")),
                Arguments.of("registrar", Set.of("handlespace", "protocol", "transport", "program")),
                Arguments.of(
                        "simulation.world",
                        Set.of("simulation.network", "registrar", "endpoint", "handlespace", "protocol", "transport")),
                Arguments.of("pe", Set.of("endpoint", "protocol", "transport", "program")),
                Arguments.of("pu", Set.of("endpoint", "protocol", "transport", "program")),
                Arguments.of(OPERATOR, Set.of()));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void moduleUsesOnlyWhatItMay(String module, Set<String> others) {
        var own = packages(Stream.concat(Stream.of(module), others.stream()).toArray(String[]::new));

        check(classes()
                .that(resideInAPackage(packageOf(module)))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(own))));
    }

    /** Packages of a module, each with those of the same module that it may use. Whoever is not named is the module's own root. */
    static Stream<Arguments> packagesOfModules() {
        return Stream.of(
                Arguments.of("endpoint.failover", Set.of()),
                Arguments.of("endpoint.authorisation", Set.of()),
                Arguments.of("endpoint.asap", Set.of("endpoint.authorisation")),
                Arguments.of("endpoint.session", Set.of("endpoint.asap", "endpoint.failover")),
                Arguments.of(
                        "endpoint.carrier",
                        Set.of("endpoint.authorisation", "endpoint.asap", "endpoint.failover", "endpoint.session")),
                Arguments.of(
                        "endpoint.user",
                        Set.of(
                                "endpoint.authorisation",
                                "endpoint.asap",
                                "endpoint.failover",
                                "endpoint.session",
                                "endpoint.carrier")),
                Arguments.of(
                        "endpoint.element",
                        Set.of("endpoint.authorisation", "endpoint.asap", "endpoint.session", "endpoint.carrier")),
                Arguments.of("registrar.settings", Set.of()),
                Arguments.of("registrar.authorisation", Set.of()),
                Arguments.of("registrar.domain", Set.of("registrar.settings", "registrar.authorisation")),
                Arguments.of(
                        "registrar.asap", Set.of("registrar.settings", "registrar.authorisation", "registrar.domain")),
                Arguments.of(
                        "registrar.enrp", Set.of("registrar.settings", "registrar.authorisation", "registrar.domain")),
                Arguments.of(
                        "registrar.copies",
                        Set.of("registrar.settings", "registrar.domain", "registrar.asap", "registrar.enrp")),
                Arguments.of("registrar.view", Set.of("registrar.settings", "registrar.domain", "registrar.enrp")),
                Arguments.of("transport.system", Set.of()),
                Arguments.of("transport.loop", Set.of("transport.system")),
                Arguments.of("transport.tcp", Set.of("transport.loop", "transport.system")),
                Arguments.of("transport.udp", Set.of("transport.loop")),
                Arguments.of("transport.diag", Set.of("transport.system")),
                Arguments.of("transport.identity", Set.of()),
                Arguments.of("transport.association", Set.of("transport.identity")),
                Arguments.of(
                        "transport.dtls",
                        Set.of("transport.association", "transport.identity", "transport.loop", "transport.system")),
                Arguments.of(
                        "transport.sctp",
                        Set.of(
                                "transport.association",
                                "transport.dtls",
                                "transport.identity",
                                "transport.loop",
                                "transport.system")),
                Arguments.of(
                        "transport.message",
                        Set.of(
                                "transport.association",
                                "transport.dtls",
                                "transport.identity",
                                "transport.loop",
                                "transport.system",
                                "transport.tcp")));
    }

    @ParameterizedTest
    @MethodSource("packagesOfModules")
    void packageUsesOnlyWhatItMay(String name, Set<String> others) {
        var module = name.substring(0, name.indexOf('.'));
        var own = packages(Stream.concat(Stream.of(name), others.stream()).toArray(String[]::new));

        assertThat(CLASSES.stream().anyMatch(resideInAPackage(packageOf(name)))).isTrue();
        check(classes()
                .that(resideInAPackage(packageOf(name)))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(packageOf(module))
                        .or(resideInAPackage(ROOT + "." + module))
                        .or(resideInAnyPackage(own))));
    }

    /** mux and direct are two answers to one question: neither knows the other one, and what they share knows neither. */
    @Test
    void waysOfCarryingASessionStandApart() {
        var mux = packageOf("endpoint.carrier.mux");
        var direct = packageOf("endpoint.carrier.direct");

        check(noClasses().that(resideInAPackage(mux)).should().dependOnClassesThat(resideInAPackage(direct)));
        check(noClasses().that(resideInAPackage(direct)).should().dependOnClassesThat(resideInAPackage(mux)));
        check(noClasses()
                .that(resideInAPackage(ROOT + ".endpoint.carrier"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(mux, direct)));
    }

    /** A rule about classes that nobody imported would hold for ever. */
    @ParameterizedTest
    @MethodSource("modules")
    void moduleIsLookedAt(String module, Set<String> others) {
        var folder = Set.of("pe", "pu").contains(module) ? module + "-sidecar" : module.replace('.', '/');

        assertThat(CLASSES.stream().anyMatch(resideInAPackage(packageOf(module))))
                .isEqualTo(Files.isDirectory(Path.of("..", folder, "src", "main", "java")));
    }

    /** The world can do without anybody who does something to it, or checks it. */
    @Test
    void worldKnowsNoScenario() {
        var check = packageOf("simulation.world.check");
        var scenario = packageOf("simulation.world.scenario");

        check(noClasses()
                .that(resideInAPackage(ROOT + ".simulation.world"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(check, scenario)));
        check(noClasses().that(resideInAPackage(check)).should().dependOnClassesThat(resideInAPackage(scenario)));
    }

    @Test
    void noClassBelongsToNoModule() {
        var known = Stream.concat(modules().map(module -> (String) module.get()[0]), Stream.of(EVERYTHING));

        check(classes().that(alwaysTrue()).should().resideInAnyPackage(packages(known.toArray(String[]::new))));
    }

    @Test
    void librariesArePlainJava() {
        check(classes()
                .that(resideInAnyPackage(LIBRARIES))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(ROOT + "..", "java..", "javax..", "org.jspecify..")));
    }

    @Test
    void socketsAreTheTransportsWork() {
        var elsewhere = not(resideInAnyPackage(packages("transport", "program", OPERATOR, EVERYTHING)));

        check(noClasses()
                .that(elsewhere)
                .should()
                .dependOnClassesThat(resideInAPackage("java.nio.channels..")
                        .or(isOneOf(Socket.class, ServerSocket.class, DatagramSocket.class))));
    }

    @Test
    void nativeCodeIsTheTransportsWork() {
        check(noClasses()
                .that(resideOutsideOfPackage(packageOf("transport")))
                .should()
                .dependOnClassesThat(resideInAPackage("java.lang.foreign..")));
    }

    @Test
    void httpIsTheProgramsWork() {
        check(noClasses()
                .that(not(resideInAnyPackage(packages("program", EVERYTHING))))
                .should()
                .dependOnClassesThat(resideInAPackage("com.sun.net.httpserver..")));
    }

    @Test
    void protocolLogicHasNoClockOfItsOwn() {
        var timed = packages("protocol", "handlespace", "endpoint");

        check(noClasses().that(resideInAnyPackage(timed)).should().callMethod(System.class, "nanoTime"));
        check(noClasses().that(resideInAnyPackage(timed)).should().callMethod(System.class, "currentTimeMillis"));
        check(noClasses()
                .that(resideInAnyPackage(timed))
                .should()
                .dependOnClassesThat(isOneOf(Instant.class, Clock.class)));
    }

    @Test
    void pureLibrariesHaveNoThreads() {
        check(noClasses()
                .that(resideInAnyPackage(PURE))
                .should()
                .dependOnClassesThat(isOneOf(Thread.class).or(resideInAPackage("java.util.concurrent"))));
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
                .filteredOn(javaPackage -> !javaPackage.getName().startsWith(ROOT + "." + EVERYTHING))
                .filteredOn(javaPackage -> !javaPackage.isAnnotatedWith(NullMarked.class))
                .extracting(JavaPackage::getName)
                .isEmpty();
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> isOneOf(Class<?>... types) {
        return belongToAnyOf(types);
    }

    private static String packageOf(String module) {
        return ROOT + "." + module + "..";
    }

    private static String[] packages(String... modules) {
        return Arrays.stream(modules).map(ArchitectureTest::packageOf).toArray(String[]::new);
    }
}
