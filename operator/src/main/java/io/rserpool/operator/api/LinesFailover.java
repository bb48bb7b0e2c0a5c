package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How sessions of a protocol of lines are protected. What is not given is as the sidecar has it.
 *
 * @param greeting whether the server speaks first
 * @param request what the lines of a client mean
 * @param answer what the lines of a server mean
 * @param lineLimit longest line in bytes
 * @param stateLimit bytes kept to set up a connection again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LinesFailover(
        @JsonPropertyDescription(
                "Whether the server speaks first: one answer, which the client does not get again from another element. Default: false.")
        @Nullable
        Boolean greeting,

        @JsonPropertyDescription(
                "What the lines of a client mean. Default: nothing is sent again that may have been executed.")
        @Nullable
        LineRequests request,

        @JsonPropertyDescription("What the lines of a server mean. Default: each line is an answer.") @Nullable
        LineAnswers answer,

        @JsonPropertyDescription(
                "Longest line in bytes, 64 to 65536; after a longer one the session is not protected any more. Default: 8192.")
        @Min(64)
        @Max(65536)
        @Nullable
        Integer lineLimit,

        @JsonPropertyDescription("Most bytes of lines kept to set up a connection again, 1Ki to 16Mi. Default: 64Ki.")
        @Pattern(Sizes.TO_16_MI)
        @Nullable
        String stateLimit) {}
