package io.adapt4j.examples;

import io.adapt4j.BaseModel;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.HostOptions;
import io.adapt4j.runtime.HostStatus;
import io.adapt4j.task.Classification;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The README's sample of a service with many tenants. */
final class ReadmeServing {
    private ReadmeServing() {}

    static Classification run(BaseModel base, List<Path> tenants) {
        // begin
        try (AdapterHost host = AdapterHost.on(base, HostOptions.defaults().withResidentBytes(512L << 20))) {
            for (Path adapter : tenants) {
                host.register(adapter.getFileName().toString(), adapter); // loaded at its first request
            }
            CompletableFuture<Classification> answer = host.submit("tenant-7", "You have won a prize");
            HostStatus status = host.status(); // for a health page
            return status.open() ? answer.join() : null;
        }
        // end
    }
}
