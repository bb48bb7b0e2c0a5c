package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of a server mean: regular expressions, searched in each line without its end.
 *
 * @param end the last line of an answer
 * @param body are followed by a body
 * @param bodyEnd bytes after each body
 * @param more ask for one more line
 * @param block ask for more lines
 * @param blockEnd the last line of a block
 * @param error say that a request was not accepted
 * @param elsewhere say that the element does not serve
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "has(self.block) == has(self.blockEnd)", message = "block and blockEnd go together")
public record LineAnswers(
        @JsonPropertyDescription("The last line of an answer. Default: each line is an answer.")
        @Size(min = 1, max = Patterns.LONGEST)
        @Pattern(Patterns.ENTRY)
        @Nullable
        String end,

        @JsonPropertyDescription("Lines that are followed by a body; the first group is its length in bytes.")
        @Size(min = 1, max = Patterns.LONGEST)
        @Pattern(Patterns.ENTRY)
        @Nullable
        String body,

        @JsonPropertyDescription("Bytes after each body, 0 to 2; 2 for a line end of CR and LF. Default: 2.")
        @Min(0)
        @Max(2)
        @Nullable
        Integer bodyEnd,

        @JsonPropertyDescription("Last lines that ask for one more line of the same request, such as 334 of SMTP.")
        @Size(min = 1, max = Patterns.LONGEST)
        @Pattern(Patterns.ENTRY)
        @Nullable
        String more,

        @JsonPropertyDescription(
                "Last lines that ask for more lines, up to one that matches blockEnd, such as 354 of SMTP.")
        @Size(min = 1, max = Patterns.LONGEST)
        @Pattern(Patterns.ENTRY)
        @Nullable
        String block,

        @JsonPropertyDescription("The client's last line of such a block.")
        @Size(min = 1, max = Patterns.LONGEST)
        @Pattern(Patterns.ENTRY)
        @Nullable
        String blockEnd,

        @JsonPropertyDescription("Last lines which say that a request was not accepted: it is not kept.")
        @Size(min = 1, max = Patterns.LONGEST)
        @Pattern(Patterns.ENTRY)
        @Nullable
        String error,

        @JsonPropertyDescription(
                "First lines which say that the element does not serve the session and has not executed the request: it moves to another one.")
        @Size(min = 1, max = Patterns.LONGEST)
        @Pattern(Patterns.ENTRY)
        @Nullable
        String elsewhere) {}
