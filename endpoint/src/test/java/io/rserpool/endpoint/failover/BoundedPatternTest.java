package io.rserpool.endpoint.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedPatternTest {
    private static BoundedPattern of(String expression) {
        return BoundedPattern.of(expression, "safe");
    }

    @Test
    void findsAndCaptures() {
        assertThat(of("^get ").find("get a")).isTrue();
        assertThat(of("^get ").find("forget a")).isFalse();
        assertThat(of("^a (\\d+)|^b (\\d+)").capture("b 12")).isEqualTo("12");
        assertThat(of("^[a-z]+").capture("quit 1")).isEqualTo("quit");
        assertThat(of("^a").capture("b")).isNull();
        assertThat(of("(a)(b)").groups()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a|aa)+$", "^(\\w+\\s?)*$", "(a|b)*c"})
    void givesUpWhatTakesForEver(String expression) {
        var pattern = of(expression);
        var text = "a".repeat(8000) + "!";
        var start = System.nanoTime();
        try {
            pattern.find(text);
        } catch (BoundedPattern.TooSlow expected) {
            assertThat(expected).hasMessageContaining("too long");
        }
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a*)*b", "(.*)*=.*", "x*x*x*$", "(x+x+)+y", "((a{1,10}){1,10}){1,10}$", "(\\s*)*;"})
    void whatTakesForEverInAShortTextIsRefused(String expression) {
        assertThatThrownBy(() -> of(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("safe: '" + expression + "' takes too long, as nested repetitions do");
    }

    @Test
    void patternThatGrowsWithTheSquareIsTooSlow() {
        var pattern = of("^(a+)+$");

        assertThatThrownBy(() -> pattern.find("a".repeat(5000) + "!")).isInstanceOf(BoundedPattern.TooSlow.class);
        assertThat(pattern.find("aaa")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"^.*", ".*$", "y*x*$", "^\\S+ (.* )?noreply$", "(?i)^(EHLO|HELO)\\b"})
    void ordinaryPatternsAreFastEnoughForTheLongestLine(String expression) {
        of(expression).find("abc ".repeat(2000));
    }

    @Test
    void badPatternsAreRefused() {
        assertThatThrownBy(() -> of("(")).hasMessageContaining("safe: '(' is no pattern: Unclosed group");
        assertThatThrownBy(() -> of("a".repeat(1001))).hasMessageContaining("1001 characters");
        assertThatThrownBy(() -> of("a{1001}")).hasMessageContaining("repeats more than 1000");
        assertThatThrownBy(() -> of("a{99999999999}")).hasMessageContaining("repeats more than 1000");
        assertThatThrownBy(() -> of("((?:){100}){11}")).hasMessageContaining("repeats more than 1000");
        assertThat(of("a{2,}b{1,250}(c{2}){3}").find("aabcccccc")).isTrue();
    }
}
