package io.rserpool.e2e.kind;

/** Small workloads that know nothing of pools, as the restricted Pod Security Standard admits them, and the resources that make pools of them. */
final class Workloads {
    /** What every pod here has; the container's name is {@code main}. Without a request it would get no processor while programs start. */
    private static final String POD_SPEC = """
            securityContext:
              runAsNonRoot: true
              runAsUser: 1000
              seccompProfile: {type: RuntimeDefault}
            terminationGracePeriodSeconds: 8
            containers:
              - name: main
                image: rserpool-demo/socat:1
                imagePullPolicy: IfNotPresent
                resources: {requests: {cpu: 50m}}
                securityContext:
                  allowPrivilegeEscalation: false
                  capabilities: {drop: [ALL]}
            """;

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: %1$s
            spec:
              replicas: %2$d
              selector:
                matchLabels: {app: %1$s}
              template:
                metadata:
                  labels: {app: %1$s}
                spec:
            %3$s
            """;

    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: %s
              labels: {app: %s}
            spec:
            %s
            """;

    private static final String JOB = """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: %1$s
            spec:
              backoffLimit: 0
              template:
                metadata:
                  labels: {app: %2$s}
                spec:
                  restartPolicy: Never
            %3$s
            """;

    /** Server of lines: what comes goes back. It is ready when it listens. */
    private static final String ECHO = """
                ports:
                  - {name: web, containerPort: 8080}
                readinessProbe:
                  tcpSocket: {port: 8080}
                  periodSeconds: 1
            """;

    private static final String LEAVE_FIRST = """
                lifecycle:
                  preStop:
                    exec: {command: [sleep, "5"]}
            """;

    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata:
              name: %1$s
            spec:
              selector: {app: %1$s}
              ports:
                - {name: web, port: 80, targetPort: %2$s}
                - {name: metrics, port: 9090}
            """;

    private static final String POOL = """
            apiVersion: rserpool.io/v1alpha1
            kind: Pool
            metadata:
              name: %1$s
            spec:
              selector:
                matchLabels: {app: %1$s}
              port: %2$d
              drainTimeout: 2s
            """;

    private static final String POOL_USER = """
            apiVersion: rserpool.io/v1alpha1
            kind: PoolUser
            metadata:
              name: %1$s
            spec:
              selector:
                matchLabels: {app: %1$s}
              pools:
                - pool: %2$s
            """;

    private Workloads() {}

    /** A Deployment of servers that give back what they get on port 8080, and say "metrics" on port 9090. */
    static String servers(String name, int replicas) {
        return servers(name, replicas, ECHO + LEAVE_FIRST);
    }

    /** As {@link #servers}, but for what careful workloads do: these do not leave their Service before they end. */
    static String carelessServers(String name, int replicas) {
        return servers(name, replicas, ECHO);
    }

    private static String servers(String name, int replicas, String more) {
        // Without -t it ends half a second after its client has said all, though a busy machine has not let cat answer.
        var listen = "socat -t10 TCP-LISTEN:%d,reuseaddr,fork,backlog=100 %s";
        var script = listen.formatted(9090, "EXEC:'echo metrics'") + " & exec " + listen.formatted(8080, "EXEC:cat");
        return DEPLOYMENT.formatted(name, replicas, (container(script) + more).indent(6));
    }

    /** A Service with port 80 in front of {@link #servers}, and 9090 for what is no pool. */
    static String service(String name, String targetPort) {
        return SERVICE.formatted(name, targetPort);
    }

    static String pool(String name, int port) {
        return POOL.formatted(name, port);
    }

    /** A PoolUser for pods with the label {@code app: name}. */
    static String poolUser(String name, String pool) {
        return POOL_USER.formatted(name, pool);
    }

    /** A pod that runs a script: nobody restarts it. */
    static String pod(String name, String app, String script) {
        return POD.formatted(name, app, container(script).indent(2));
    }

    static String deployment(String name, int replicas, String script) {
        return DEPLOYMENT.formatted(name, replicas, container(script).indent(6));
    }

    static String job(String name, String app, String script) {
        return JOB.formatted(name, app, container(script).indent(6));
    }

    private static String container(String script) {
        return POD_SPEC + """
                    command:
                      - /bin/sh
                      - -c
                      - |
                """ + script.indent(10);
    }
}
