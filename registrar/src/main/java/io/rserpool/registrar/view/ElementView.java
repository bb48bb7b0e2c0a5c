package io.rserpool.registrar.view;

import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What people see of a pool element: the columns of RFC 5525's rserpoolENRPPoolElementTable. */
final class ElementView {
    private static final double FULL_LOAD = 0xffffffffL;

    /** IP protocol numbers. */
    private record Reached(String name, int protocol, int port, List<InetAddress> addresses, String opaque) {}

    private ElementView() {}

    static Map<String, Object> of(PoolElementParameter element) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", element.identifier().toString());
        view.put("home", element.home().toString());
        user(element.userTransport(), view);
        view.put("registrationLife", element.registrationLife());
        view.put("load", part(element.policy(), "load"));
        policy(element.policy(), view);
        var asap = element.asapTransport();
        if (asap != null) {
            view.put("asapPort", asap.port());
            view.put("asapAddresses", addresses(asap.addresses()));
        }
        return view;
    }

    static List<String> addresses(List<? extends InetAddress> addresses) {
        return addresses.stream().map(InetAddress::getHostAddress).toList();
    }

    private static void user(TransportParameter transport, Map<String, Object> view) {
        var reached = reached(transport);
        view.put(
                "address",
                reached.addresses().isEmpty()
                        ? ""
                        : reached.addresses().getFirst().getHostAddress());
        view.put("port", reached.port());
        view.put("transport", reached.name());
        view.put("userTransportProtocol", reached.protocol());
        view.put("userAddresses", addresses(reached.addresses()));
        view.put("transportUse", isWithControl(transport) ? "dataPlusControl" : "dataOnly");
        if (!reached.opaque().isEmpty()) {
            view.put("userOpaque", reached.opaque());
        }
    }

    private static boolean isWithControl(TransportParameter transport) {
        return transport instanceof TransportParameter.Sctp sctp && sctp.use() == TransportUse.DATA_PLUS_CONTROL;
    }

    private static Reached reached(TransportParameter transport) {
        return switch (transport) {
            case TransportParameter.Sctp t -> new Reached("SCTP", 132, t.port(), List.copyOf(t.addresses()), "");
            case TransportParameter.Tcp t -> new Reached("TCP", 6, t.port(), List.of(t.address()), "");
            case TransportParameter.Udp t -> new Reached("UDP", 17, t.port(), List.of(t.address()), "");
            case TransportParameter.UdpLite t -> new Reached("UDPLITE", 136, t.port(), List.of(t.address()), "");
            case TransportParameter.Dccp t -> new Reached("DCCP", 33, t.port(), List.of(t.address()), "");
            case TransportParameter.Opaque t -> new Reached("OPAQUE", 0, 0, List.of(), t.hex());
        };
    }

    private static void policy(Policy policy, Map<String, Object> view) {
        view.put("policyId", "0x%08x".formatted(policy.type()));
        view.put("policyDescription", name(policy));
        view.put("weight", unsigned(policy, "weight"));
        view.put("loadDegradation", part(policy, "loadDegradation"));
    }

    /** A name as of Java's constants. */
    static String name(Policy policy) {
        return policy.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toUpperCase(Locale.ROOT);
    }

    private static double part(Policy policy, String value) {
        return unsigned(policy, value) / FULL_LOAD;
    }

    /** A value of the policy by the name of the record component; 0 where it has none. */
    private static long unsigned(Policy policy, String value) {
        return Arrays.stream(policy.getClass().getRecordComponents())
                .filter(component -> component.getName().equals(value))
                .mapToLong(component -> {
                    try {
                        return Integer.toUnsignedLong(
                                (int) component.getAccessor().invoke(policy));
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException("policies are public records", e);
                    }
                })
                .findFirst()
                .orElse(0);
    }
}
