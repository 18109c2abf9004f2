package io.adapt4j.runtime.dashboard;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.adapt4j.runtime.watch.AliasWatch;
import io.adapt4j.runtime.watch.Followed;
import io.adapt4j.runtime.watch.WatchFailure;
import io.adapt4j.runtime.watch.WatchStatus;

/** Which aliases a host follows, and how far it is. */
record WatchPart(AliasWatch watch) implements DashboardPart {
    @Override
    public String name() {
        return "watch";
    }

    @Override
    public JsonElement json() {
        WatchStatus status = watch.status();
        JsonObject json = new JsonObject();
        json.addProperty("current", status.current());
        Fields.add(json, "lastContact", status.lastContact());
        status.registry().ifPresent(failure -> json.add("failure", failure(failure)));
        json.add("deployments", Fields.array(status.deployments(), WatchPart::followed));
        return json;
    }

    private static JsonObject followed(Followed followed) {
        JsonObject json = new JsonObject();
        json.addProperty("deployment", followed.deployment());
        json.addProperty("adapter", followed.adapter());
        json.addProperty("alias", followed.alias());
        json.addProperty("revision", followed.revision());
        Fields.add(json, "wanted", followed.wanted());
        Fields.add(json, "serving", followed.serving());
        json.addProperty("current", followed.current());
        followed.failure().ifPresent(failure -> json.add("failure", failure(failure)));
        return json;
    }

    private static JsonObject failure(WatchFailure failure) {
        JsonObject json = new JsonObject();
        json.addProperty("error", failure.error());
        json.addProperty("since", failure.since().toString());
        json.addProperty("attempts", failure.attempts());
        return json;
    }
}
