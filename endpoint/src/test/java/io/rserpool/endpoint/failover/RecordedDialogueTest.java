package io.rserpool.endpoint.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.lines.LinesFailover;
import io.rserpool.endpoint.failover.lines.LinesSettings;
import io.rserpool.endpoint.failover.redis.RedisFailover;
import io.rserpool.endpoint.failover.redis.RedisPlayback;
import io.rserpool.endpoint.failover.redis.RedisSettings;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dialogues of real servers, with every piece of their bytes, and death at every byte. */
class RecordedDialogueTest {
    enum Dialogues {
        REDIS_RESP2("redis-resp2.dialogue", setting -> new RedisFailover(RedisSettings.DEFAULT, setting)),
        REDIS_RESP3("redis-resp3.dialogue", setting -> new RedisFailover(RedisSettings.DEFAULT, setting)),
        MEMCACHED("memcached.dialogue", setting -> new LinesFailover(LinesSettings.MEMCACHED, setting));

        private final String file;
        private final Function<Failover.Setting, Dialogue> mode;

        Dialogues(String file, Function<Failover.Setting, Dialogue> mode) {
            this.file = file;
            this.mode = mode;
        }

        /** Messages of subscriptions are lost when a server dies: with them, nothing would be equal. */
        Recording recording(boolean withMessages) {
            var all = Recording.load(file);
            return withMessages ? all : all.map(RedisPlayback::withoutMessages);
        }

        DialogueDriver on(Recording recording) {
            var driver = new DialogueDriver[1];
            UnaryOperator<String> other = this == MEMCACHED ? _ -> "" : RedisPlayback::answer;
            driver[0] = new DialogueDriver(
                    mode, () -> recording.connect(() -> driver[0] == null ? 0 : driver[0].client.size(), other));
            return driver[0];
        }
    }

    @ParameterizedTest
    @EnumSource
    void splitAnywhere(Dialogues which) {
        var recording = which.recording(true);
        for (int together : new int[] {1, 4, 1000}) {
            for (int cut = 0; cut < 2 * recording.answers().length(); cut++) {
                var at = cut;
                var passed = new int[1];
                var driver = which.on(recording).split(most -> {
                    var size = passed[0] < at && passed[0] + most > at ? at - passed[0] : most;
                    passed[0] += size;
                    return size;
                });
                recording.requests(together).forEach(driver::send);
                assertThat(driver.text())
                        .as("%d together, cut at %d", together, cut)
                        .isEqualTo(recording.answers());
                assertThat(driver.dialogue.unprotected()).isNull();
                assertThat(driver.dialogue.held()).isZero();
                driver.dialogue.close();
                assertThat(driver.budget.used()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void deathAtEveryByte(Dialogues which) {
        var recording = which.recording(false);
        var survived = 0;
        Map<Unprotected, Integer> reasons = new EnumMap<>(Unprotected.class);
        for (int together : new int[] {1, 3, 1000}) {
            for (int bytes = 0; bytes <= recording.answers().length(); bytes++) {
                var driver =
                        which.on(recording).split(most -> Math.min(100, most)).killAfter(bytes);
                recording.requests(together).forEach(driver::send);
                assertThat(recording.answers())
                        .as("%d together, killed after %d: %s", together, bytes, driver.detail)
                        .startsWith(driver.text());
                if (driver.broken == null) {
                    assertThat(driver.text())
                            .as("%d together, killed after %d", together, bytes)
                            .isEqualTo(recording.answers());
                    survived++;
                } else {
                    reasons.merge(driver.broken, 1, Integer::sum);
                }
            }
        }
        assertThat(survived).as("%s", reasons).isGreaterThan(recording.answers().length());
        assertThat(reasons.keySet())
                .containsAnyOf(Unprotected.UNSAFE_REQUEST)
                .doesNotContain(Unprotected.NOT_UNDERSTOOD, Unprotected.STATE_REFUSED, Unprotected.PATTERN);
    }
}
