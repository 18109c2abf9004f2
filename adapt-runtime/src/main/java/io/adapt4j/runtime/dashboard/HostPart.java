package io.adapt4j.runtime.dashboard;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.Deployment;
import io.adapt4j.runtime.HostStatus;

/** How a host is doing, and each of its deployments. */
record HostPart(AdapterHost host, Traffic traffic) implements DashboardPart {
    @Override
    public String name() {
        return "host";
    }

    @Override
    public JsonElement json() {
        JsonObject json = new JsonObject();
        json.add("status", status(host.status()));
        json.add("deployments", Fields.array(host.deployments(), this::deployment));
        return json;
    }

    private static JsonObject status(HostStatus status) {
        JsonObject json = new JsonObject();
        json.addProperty("open", status.open());
        json.addProperty("deployments", status.deployments());
        json.addProperty("resident", status.resident());
        json.addProperty("residentBytes", status.residentBytes());
        json.addProperty("maxResidentBytes", status.maxResidentBytes());
        json.addProperty("queued", status.queued());
        json.addProperty("requests", status.requests());
        json.addProperty("failures", status.failures());
        json.addProperty("swaps", status.swaps());
        json.addProperty("loads", status.loads());
        json.addProperty("evictions", status.evictions());
        return json;
    }

    private JsonObject deployment(Deployment deployment) {
        JsonObject json = new JsonObject();
        json.addProperty("name", deployment.name());
        json.addProperty("version", deployment.version());
        Fields.add(json, "adapter", deployment.adapter());
        json.addProperty("state", deployment.state().name());
        json.addProperty("residentBytes", deployment.residentBytes());
        traffic.of(deployment.name()).ifPresent(latency -> json.add("latency", latency.toJson()));
        return json;
    }
}
