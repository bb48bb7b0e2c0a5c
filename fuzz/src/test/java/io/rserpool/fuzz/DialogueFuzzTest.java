package io.rserpool.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rserpool.endpoint.failover.Dialogue;
import io.rserpool.endpoint.failover.Failover;
import io.rserpool.endpoint.failover.http.HttpFailover;
import io.rserpool.endpoint.failover.http.HttpSettings;
import io.rserpool.endpoint.failover.lines.LinesFailover;
import io.rserpool.endpoint.failover.lines.LinesSettings;
import io.rserpool.endpoint.failover.redis.RedisFailover;
import io.rserpool.endpoint.failover.redis.RedisSettings;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever client and server say, in whatever parts: who reads along takes it at a cost of its length, changes nothing of it while nothing fails, and
 * keeps nothing behind.
 */
class DialogueFuzzTest {
    private static final int ALLOCATED_PER_BYTE = 1 << 12;
    private static final HttpSettings HTTP = HttpSettings.DEFAULT.withIgnore("/id", "\"time\":\\d+");

    static Stream<byte[]> httpCorpus() {
        return Corpus.of("http");
    }

    /** Events are delivered whole, so that their chunks are other ones. */
    @MethodSource("httpCorpus")
    @FuzzTest(maxDuration = "2h")
    void http(byte[] input) {
        var text = new String(input, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        check(setting -> new HttpFailover(HTTP, setting), input, !text.contains("stream"));
    }

    static Stream<byte[]> redisCorpus() {
        return Corpus.of("redis");
    }

    @MethodSource("redisCorpus")
    @FuzzTest(maxDuration = "2h")
    void redis(byte[] input) {
        check(setting -> new RedisFailover(RedisSettings.DEFAULT, setting), input, true);
    }

    static Stream<byte[]> memcachedCorpus() {
        return Corpus.of("memcached");
    }

    @MethodSource("memcachedCorpus")
    @FuzzTest(maxDuration = "2h")
    void memcached(byte[] input) {
        check(setting -> new LinesFailover(LinesSettings.MEMCACHED, setting), input, true);
    }

    static Stream<byte[]> smtpCorpus() {
        return Corpus.of("smtp");
    }

    @MethodSource("smtpCorpus")
    @FuzzTest(maxDuration = "2h")
    void smtp(byte[] input) {
        check(setting -> new LinesFailover(LinesSettings.SMTP, setting), input, true);
    }

    private static void check(Function<Failover.Setting, Dialogue> mode, byte[] input, boolean exact) {
        // What is used for the first time is loaded, which costs more than any input.
        new FuzzedDialogue(mode).run(input, exact);
        try (var cost = Cost.ofInput(input.length, ALLOCATED_PER_BYTE)) {
            new FuzzedDialogue(mode).run(input, exact);
        }
    }
}
