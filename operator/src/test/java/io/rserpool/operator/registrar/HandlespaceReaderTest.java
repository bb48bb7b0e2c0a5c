package io.rserpool.operator.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HandlespaceReaderTest {
    private static final int HUGE = 200_000;

    /** An answer that is made while it is read: pool "files", whose elements come in descending order. */
    private static InputStream answer(int elements) {
        var pools = Stream.of("{\"serverId\":\"0x1\",\"ready\":true,\"pools\":[{\"elements\":[");
        var list = IntStream.range(0, elements)
                .map(n -> elements - n)
                .mapToObj(n ->
                        "%s{\"id\":\"0x%08x\",\"home\":\"0x1\",\"address\":\"10.1.0.1\",\"port\":7890,\"transport\":\"SCTP\",\"load\":0}"
                                .formatted(n == elements ? "" : ",", n));
        Iterator<InputStream> parts = Stream.concat(Stream.concat(pools, list), Stream.of("],\"handle\":\"files\"}]}"))
                .map(text -> (InputStream) new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
                .iterator();
        return new SequenceInputStream(new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return parts.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return parts.next();
            }
        });
    }

    @Test
    void ofManyElementsThoseWithTheLowestIdentifiersAreKept() throws IOException {
        var pool = HandlespaceReader.read(answer(1000), Set.of("files")).known().get("files");
        assertThat(pool.registered()).isEqualTo(1000);
        assertThat(pool.first()).hasSize(PoolView.MAX_FIRST);
        assertThat(pool.first().getFirst().id()).isEqualTo("0x00000001");
        assertThat(pool.first().getLast().id()).isEqualTo("0x00000014");
    }

    @Test
    void poolsThatNobodyAsksForAreCounted() throws IOException {
        var handlespace = HandlespaceReader.read(answer(3), Set.of());
        assertThat(handlespace.known()).isEmpty();
        assertThat(handlespace.pools()).isOne();
        assertThat(handlespace.elements()).isEqualTo(3);
    }

    @Test
    void noTextIsLongerThanAnyCanBe() {
        var endless = "{\"serverId\":\"" + "x".repeat(100_000) + "\"}";
        assertThatThrownBy(() -> HandlespaceReader.read(
                        new ByteArrayInputStream(endless.getBytes(StandardCharsets.US_ASCII)), Set.of()))
                .isInstanceOf(IOException.class);
    }

    /** Nine registrars answer at once, with 200,000 elements each: about 200 MB in a heap of 16 MB. */
    @Test
    void hugeAnswersFitIntoASmallHeap() throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx16m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HugeAnswers.class.getName())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("9 × " + HUGE);
    }

    /** Runs in a JVM of its own. */
    static final class HugeAnswers {
        private HugeAnswers() {}

        public static void main(String[] arguments) throws Exception {
            Callable<Handlespace> registrar = () -> HandlespaceReader.read(answer(HUGE), Set.of("files"));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var answers = Stream.generate(() -> threads.submit(registrar))
                        .limit(9)
                        .toList();
                for (Future<Handlespace> answer : answers) {
                    if (answer.get().elements() != HUGE) {
                        throw new IllegalStateException("elements are missing");
                    }
                }
            }
            System.out.println("9 × " + HUGE);
        }
    }
}
