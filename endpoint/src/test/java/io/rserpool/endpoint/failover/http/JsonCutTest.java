package io.rserpool.endpoint.failover.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCutTest {
    private static String cut(String json, String... pointers) {
        return JsonCut.of(json, Stream.of(pointers).map(JsonPointer::of).toList());
    }

    /** The examples of RFC 6901, section 5, as far as they are values of a member. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "/foo={\"foo\":,\"\":0,\"a/b\":1,\"m~n\":8}",
                "/foo/0={\"foo\":[,\"baz\"],\"\":0,\"a/b\":1,\"m~n\":8}",
                "/={\"foo\":[\"bar\",\"baz\"],\"\":,\"a/b\":1,\"m~n\":8}",
                "/a~1b={\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":,\"m~n\":8}",
                "/m~0n={\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"m~n\":}",
                "/foo/2={\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"m~n\":8}",
                "/foo/00={\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"m~n\":8}"
            })
    void aPointerLeadsToItsValue(String pointer, String rest) {
        assertThat(cut("{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"m~n\":8}", pointer))
                .isEqualTo(rest);
    }

    @Test
    void allElseStaysToTheByte() {
        assertThat(cut(" { \"id\" : [ 1 , {\"a\":\"}\"} ] , \"b\" :\t-1.5E+3 }\n", "/id"))
                .isEqualTo(" { \"id\" :  , \"b\" :\t-1.5E+3 }\n");
        assertThat(cut("[{\"id\":1,\"t\":\"x\"},{\"id\":2,\"t\":\"y\"}]", "/0/id", "/1/t"))
                .isEqualTo("[{\"id\":,\"t\":\"x\"},{\"id\":2,\"t\":}]");
        assertThat(cut("{\"a\":{\"b\":1},\"a\":2}", "/a/b", "/a")).isEqualTo("{\"a\":,\"a\":}");
        assertThat(cut("{\"a\\\"\":\"\\\\\",\"b\":\"\\u00e9\"}", "/b")).isEqualTo("{\"a\\\"\":\"\\\\\",\"b\":}");
    }

    @Test
    void namesAreComparedAsTextWhateverTheirEscapes() {
        var utf8 = new String("{\"é\":1}".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(cut(utf8, "/é")).doesNotContain("1");
        assertThat(cut("{\"\\u00e9\":1}", "/é")).doesNotContain("1");
        assertThat(cut("{\"\\u002f\":1,\"x\":2}", "/~1")).isEqualTo("{\"\\u002f\":,\"x\":2}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[DONE]",
                "{",
                "{\"id\":1",
                "{\"id\" 1}",
                "{id:1}",
                "[1,]",
                "[1 2]",
                "{\"id\":1}}",
                "\"\\x\"",
                "\"\\u12\"",
                "\"a\nb\"",
                "'a'"
            })
    void whatIsNoJsonIsNotCut(String text) {
        assertThat(cut(text, "/id")).isNull();
    }

    @Test
    void itLooksOnlySoDeep() {
        assertThat(cut("[".repeat(60) + "]".repeat(60), "/id")).isNotNull();
        assertThat(cut("[".repeat(1 << 20), "/id")).isNull();
        assertThat(cut("{\"a\":".repeat(1 << 17) + "1", "/" + "a/".repeat(30) + "a"))
                .isNull();
    }

    /** What comes from outside may be anything. */
    @Test
    void noTextMakesItFail() {
        var random = new Random(3);
        var alphabet = "{}[]\",:\\u0aeE-+. \n\u00e9truefalsn/~";
        var pointers = List.of(JsonPointer.of("/a/0"), JsonPointer.of("/0/a"), JsonPointer.of("/"));
        for (int i = 0; i < 200_000; i++) {
            var text = new StringBuilder();
            random.ints(random.nextInt(24), 0, alphabet.length()).forEach(at -> text.append(alphabet.charAt(at)));
            var rest = JsonCut.of(text.toString(), pointers);
            assertThat(rest == null || rest.length() <= text.length()).isTrue();
        }
    }
}
