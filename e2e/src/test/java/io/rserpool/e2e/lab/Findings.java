package io.rserpool.e2e.lab;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The expert information in what {@code tshark -V} prints.
 *
 * @param output a line without indentation begins a packet, a protocol in it, or says that it is malformed
 */
record Findings(String output) {
    private static final Pattern FINDING =
            Pattern.compile("\\s*\\[Expert Info \\((Error|Warning|Note)/(\\w+)\\): (.*)]");
    private static final Pattern TRANSPORT =
            Pattern.compile("(Stream Control Transmission|User Datagram|Transmission Control|Internet) Protocol.*");

    /** Each kind once, in alphabetical order: severity, group, protocol, text. */
    List<String> problems() {
        var problems = new TreeSet<String>();
        var layer = "";
        for (var line : output.lines().toList()) {
            var finding = FINDING.matcher(line);
            if (finding.matches()) {
                boolean malformed = finding.group(2).equals("Malformed");
                if (malformed || !TRANSPORT.matcher(layer).matches()) {
                    problems.add(
                            "%s %s, %s: %s".formatted(finding.group(1), finding.group(2), layer, finding.group(3)));
                }
            } else if (!line.isBlank() && !line.startsWith(" ")) {
                layer = line;
            }
        }
        return List.copyOf(problems);
    }
}
