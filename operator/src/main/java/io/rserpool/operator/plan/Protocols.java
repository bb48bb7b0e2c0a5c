package io.rserpool.operator.plan;

import org.jspecify.annotations.Nullable;

/** Protocols of ports, as Kubernetes names them. */
public final class Protocols {
    private Protocols() {}

    /** {@return whether it is TCP, which is the default} */
    public static boolean isTcp(@Nullable String protocol) {
        return protocol == null || "TCP".equals(protocol);
    }
}
