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
 * What the lines of a client mean: regular expressions, searched in each line without its end.
 *
 * @param safe may be executed twice
 * @param keep set up the connection
 * @param draft have no effect before another request
 * @param draftEnd end the drafts
 * @param asks have an effect once the server has asked for more
 * @param silent are not answered
 * @param body are followed by a body
 * @param bodyEnd bytes after each body
 * @param opaque after them nothing is understood
 * @param quit after them the server ends the connection
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "has(self.draft) == has(self.draftEnd)", message = "draft and draftEnd go together")
public record LineRequests(
        @JsonPropertyDescription(
                "Lines that may be executed twice: they are sent again when their element dies before the answer is complete.")
        @Size(min = 1, max = Patterns.LONGEST)
        @Pattern(Patterns.ENTRY)
        @Nullable
        String safe,

        @JsonPropertyDescription(
                "Lines that set up the connection, such as logging in: sent again on each new one, in their order, once they have been accepted. Of those with an equal first group the last one replaces the others.")
        @Size(min = 1, max = Patterns.LONGEST)
        @Pattern(Patterns.ENTRY)
        @Nullable
        String keep,

        @JsonPropertyDescription(
                "Lines that have no effect before another request, such as MAIL and RCPT of SMTP: kept like those until draftEnd is answered.")
        @Size(min = 1, max = Patterns.LONGEST)
        @Pattern(Patterns.ENTRY)
        @Nullable
        String draft,

        @JsonPropertyDescription(
                "Lines after which, once answered without an error, nothing of the drafts is needed any more.")
        @Size(min = 1, max = Patterns.LONGEST)
        @Pattern(Patterns.ENTRY)
        @Nullable
        String draftEnd,

        @JsonPropertyDescription(
                "Lines that have an effect once the server has asked for more and got it, such as DATA of SMTP: safe until then.")
        @Size(min = 1, max = Patterns.LONGEST)
        @Pattern(Patterns.ENTRY)
        @Nullable
        String asks,

        @JsonPropertyDescription("Lines that are not answered.")
        @Size(min = 1, max = Patterns.LONGEST)
        @Pattern(Patterns.ENTRY)
        @Nullable
        String silent,

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

        @JsonPropertyDescription(
                "Lines after which nothing is understood any more, such as STARTTLS: the session is not protected from then on.")
        @Size(min = 1, max = Patterns.LONGEST)
        @Pattern(Patterns.ENTRY)
        @Nullable
        String opaque,

        @JsonPropertyDescription("Lines after which the server ends the connection.")
        @Size(min = 1, max = Patterns.LONGEST)
        @Pattern(Patterns.ENTRY)
        @Nullable
        String quit) {}
