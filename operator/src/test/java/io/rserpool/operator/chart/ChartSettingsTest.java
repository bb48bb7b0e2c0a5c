package io.rserpool.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Settings;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What stands in the chart and in the operator's settings is the same. */
class ChartSettingsTest {
    private static final Path TEMPLATES = Path.of("../charts/rserpool/templates");

    private final Settings settings = Fixtures.settings();

    private static String template(String name) throws IOException {
        return Files.readString(TEMPLATES.resolve(name)).replaceAll("(?m)^\\s*#.*\\R", "");
    }

    @Test
    void everyVariableOfTheDeploymentIsASetting() throws IOException {
        var known = variables("RSERPOOL_OPERATOR", Settings.class).toList();
        var set = template("deployment.yaml")
                .lines()
                .map(line -> line.strip().replace("- name: ", ""))
                .filter(line -> line.startsWith("RSERPOOL_OPERATOR_"))
                .toList();
        assertThat(set).isNotEmpty();
        assertThat(known).containsAll(set);
    }

    private static Stream<String> variables(String prefix, Class<?> settings) {
        return Stream.of(settings.getMethods()).flatMap((Method method) -> {
            var name =
                    prefix + "_" + method.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
            return method.getReturnType().getEnclosingClass() == Settings.class
                    ? variables(name, method.getReturnType())
                    : Stream.of(name);
        });
    }

    @Test
    void portsAreThoseThatTheOperatorListensOn() throws IOException {
        int webhook = settings.webhook().port();
        int signer = settings.signer().port();
        assertThat(template("deployment.yaml"))
                .containsPattern("name: webhook\\s+containerPort: " + webhook)
                .containsPattern("name: signer\\s+containerPort: " + signer);
        assertThat(template("network-policy.yaml")).contains("- port: " + webhook, "- port: " + signer);
        assertThat(template("webhook.yaml"))
                .containsPattern("name: signer\\s+port: " + settings.signer().servicePort() + "\\s+targetPort: signer");
    }
}
