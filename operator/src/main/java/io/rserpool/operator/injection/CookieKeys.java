package io.rserpool.operator.injection;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.Pool;
import java.util.List;
import java.util.stream.IntStream;

/** The Secrets with pools' keys for cookies, in the pods of their elements. */
final class CookieKeys {
    /** Key of the Secret, and name of the file. */
    static final String KEYS = "keys";

    private static final String DIRECTORY = "/etc/rserpool-cookies/";

    private CookieKeys() {}

    /** {@return where the sidecar finds the keys of a pool} */
    static String directory(Pool pool) {
        return DIRECTORY + SidecarConfig.key(pool);
    }

    /** {@return a volume for each of the pools that has keys} */
    static List<Volume> volumes(List<Pool> pools) {
        return with(pools).mapToObj(i -> volume(i, pools.get(i))).toList();
    }

    private static Volume volume(int number, Pool pool) {
        return new VolumeBuilder()
                .withName(name(number))
                .withNewSecret()
                .withSecretName(pool.getSpec().cookieKeySecret())
                .addNewItem()
                .withKey(KEYS)
                .withPath(KEYS)
                .endItem()
                .endSecret()
                .build();
    }

    /** {@return where these are in the sidecar} */
    static List<VolumeMount> mounts(List<Pool> pools) {
        return with(pools)
                .mapToObj(i -> new VolumeMountBuilder()
                        .withName(name(i))
                        .withMountPath(directory(pools.get(i)))
                        .withReadOnly(true)
                        .build())
                .toList();
    }

    private static IntStream with(List<Pool> pools) {
        return IntStream.range(0, pools.size())
                .filter(i -> pools.get(i).getSpec().cookieKeySecret() != null);
    }

    private static String name(int number) {
        return Names.PE_CONTAINER + "-cookies-" + number;
    }
}
