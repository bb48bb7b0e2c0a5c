package io.rserpool.e2e.kind;

import com.dajudge.kindcontainer.KindContainer;
import com.dajudge.kindcontainer.KindContainerVersion;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.MountableFile;

/** Makes a cluster of one node, as a container of Testcontainers. */
final class OneNode {
    private OneNode() {}

    /** Starts a cluster; its kubeconfig goes to the directory. */
    static KindCluster start(Path directory) {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException("no Docker daemon answers: e2e/kind/setup.sh starts one, as root");
        }
        removeAbandoned(DockerClientFactory.instance().client());
        var container = new KindContainer<>(KindContainerVersion.VERSION_1_34_0);
        container.withCreateContainerCmdModifier(OneNode::adapt);
        container.withLabel(Owner.LABEL, Owner.current());
        container.withCopyFileToContainer(MountableFile.forClasspathResource("api-server"), "/etc/rserpool-e2e");
        container.withLogConsumer(new LogFile(directory.resolve("node.log")));
        try {
            container.start();
            return new KindCluster(
                    List.of(container.getContainerId()), container.getKubeconfig(), directory, true, container::stop);
        } catch (RuntimeException e) {
            container.stop();
            throw e;
        }
    }

    /** There is no Ryuk (its image is in a registry) to remove what a run left behind that was killed: the next one does. */
    private static void removeAbandoned(DockerClient docker) {
        for (var container : docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(Owner.LABEL))
                .exec()) {
            if (!Owner.isAlive(container.getLabels().get(Owner.LABEL))) {
                docker.removeContainerCmd(container.getId())
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            }
        }
    }

    private static void adapt(CreateContainerCmd command) {
        var host = Objects.requireNonNull(command.getHostConfig());
        // Needed on cgroup v1; kind itself does so.
        host.withCgroupnsMode("private");
        // The library mounts an empty volume over the images of the node: let Docker copy them there.
        host.withBinds(Arrays.stream(host.getBinds())
                .map(bind -> Boolean.TRUE.equals(bind.getNoCopy()) ? new Bind(bind.getPath(), bind.getVolume()) : bind)
                .toArray(Bind[]::new));
    }
}
