package io.rserpool.operator.injection;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.rserpool.operator.api.UsedPool;
import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What a failover mode is told, on its way to the sidecar. */
class FailoverConfigTest {
    private static Properties written(String use) throws IOException {
        var text = new StringBuilder();
        FailoverConfig.append(text, "", Serialization.unmarshal(use, UsedPool.class));
        var read = new Properties();
        read.load(new StringReader(text.toString()));
        return read;
    }

    /** Pods that were made before these fields keep their configuration, and are not restarted for nothing. */
    @Test
    void whatIsNotSaidIsNotWritten() throws IOException {
        assertThat(written("pool: files")).isEmpty();
        assertThat(written("pool: files\nhttp: {}\nredis: {}\nlines: {request: {}, answer: {}}\n"))
                .isEmpty();
    }

    @Test
    void http() throws IOException {
        assertThat(written("""
                        pool: llm
                        http:
                          resend: [POST, PATCH]
                          idempotencyKey: false
                          ranges: false
                          headLimit: 8Ki
                          eventLimit: 1Mi
                          ignore: [/id, '"a\\\\b":\\d+(,|\\$|}$)', 'é = # : !']
                        """))
                .containsOnly(
                        entry("http.resend", "POST,PATCH"),
                        entry("http.idempotency-key", "false"),
                        entry("http.ranges", "false"),
                        entry("http.head-limit", "8192"),
                        entry("http.event-limit", "1048576"),
                        entry("http.ignore", "/id\n\"a\\\\b\":\\d+(,|\\$|}$)\né = # : !"));
    }

    @Test
    void redisAndTheEnd() throws IOException {
        assertThat(written("""
                        pool: store
                        serverEnds: may
                        redis: {resend: [SET, CLIENT KILL], elsewhere: [LOADING], tracking: false, stateLimit: 16Mi, messageLimit: '0'}
                        """))
                .containsOnly(
                        entry("server-ends", "may"),
                        entry("redis.resend", "SET,CLIENT KILL"),
                        entry("redis.elsewhere", "LOADING"),
                        entry("redis.tracking", "false"),
                        entry("redis.state-limit", "16777216"),
                        entry("redis.message-limit", "0"));
    }

    /** Each field has its key. */
    @Test
    void lines() throws IOException {
        var text = new StringBuilder();
        FailoverConfig.append(text, "rserpool.pu.pools.stock.", Serialization.unmarshal("""
                pool: stock
                lines:
                  greeting: true
                  request: {safe: a, keep: b, draft: c, draftEnd: d, asks: p, silent: e, body: (f), bodyEnd: 0, opaque: g, quit: h}
                  answer: {end: i, body: (j), bodyEnd: 1, more: k, block: l, blockEnd: m, error: n, elsewhere: o}
                  lineLimit: 64
                  stateLimit: 1Ki
                """, UsedPool.class));
        assertThat(text).hasToString("""
                rserpool.pu.pools.stock.lines.greeting=true
                rserpool.pu.pools.stock.lines.request.safe=a
                rserpool.pu.pools.stock.lines.request.keep=b
                rserpool.pu.pools.stock.lines.request.draft=c
                rserpool.pu.pools.stock.lines.request.draft-end=d
                rserpool.pu.pools.stock.lines.request.asks=p
                rserpool.pu.pools.stock.lines.request.silent=e
                rserpool.pu.pools.stock.lines.request.body=(f)
                rserpool.pu.pools.stock.lines.request.body-end=0
                rserpool.pu.pools.stock.lines.request.opaque=g
                rserpool.pu.pools.stock.lines.request.quit=h
                rserpool.pu.pools.stock.lines.answer.end=i
                rserpool.pu.pools.stock.lines.answer.body=(j)
                rserpool.pu.pools.stock.lines.answer.body-end=1
                rserpool.pu.pools.stock.lines.answer.more=k
                rserpool.pu.pools.stock.lines.answer.block=l
                rserpool.pu.pools.stock.lines.answer.block-end=m
                rserpool.pu.pools.stock.lines.answer.error=n
                rserpool.pu.pools.stock.lines.answer.elsewhere=o
                rserpool.pu.pools.stock.lines.line-limit=64
                rserpool.pu.pools.stock.lines.state-limit=1024
                """);
    }
}
