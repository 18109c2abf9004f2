package io.adapt4j.runtime.rollout;

import io.adapt4j.Adapter;
import io.adapt4j.ContentHash;
import io.adapt4j.registry.Registry;
import io.adapt4j.registry.VersionId;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.Deployment;
import java.util.Optional;

/**
 * Both versions of a rollout in a host: the champion under the deployment's name, the challenger under one that is made of it and the
 * version, so that what is deployed there never changes.
 */
final class Arms {
    private final AdapterHost host;
    private final Registry registry;
    private final RolloutSubject subject;

    Arms(AdapterHost host, Registry registry, RolloutSubject subject) {
        this.host = host;
        this.registry = registry;
        this.subject = subject;
    }

    String championName() {
        return subject.deployment();
    }

    String challengerName() {
        return subject.deployment() + "~" + subject.challenger().hash().hex().substring(0, 12);
    }

    /** Deploys what is not there. Where that fails, nothing has changed but that the champion may be there. */
    void open() {
        openChampion();
        openChallenger();
    }

    void openChampion() {
        deploy(championName(), subject.champion());
    }

    void openChallenger() {
        deploy(challengerName(), subject.challenger());
    }

    void closeChallenger() {
        host.remove(challengerName());
    }

    /** Lets the challenger answer under the deployment's name. */
    void promote() {
        deploy(championName(), subject.challenger());
    }

    /** Lets the champion answer under the deployment's name again, unless something else does by now. */
    void rollBack() {
        if (deployed(championName()).equals(Optional.of(content(subject.challenger())))) {
            deploy(championName(), subject.champion());
        }
    }

    private void deploy(String name, VersionId version) {
        if (!deployed(name).equals(Optional.of(content(version)))) {
            Adapter adapter = registry.load(version);
            host.deploy(name, adapter);
        }
    }

    private ContentHash content(VersionId version) {
        return registry.version(version).content();
    }

    private Optional<ContentHash> deployed(String name) {
        return host.deployments().stream()
                .filter(deployment -> deployment.name().equals(name))
                .findFirst()
                .flatMap(Deployment::adapter);
    }
}
