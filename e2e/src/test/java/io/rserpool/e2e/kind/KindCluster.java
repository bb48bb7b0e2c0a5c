package io.rserpool.e2e.kind;

import com.dajudge.kindcontainer.KindContainer;
import com.dajudge.kindcontainer.KindContainerVersion;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/** A Kind cluster of one node: a container of Testcontainers in the local Docker. */
final class KindCluster implements AutoCloseable {
    /** Who made the container: process and its start, in ms since 1970. */
    private static final String OWNER = "io.rserpool.e2e.owner";

    private final KindContainer<?> container;
    private final KubernetesClient client;
    private final Path kubeconfig;

    private KindCluster(KindContainer<?> container, Path directory) throws IOException {
        this.container = container;
        this.kubeconfig = Files.writeString(directory.resolve("kubeconfig"), container.getKubeconfig());
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(container.getKubeconfig()))
                .build();
    }

    /** Starts a cluster; its kubeconfig goes to the directory. */
    static KindCluster start(Path directory) {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException("no Docker daemon answers: e2e/kind/setup.sh starts one, as root");
        }
        removeAbandoned(DockerClientFactory.instance().client());
        var container = new KindContainer<>(KindContainerVersion.VERSION_1_34_0);
        container.withCreateContainerCmdModifier(KindCluster::adapt);
        container.withLabel(OWNER, describe(ProcessHandle.current()));
        container.withLogConsumer(new LogFile(directory.resolve("node.log")));
        try {
            container.start();
            return new KindCluster(container, directory);
        } catch (IOException e) {
            container.stop();
            throw new UncheckedIOException(e);
        }
    }

    /** There is no Ryuk (its image is in a registry) to remove what a run left behind that was killed: the next one does. */
    private static void removeAbandoned(DockerClient docker) {
        for (var container : docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(OWNER))
                .exec()) {
            if (!isAlive(container.getLabels().get(OWNER))) {
                docker.removeContainerCmd(container.getId())
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            }
        }
    }

    private static boolean isAlive(String owner) {
        var pid = Long.parseLong(owner.substring(0, owner.indexOf('@')));
        return ProcessHandle.of(pid)
                .map(KindCluster::describe)
                .filter(owner::equals)
                .isPresent();
    }

    private static String describe(ProcessHandle process) {
        var start = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return process.pid() + "@" + start;
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

    KubernetesClient client() {
        return client;
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    /** Loads images of the local Docker into the node. */
    void loadImages(List<String> images) {
        var save = new ArrayList<>(List.of("docker", "save"));
        save.addAll(images);
        Commands.pipe(
                save,
                List.of(
                        "docker",
                        "exec",
                        "-i",
                        container.getContainerId(),
                        "ctr",
                        "-n",
                        "k8s.io",
                        "images",
                        "import",
                        "-"));
    }

    /** SIGKILL to all processes of a pod's container, from outside of it. */
    void killContainer(Pod pod, String name) {
        var id = Stream.concat(
                        pod.getStatus().getContainerStatuses().stream(),
                        pod.getStatus().getInitContainerStatuses().stream())
                .filter(status -> status.getName().equals(name))
                .map(ContainerStatus::getContainerID)
                .findFirst()
                .orElseThrow()
                .replace("containerd://", "");
        onNode("ctr", "-n", "k8s.io", "task", "kill", "--signal", "SIGKILL", id);
    }

    private void onNode(String... command) {
        try {
            var result = container.execInContainer(command);
            if (result.getExitCode() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + result.getStderr());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        container.stop();
    }
}
