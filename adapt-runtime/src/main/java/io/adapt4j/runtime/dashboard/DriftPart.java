package io.adapt4j.runtime.dashboard;

import com.google.gson.JsonElement;

/** The drift of each deployment that is watched. */
record DriftPart(DriftHistory history) implements DashboardPart {
    @Override
    public String name() {
        return "drift";
    }

    @Override
    public JsonElement json() {
        return Fields.object(history.deployments(), WatchedDeployment::toJson);
    }
}
