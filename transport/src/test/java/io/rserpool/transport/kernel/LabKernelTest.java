package io.rserpool.transport.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lab is what the other tests of the tag need. */
@Tag("lab")
class LabKernelTest {
    @Test
    void theKernelHasSctp() throws Exception {
        assertThat(Files.readAllLines(Path.of("/proc/net/protocols")))
                .anySatisfy(line -> assertThat(line).startsWith("SCTP "));
    }
}
